"""Secrets and signatures as in Standard Webhooks 1.0.0: HMAC-SHA256, `v1`."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable
from secrets import token_bytes

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    """A secret as it is shown to a receiver."""
    return PREFIX + b64encode(token_bytes(SECRET_BYTES)).decode()


def signatures(secrets: Iterable[str], id: str, second: int, body: bytes) -> str:
    """The header `webhook-signature`: one signature for each secret, over id, second and body."""
    signed = b".".join((id.encode(), str(second).encode(), body))
    return " ".join(f"v1,{_mac(secret, signed)}" for secret in secrets)


def _mac(secret: str, signed: bytes) -> str:
    key = b64decode(secret.removeprefix(PREFIX))
    return b64encode(hmac.digest(key, signed, "sha256")).decode()
