"""Where a program of ours may write its outcome: known before it works for minutes."""

from pathlib import Path


def refuse_unwritable(path: Path) -> None:
    """ValueError where no file can come to stand at `path`, as a folder lacks or is there."""
    if not path.parent.is_dir():
        raise ValueError(f"{path.parent} is not a folder")
    if path.is_dir():
        raise ValueError(f"{path} is a folder")
