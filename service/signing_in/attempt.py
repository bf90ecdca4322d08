"""One try at signing in: what the visitor's browser keeps while the issuer asks who they are."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class Attempt:
    """A secret, of which state, nonce and verifier are made: only this browser can finish it."""

    secret: str

    @classmethod
    def begun(cls) -> "Attempt":
        """A new one."""
        return cls(secrets.token_urlsafe(32))

    @property
    def state(self) -> str:
        """Comes back with the code (RFC 6749, 10.12)."""
        return self._made("state")

    @property
    def nonce(self) -> str:
        """Stands in the ID token."""
        return self._made("nonce")

    @property
    def verifier(self) -> str:
        """Shows that who exchanges the code asked for it (RFC 7636)."""
        return self._made("verifier")

    @property
    def challenge(self) -> str:
        """What is told of the verifier beforehand."""
        return _base64(sha256(self.verifier.encode()).digest())

    def _made(self, name: str) -> str:
        return _base64(hmac.digest(self.secret.encode(), name.encode(), "sha256"))


def _base64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
