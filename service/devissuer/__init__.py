"""An issuer of tokens for the demo and the tests: its key lives as long as the process.

Production refuses to load it.
"""

import time
from collections.abc import Mapping
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from service.actor import Actor
from service.devissuer.codes import Codes
from service.devissuer.people import Person
from service.security import SIGNED_OUT, TokenReader
from service.settings import Settings, UnsafeSettings

ISSUER = "urn:woonplek:demo"
AUDIENCE = "woonplek"
LIFETIME_SECONDS = 8 * 3600
IDENTITY_SECONDS = 60


class DevIssuer:
    """Signs tokens for any actor."""

    def __init__(self, settings: Settings) -> None:
        if settings.mode == "production":
            raise UnsafeSettings("The demo's token issuer does not run in production.")
        self.codes = Codes()
        self.people: tuple[Person, ...] = ()
        self._key = RSAKey.generate_key(2048, {"kid": "demo", "use": "sig"}, auto_kid=True)

    def keys(self) -> KeySet:
        """What an issuer publishes, and its secret."""
        return KeySet([self._key])

    def reader(self) -> TokenReader:
        """What checks this issuer's tokens."""
        return TokenReader(self.keys(), ISSUER, AUDIENCE)

    def token(self, actor: Actor, lifetime: int = LIFETIME_SECONDS) -> str:
        """An access token for the actor, good for so many seconds."""
        whose = {"organisation": str(actor.organisation_id), "role": actor.kind.value}
        return self._signed("at+jwt", {"aud": AUDIENCE, "sub": actor.user} | whose, lifetime)

    def identity(self, actor: Actor, client: str, nonce: str) -> str:
        """An ID token for a client that asked who somebody is."""
        claims = {"aud": client, "sub": actor.user, "nonce": nonce}
        return self._signed("JWT", claims, IDENTITY_SECONDS)

    def signed_out(self, client: str, seconds_ago: int = 0, **named: str) -> str:
        """A token that tells a client who is signed out here (`sub`, `sid` or both)."""
        told = {"events": {SIGNED_OUT: {}}, "iat": int(time.time()) - seconds_ago}
        return self._signed("logout+jwt", {"aud": client, **named, **told}, IDENTITY_SECONDS)

    def _signed(self, kind: str, claims: Mapping[str, Any], lifetime: int) -> str:
        now = int(time.time())
        times = {"iat": now, "nbf": now, "exp": now + lifetime}
        header = {"alg": "RS256", "typ": kind, "kid": "demo"}
        return jwt.encode(header, {"iss": ISSUER, **times, **claims}, self._key)
