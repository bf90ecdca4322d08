"""Files as a whole: read to their end, and written whole or not at all."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from matching.output_path import refuse_unwritable


def writable(out: Path | None, *beside: str, read: Iterable[Path | None] = ()) -> tuple[Path, ...]:
    """The files that a command writes: the one that was asked for, if any, and one beside it for
    each ending. Ends the program, before any work, where one cannot be written or is `read`.
    Written whole, a device or a pipe would be replaced by a file."""
    if out is None:
        return ()
    files = (out, *(out.parent / f"{out.stem}{ending}" for ending in beside))
    try:
        refuse_unwritable(files, read)
    except ValueError as error:
        sys.exit(f"woonplek: {error}")
    for path in files:
        if path.exists() and not path.is_file():
            sys.exit(f"woonplek: {path} is not a file")
    return files


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
