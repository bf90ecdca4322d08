"""One key: AES-256-GCM (NIST SP 800-38D), each time with 96 random bits of nonce.

So one key may encrypt 2^32 times. What is encrypted says where it belongs (`where`): moved to
another row or column it cannot be read there.
"""

from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12


class Unreadable(Exception):
    """With this key it cannot be read: another key, another place, or it was changed."""


def new_key() -> bytes:
    """A random key, to encrypt the things of one row or one person with."""
    return token_bytes(KEY_BYTES)


def encrypt(key: bytes, plain: bytes, where: bytes) -> bytes:
    """Nonce and ciphertext, 28 bytes longer than what was given."""
    nonce = token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, where)


def decrypt(key: bytes, kept: bytes, where: bytes) -> bytes:
    """What was encrypted; raises Unreadable."""
    try:
        return AESGCM(key).decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], where)
    except (InvalidTag, ValueError):
        raise Unreadable("this cannot be read with the key that it names") from None
