"""What a code is: a word with its labels, its place in a list, and its bit."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Self


class Code(StrEnum):
    """A code with its plain label in Dutch and English and its VERA code ("LIST.CODE") or None.

    `position` is its place in the list, from 0: what a column stores. `bit` is the code as a set
    of one: what a mask column stores.
    """

    nl: str
    en: str
    vera: str | None
    position: int
    bit: int

    def __new__(cls, value: str, nl: str, en: str, vera: str | None = None) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.nl, member.en, member.vera = nl, en, vera
        member.position = len(cls.__members__)
        member.bit = 1 << member.position
        return member

    @classmethod
    def at(cls, position: int) -> Self:
        """The code at a position; the inverse of `position`."""
        return list(cls)[position]

    @classmethod
    def from_mask(cls, bits: int) -> tuple[Self, ...]:
        """The codes in a mask, in the list's order; the inverse of `mask`."""
        if not 0 <= bits <= cls.all_bits():
            raise ValueError(f"{bits} is not a mask of {cls.__name__}")
        return tuple(code for code in cls if bits & code.bit)

    @classmethod
    def all_bits(cls) -> int:
        """The mask with every code of the list in it."""
        return (1 << len(cls)) - 1


def mask(codes: Iterable[Code]) -> int:
    """The codes as one whole number, a bit for each; 0 for no codes."""
    bits = 0
    for code in codes:
        bits |= code.bit
    return bits
