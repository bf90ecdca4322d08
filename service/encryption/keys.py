"""The installation's keys: the first encrypts, all of them read.

    format (a byte) | length of the name (a byte) | name of the key | nonce | ciphertext and tag

The head is part of what the tag vouches for. To renew a key put a new one in front, and keep the
old one for as long as anything names it.
"""

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Mapping, Sequence

from service.encryption.cipher import KEY_BYTES, Unreadable, decrypt, encrypt

FORMAT = 1
FORM = re.compile(r"([A-Za-z0-9._-]{1,40}):([A-Za-z0-9+/]{43}=)")
NO_KEY = (
    "this is no name and key, such as 2026:...= with a key of `openssl rand -base64 32`, each name "
    "once"
)


class Keys:
    """Encrypts with the first of these keys by name, and reads with any."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._keys = dict(keys)
        self._first = next(iter(keys))

    def encrypt(self, plain: bytes, where: str) -> bytes:
        """What may be kept; `where` names table, column and row, and is not kept."""
        head = bytes((FORMAT, len(self._first))) + self._first.encode()
        return head + encrypt(self._keys[self._first], plain, head + where.encode())

    def decrypt(self, kept: bytes, where: str) -> bytes:
        """What was encrypted there; raises Unreadable."""
        name = name_of(kept)
        if name not in self._keys:
            raise Unreadable(f"the key {name} is not among WOONPLEK_ENCRYPTION_KEYS")
        head = kept[: 2 + len(name)]
        return decrypt(self._keys[name], kept[len(head) :], head + where.encode())

    def is_newest(self, kept: bytes) -> bool:
        """Whether it was encrypted with the key that encrypts now."""
        return name_of(kept) == self._first


def name_of(kept: bytes) -> str:
    """The name of the key that it was encrypted with; raises Unreadable."""
    if len(kept) < 2 or kept[0] != FORMAT or len(kept) < 2 + kept[1]:
        raise Unreadable("this was not encrypted by us")
    return kept[2 : 2 + kept[1]].decode(errors="replace")


def keys_of(words: Sequence[str]) -> dict[str, bytes]:
    """Names and keys as an operator writes them; ValueError, without a word of them."""
    keys: dict[str, bytes] = {}
    for word in words:
        read = FORM.fullmatch(word)
        if read is None or read[1] in keys:
            raise ValueError(NO_KEY)
        keys[read[1]] = _bytes(read[2])
    return keys


def _bytes(written: str) -> bytes:
    try:
        key = b64decode(written, validate=True)
    except Error:
        raise ValueError(NO_KEY) from None
    if len(key) != KEY_BYTES:
        raise ValueError(NO_KEY)
    return key
