"""The head of the audit: the number and hash of its last batch, kept where nobody reaches both."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_WRITTEN = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")


@dataclass(frozen=True)
class Head:
    """A batch and the hash that it had."""

    number: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.number}:{self.hash.hex()}"

    @classmethod
    def read(cls, text: str) -> Self:
        """A head as it is printed; ValueError says what it must look like."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise ValueError("a head is a number, a colon and 64 hexadecimal digits, as printed")
        return cls(int(found[1]), bytes.fromhex(found[2]))


def heads_in(given: str) -> list[Head]:
    """The head that is given, or all that stand in the file of this name, one a line.

    OSError where there is no such file, ValueError where a line is no head."""
    if _WRITTEN.fullmatch(given):
        return [Head.read(given)]
    lines = Path(given).read_text("ascii", errors="replace").splitlines()
    found = []
    for number, line in enumerate(lines, 1):
        try:
            found += [Head.read(line)] if line.strip() else []
        except ValueError as error:
            raise ValueError(f"{given}, line {number}: {error}") from None
    if not found:
        raise ValueError(f"{given} holds no head")
    return found
