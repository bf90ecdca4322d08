"""Keyed digests: who does not have the key can neither make one nor try what one stands for."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC


def keyed(key: bytes, *parts: str) -> bytes:
    """HMAC-SHA-256 (RFC 2104) over the parts, each with its length before it; 32 bytes."""
    digest = HMAC(key, SHA256())
    for part in parts:
        written = part.encode()
        digest.update(len(written).to_bytes(4) + written)
    return digest.finalize()
