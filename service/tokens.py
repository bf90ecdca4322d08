"""Where the keys come from that tokens are checked against."""

import json

import httpx
from joserfc.jwk import KeySet

from service.security import TokenReader
from service.settings import Settings

FETCH_TIMEOUT_SECONDS = 5.0


class UnsafeSettings(RuntimeError):
    """The program must not start like this."""


def token_reader(settings: Settings) -> TokenReader:
    """A reader with the issuer's public keys, from a file or from the issuer itself."""
    if not settings.token_issuer:
        raise UnsafeSettings("Set WOONPLEK_TOKEN_ISSUER to the issuer of your access tokens.")
    return TokenReader(_keys(settings), settings.token_issuer, settings.token_audience)


def _keys(settings: Settings) -> KeySet:
    if settings.token_keys is not None:
        return KeySet.import_key_set(json.loads(settings.token_keys.read_text()))
    if settings.token_keys_url:
        answer = httpx.get(settings.token_keys_url, timeout=FETCH_TIMEOUT_SECONDS)
        return KeySet.import_key_set(answer.raise_for_status().json())
    raise UnsafeSettings(
        "Set WOONPLEK_TOKEN_KEYS (a JWKS file) or WOONPLEK_TOKEN_KEYS_URL to the issuer's keys."
    )
