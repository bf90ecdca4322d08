"""Files as a whole: read to their end, and written whole or not at all."""

import os
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """All of it or nothing: what stood there stays until the new file is whole."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_text(text)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def read_whole(path: Path) -> bytes:
    """All of a file; a device or a pipe may never end, and is a ValueError."""
    if path.exists() and not path.is_file():
        raise ValueError(f"{path} is not a file")
    return path.read_bytes()
