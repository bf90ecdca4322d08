"""Where the keys come from that tokens are checked against."""

import json
import logging
import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import GuestProtocol, KeyFlexible, KeySet

from geo.errors import SourceUnavailable
from geo.json_source import JsonSource, Patience
from service.security import TokenReader
from service.settings import Settings, UnsafeSettings
from service.token_claims import OURS, TokenClaims, of_file

REREAD_SECONDS = 10.0
AT_START = Patience(attempts=20, silence=5.0, longest_pause=4.0, deadline=60.0)
"""An issuer that starts together with us takes a while."""
WHILE_SERVING = Patience(attempts=1, silence=3.0, deadline=3.0)
"""Callers wait for it."""

OF_ANY_TOKEN = "JWT"
ONE_NAME_FOR_BOTH = (
    "WOONPLEK_TOKEN_AUDIENCE and WOONPLEK_SIGN_IN_CLIENT name one and the same, and the issuer's "
    "access tokens have the type of any (tokenType JWT): its ID tokens would count as access "
    "tokens. Give the API an audience of its own."
)

log = logging.getLogger(__name__)


def token_reader(settings: Settings) -> TokenReader:
    """A reader with the issuer's public keys, from a file or from the issuer itself."""
    if not settings.token_issuer:
        raise UnsafeSettings("Set WOONPLEK_TOKEN_ISSUER to the issuer of your access tokens.")
    issuer, audience = settings.token_issuer, settings.token_audience
    claims = _claims(settings)
    if claims.token_type == OF_ANY_TOKEN and audience == settings.sign_in_client:
        raise UnsafeSettings(ONE_NAME_FOR_BOTH)
    return TokenReader(_keys(settings), issuer, audience, claims)


def _claims(settings: Settings) -> TokenClaims:
    if settings.token_claims is None:
        return OURS
    try:
        return of_file(settings.token_claims)
    except (OSError, ValueError) as error:
        raise UnsafeSettings(f"WOONPLEK_TOKEN_CLAIMS: {error}") from None


def _keys(settings: Settings) -> KeyFlexible:
    if settings.token_keys is not None:
        return _of_file(settings.token_keys)
    if settings.token_keys_url:
        return PublishedKeys(settings.token_keys_url)
    raise UnsafeSettings(
        "Set WOONPLEK_TOKEN_KEYS (a JWKS file) or WOONPLEK_TOKEN_KEYS_URL to the issuer's keys."
    )


def _of_file(path: Path) -> KeySet:
    try:
        return _key_set(json.loads(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise UnsafeSettings(f"WOONPLEK_TOKEN_KEYS: {error}") from None


class PublishedKeys:
    """The public keys that an issuer publishes. They change: a token with an unknown key has them
    read again, but no more than once in ten seconds, whatever is sent and whatever is answered."""

    def __init__(self, url: str, now: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._now = now
        self._turn = Lock()
        self._next_reading = now()
        try:
            self._keys = self._read(AT_START)
        except (SourceUnavailable, ValueError) as error:
            raise UnsafeSettings(f"WOONPLEK_TOKEN_KEYS_URL: {error}") from None

    def __call__(self, token: GuestProtocol) -> KeySet:
        """The keys among which the token's should be."""
        named = token.headers().get("kid")
        if named and not self._has(named):
            with self._turn:
                if not self._has(named) and self._now() >= self._next_reading:
                    self._read_again()
        return self._keys

    def _has(self, named: object) -> bool:
        return any(key.kid == named for key in self._keys)

    def _read_again(self) -> None:
        try:
            self._keys = self._read(WHILE_SERVING)
        except (SourceUnavailable, ValueError) as error:
            log.warning("The issuer's keys stay as they were: %s", error)
        self._next_reading = self._now() + REREAD_SECONDS

    def _read(self, patience: Patience) -> KeySet:
        with httpx.Client() as http:
            return _key_set(JsonSource(http, patience).get(self._url))


def _key_set(document: Any) -> KeySet:
    try:
        return KeySet.import_key_set(document)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        raise ValueError("this is no JWKS with public keys") from None
