"""Whether a form was sent from our own page, by the visitor to whom we gave it."""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

from fastapi import Request

from service.errors import NotAllowed
from service.signing_in.addresses import parsed

FIELD = "token"
SIZE = 32
ELSEWHERE = "This form was not sent from a page of ours."


def token_for(secret: str) -> str:
    """What a form carries; another each time, so that packing the page tells nothing of it."""
    pad = secrets.token_bytes(SIZE)
    return urlsafe_b64encode(pad + _mixed(pad, _expected(secret))).decode()


def check_origin(request: Request) -> None:
    """Raises NotAllowed unless the browser says so: for who has no session yet."""
    origin = parsed(request.headers.get("origin", ""))
    if origin is None or origin.netloc != request.headers.get("host"):
        raise NotAllowed(ELSEWHERE)


def check(request: Request, secret: str, token: str) -> None:
    """Raises NotAllowed unless both the browser and the form say so."""
    check_origin(request)
    try:
        raw = urlsafe_b64decode(token)
    except (Error, ValueError):
        raise NotAllowed(ELSEWHERE) from None
    if not hmac.compare_digest(_mixed(raw[:SIZE], raw[SIZE:]), _expected(secret)):
        raise NotAllowed(ELSEWHERE)


def _expected(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"form", "sha256")


def _mixed(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=False))
