"""What the rows before said: each key once, and one thing about what rows share."""

from service.intake.columns.table import Path
from service.intake.faults import Wrong
from service.intake.validation import RowCheck


class Seen:
    """Remembers a row number, and a digest where rows may share, for each key in the file."""

    def __init__(self) -> None:
        self._rows: dict[str, int] = {}
        self._digests: dict[str, tuple[int, int]] = {}

    def once(self, check: RowCheck, row: int, key: str, path: Path) -> None:
        """A fault when a row before has this key."""
        if key and (other := self._rows.setdefault(key, row)) != row:
            check.wrong(path, Wrong.TWICE_IN_FILE, other=other)

    def alike(self, check: RowCheck, row: int, key: str, said: str, path: Path) -> None:
        """A fault when a row before says something else about what they share."""
        other, digest = self._digests.setdefault(key, (row, hash(said)))
        if digest != hash(said):
            check.wrong(path, Wrong.DIFFERS_IN_FILE, other=other)
