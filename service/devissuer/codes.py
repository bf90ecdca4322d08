"""The codes that the demo's issuer gave out, each good once and for a minute."""

import hmac
import secrets
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

from service.actor import Actor

LIFETIME_SECONDS = 60.0
MOST = 1000


@dataclass(frozen=True)
class Asked:
    """What a client asked for, and for whom it was granted."""

    client: str
    back: str
    nonce: str
    challenge: str
    actor: Actor


class Codes:
    """In the memory of the process."""

    def __init__(self) -> None:
        self._given: dict[str, tuple[float, Asked]] = {}
        self._turn = Lock()

    def give(self, asked: Asked) -> str:
        """A code; of very many the oldest are forgotten."""
        code = secrets.token_urlsafe(32)
        with self._turn:
            while len(self._given) >= MOST:
                self._given.pop(next(iter(self._given)))
            self._given[code] = (time.monotonic() + LIFETIME_SECONDS, asked)
        return code

    def take(self, code: str, client: str, back: str, verifier: str) -> Asked | None:
        """What the code stands for, if it is the client's and it shows that it asked (RFC 7636)."""
        with self._turn:
            until, asked = self._given.pop(code, (0.0, None))
        if asked is None or until < time.monotonic():
            return None
        made = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
        proven = hmac.compare_digest(made.encode(), asked.challenge.encode())
        return asked if proven and (asked.client, asked.back) == (client, back) else None
