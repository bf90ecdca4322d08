"""Where a program of ours may write its outcome: known before it works for minutes."""

import os
from collections.abc import Iterable
from pathlib import Path


def refuse_unwritable(written: Iterable[Path], read: Iterable[Path | None]) -> None:
    """ValueError where no file can come to stand at one of `written`, as a folder lacks or is
    there, or where it would take the place of one that is read or was to be written."""
    taken = {_identity(path) for path in read if path}
    for path in written:
        if not path.parent.is_dir():
            raise ValueError(f"{path.parent} is not a folder")
        if path.is_dir():
            raise ValueError(f"{path} is a folder")
        if (one := _identity(path)) in taken:
            raise ValueError(f"{path} is another file of this command too, which would be lost")
        taken.add(one)


def _identity(path: Path) -> tuple[int, int] | str:
    """One for all names of a file."""
    try:
        found = path.stat()
    except OSError:
        return os.path.realpath(path)
    return found.st_dev, found.st_ino
