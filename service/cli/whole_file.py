"""Files as a whole: read to their end, and written whole or not at all."""

import os
import sys
from pathlib import Path

from matching.output_path import refuse_unwritable


def writable(path: Path | None) -> Path | None:
    """For an option that names a file to write: ends the program, before any work, where there can
    be none. Written whole, a device or a pipe would be replaced by a file."""
    if path is None:
        return None
    try:
        refuse_unwritable(path)
    except ValueError as error:
        sys.exit(f"woonplek: {error}")
    if path.exists() and not path.is_file():
        sys.exit(f"woonplek: {path} is not a file")
    return path


def write_whole(path: Path, content: str | bytes) -> None:
    """All of it or nothing: what stood there stays until the new file is whole. OSError names
    `path`, whatever it was that failed."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_bytes(content.encode() if isinstance(content, str) else content)
        part.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        part.unlink(missing_ok=True)


def read_whole(path: Path) -> bytes:
    """All of a file; a device or a pipe may never end, and is a ValueError."""
    if path.exists() and not path.is_file():
        raise ValueError(f"{path} is not a file")
    return path.read_bytes()
