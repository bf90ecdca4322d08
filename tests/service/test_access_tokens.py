"""A token that is signed is not therefore good: what it claims may be anything."""

from __future__ import annotations

import json
import time
from typing import Any
from uuid import uuid4

import pytest
from joserfc import jws
from joserfc.jwk import KeySet, RSAKey

from service.errors import NotAuthenticated
from service.security import TokenReader

KEY = RSAKey.generate_key(2048, {"kid": "here", "use": "sig"})
READER = TokenReader(KeySet([KEY]), "https://issuer.example", "woonplek")
HEADER = {"alg": "RS256", "typ": "at+jwt", "kid": "here"}


def claims(**changed: Any) -> dict[str, Any]:
    return {
        "iss": "https://issuer.example",
        "aud": "woonplek",
        "sub": "j.de.vries",
        "organisation": str(uuid4()),
        "role": "MUNICIPALITY",
        "exp": int(time.time()) + 600,
    } | changed


def signed(payload: str) -> str:
    return jws.serialize_compact(HEADER, payload, KEY)


def test_a_good_token_names_who_asks() -> None:
    assert READER.read(signed(json.dumps(claims()))).user == "j.de.vries"


@pytest.mark.parametrize(
    "end",
    [1e300, float("nan"), float("inf"), 10**400, 253_402_300_800, True, None, "2030", [9e9], -1, 0],
)
def test_a_token_ends_at_a_moment_that_can_be_named(end: object) -> None:
    with pytest.raises(NotAuthenticated):
        READER.read(signed(json.dumps(claims(exp=end))))


@pytest.mark.parametrize("opening", ['{"a":', "["])
def test_a_payload_without_a_bottom_is_no_token(opening: str) -> None:
    with pytest.raises(NotAuthenticated):
        READER.read(signed(opening * 50_000))


@pytest.mark.parametrize("payload", ["", "null", "1", "[]", '"x"', "{", "\ud800", "{}"])
def test_a_payload_that_is_no_object_is_no_token(payload: str) -> None:
    with pytest.raises(NotAuthenticated):
        READER.read(signed(payload.encode("utf-8", "surrogatepass").decode("latin-1")))


@pytest.mark.parametrize(
    "name", ["iss", "aud", "sub", "organisation", "role", "exp", "nbf", "iat", "jti"]
)
def test_no_value_of_a_claim_breaks_the_reader(name: str) -> None:
    for value in (None, [], {}, [[]], {"a": 1}, "", "\0", 1e308, -1, True, 10**400):
        try:
            READER.read(signed(json.dumps(claims(**{name: value}))))
        except NotAuthenticated:
            continue
