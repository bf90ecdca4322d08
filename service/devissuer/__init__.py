"""An issuer of tokens for the demo and the tests: its key lives as long as the process.

Production refuses to load it.
"""

import time

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from service.actor import Actor
from service.security import TokenReader
from service.settings import Settings, UnsafeSettings

ISSUER = "urn:woonplek:demo"
AUDIENCE = "woonplek"
LIFETIME_SECONDS = 8 * 3600


class DevIssuer:
    """Signs tokens for any actor."""

    def __init__(self, settings: Settings) -> None:
        if settings.mode == "production":
            raise UnsafeSettings("The demo's token issuer does not run in production.")
        self._key = RSAKey.generate_key(2048, {"kid": "demo", "use": "sig"}, auto_kid=True)

    def keys(self) -> KeySet:
        """What an issuer publishes, and its secret."""
        return KeySet([self._key])

    def reader(self) -> TokenReader:
        """What checks this issuer's tokens."""
        return TokenReader(self.keys(), ISSUER, AUDIENCE)

    def token(self, actor: Actor, lifetime: int = LIFETIME_SECONDS) -> str:
        """An access token for the actor, good for so many seconds."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": actor.user,
            "organisation": str(actor.organisation_id),
            "role": actor.kind.value,
            "iat": now,
            "nbf": now,
            "exp": now + lifetime,
        }
        return jwt.encode({"alg": "RS256", "typ": "at+jwt", "kid": "demo"}, claims, self._key)
