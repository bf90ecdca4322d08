"""The code in a link: random, hard to misread, and known to us by its digest alone."""

import secrets
from hashlib import sha256

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, which are misread or spell words."""
MISREAD = str.maketrans("ILO", "110")
LETTERS = 24
"""120 bits: more than a lookup secret needs to be kept by a plain digest (ASVS 6.5.2)."""
GROUP = 4


def new_code() -> str:
    """A code as it is read to somebody: groups of four between dashes."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
    return "-".join(letters[at : at + GROUP] for at in range(0, LETTERS, GROUP))


def key_of(code: str) -> str:
    """What is kept of a code, however somebody copied it: lower case, blanks, an O for a 0."""
    letters = "".join(each for each in code.upper() if each.isalnum())
    return sha256(letters.translate(MISREAD).encode()).hexdigest()
