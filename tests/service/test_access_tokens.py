"""A token that is signed is not therefore good: what it claims may be anything."""

from __future__ import annotations

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jws
from joserfc.jwk import Key, KeySet, RSAKey
from matching_table import MatchingTable

from service.actor import Actor
from service.codelists.organisations import OrganisationKind
from service.errors import InvalidInput, NotAuthenticated
from service.security import SIGNED_OUT, AtIssuer, TokenReader, ToldOut
from service.settings import Settings, UnsafeSettings
from service.token_claims import of_file
from service.tokens import token_reader

ROOT = Path(__file__).parents[2]
STRANGE = RSAKey.generate_key(2048, {"kid": "here", "use": "sig"})
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


def signed(payload: str, key: Key = KEY, **header: Any) -> str:
    """Signed by hand, as the library would not sign some of these."""
    return jws.serialize_compact(HEADER | header, payload, key, algorithms=[*jws_algorithms()])


def jws_algorithms() -> Iterator[str]:
    """All that the library knows, the weak ones too."""
    yield from jws.JWSRegistry.algorithms


def packed(part: dict[str, Any]) -> str:
    """A header, as a token has it."""
    return urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def with_public_key(body: str) -> str:
    """An HMAC with what everybody knows, by hand: the library takes no such key."""
    said = f"{packed({'alg': 'HS256', 'typ': 'at+jwt', 'kid': 'here'})}.{body}"
    seal = hmac.digest(KEY.as_pem(private=False), said.encode(), "sha256")
    return f"{said}.{urlsafe_b64encode(seal).rstrip(b'=').decode()}"


def with_unknown_demand(body: str) -> str:
    """A header that must be understood, and is not; by hand, as the library signs none."""
    said = f"{packed(HEADER | {'crit': ['urn:x'], 'urn:x': 1})}.{body}"
    seal = KEY.private_key.sign(said.encode(), PKCS1v15(), SHA256())
    return f"{said}.{urlsafe_b64encode(seal).rstrip(b'=').decode()}"


def read(token: str, reader: TokenReader = READER) -> Actor:
    """Whom a token names."""
    return reader.read(token).actor


def test_a_good_token_names_who_asks() -> None:
    assert READER.read(signed(json.dumps(claims()))).actor.user == "j.de.vries"


def test_promise_20_of_nineteen_tokens_two_count() -> None:
    now, good = int(time.time()), json.dumps(claims())
    head, body, seal = signed(good).split(".")
    forged = json.dumps(claims(role="PLATFORM")).encode()
    bad = {
        "no signature": f"{head}.{body}.",
        "alg none": f"{packed({'alg': 'none', 'typ': 'at+jwt'})}.{body}.",
        "alg None, in capitals": f"{packed({'alg': 'NONE', 'typ': 'at+jwt'})}.{body}.{seal}",
        "signed with the public key": with_public_key(body),
        "a shorter hash than is agreed": signed(good, alg="RS512"),
        "another key by our name": signed(good, STRANGE),
        "a key that it brings along": signed(good, STRANGE, jwk=STRANGE.as_dict(private=False)),
        "a place where its key is": signed(good, STRANGE, jku="https://evil.example/keys"),
        "another payload": f"{head}.{urlsafe_b64encode(forged).rstrip(b'=').decode()}.{seal}",
        "a header that must be understood": with_unknown_demand(body),
        "an ID token": signed(good, typ="JWT"),
        "no type": signed(good, typ=""),
        "over": signed(json.dumps(claims(exp=now - 60))),
        "not yet": signed(json.dumps(claims(nbf=now + 600))),
        "of another issuer": signed(json.dumps(claims(iss="https://evil.example"))),
        "for another audience": signed(json.dumps(claims(aud=["other", "woonplek.evil"]))),
        "without an end": signed(json.dumps({k: v for k, v in claims().items() if k != "exp"})),
    }
    for why, token in bad.items():
        with pytest.raises(NotAuthenticated):
            pytest.fail(f"{why}: {read(token)}")
    assert len(bad) == 17
    assert read(signed(json.dumps(claims(aud=["other", "woonplek"])), alg="PS256"))
    assert read(signed(good, typ="application/at+jwt"))


EXAMPLES = {
    "eherkenning": {"urn:etoegang:1.9:EntityConcernedID:KvKnr": "90000001"},
    "entra": {
        "oid": "j.de.vries",
        "tid": "20000000-0000-4000-8000-00000000000a",
        "roles": ["Ander.Systeem", "Woonplek.Gemeente"],
    },
}
WRONG: dict[str, list[dict[str, Any]]] = {
    "eherkenning": [
        {"urn:etoegang:1.9:EntityConcernedID:KvKnr": "90000003"},
        {"urn:etoegang:1.9:EntityConcernedID:KvKnr": ["90000001"]},
    ],
    "entra": [
        {"tid": "20000000-0000-4000-8000-00000000000b"},
        {"roles": []},
        {"roles": ["Woonplek.Gemeente", "Woonplek.Corporatie"]},
        {"roles": {"Woonplek.Gemeente": 1}},
        {"oid": None},
        {"oid": "  "},
    ],
}


@pytest.mark.parametrize("provider", EXAMPLES)
def test_other_providers_claims_are_read_as_a_file_tells(provider: str) -> None:
    described = of_file(ROOT / "deploy" / "claims" / f"{provider}.json")
    reader = TokenReader(KeySet([KEY]), "https://issuer.example", "woonplek", described)
    theirs = {k: v for k, v in claims().items() if k not in {"organisation", "role"}}
    theirs |= EXAMPLES[provider]
    found = read(signed(json.dumps(theirs), typ=described.token_type), reader)
    expected = UUID("10000000-0000-4000-8000-000000000001")
    assert found == Actor("j.de.vries", expected, OrganisationKind.MUNICIPALITY)
    for wrong in WRONG[provider]:
        with pytest.raises(NotAuthenticated):
            read(signed(json.dumps(theirs | wrong), typ=described.token_type), reader)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("", "Invalid JSON"),
        ('{"role": []}', "role: "),
        ('{"roles": {"x": "KING"}}', "roles.x: "),
        ('{"tokenTyp": "JWT"}', "tokenTyp: "),
        ('{"organisations": {"1": {"id": "x"}}}', "organisations.1.id: "),
    ],
)
def test_a_file_of_claims_that_is_wrong_keeps_the_program_from_starting(
    tmp_path: Path, content: str, named: str
) -> None:
    file = tmp_path / "claims.json"
    file.write_text(content)
    (tmp_path / "keys.json").write_text(json.dumps(KeySet([KEY]).as_dict(private=False)))
    settings = Settings(
        token_issuer="https://issuer.example",
        token_keys=tmp_path / "keys.json",
        token_claims=file,
    )
    with pytest.raises(UnsafeSettings, match=f"WOONPLEK_TOKEN_CLAIMS: {named}"):
        token_reader(settings)


@pytest.mark.parametrize("kind", ["at+jwt", "JWT"])
def test_an_id_token_is_told_from_an_access_token_by_its_type_or_by_its_audience(
    tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "claims.json"
    file.write_text(json.dumps({"tokenType": kind}))
    (tmp_path / "keys.json").write_text(json.dumps(KeySet([KEY]).as_dict(private=False)))
    one_for_both = Settings(
        token_issuer="https://issuer.example",
        token_keys=tmp_path / "keys.json",
        token_claims=file,
        sign_in_client="woonplek",
    )
    identity = signed(json.dumps(claims(nonce="x")), typ="JWT")
    with pytest.raises((NotAuthenticated, UnsafeSettings)):
        token_reader(one_for_both).read(identity)
    apart = one_for_both.model_copy(update={"sign_in_client": "woonplek-pages"})
    reader = token_reader(apart)
    assert reader.read(signed(json.dumps(claims()), typ=kind))
    with pytest.raises(NotAuthenticated):
        reader.read(signed(json.dumps(claims(aud="woonplek-pages")), typ="JWT"))


def test_a_decision_asks_for_a_surer_sign_in_where_the_installation_wants_one(
    table: MatchingTable,
) -> None:
    case = table.proposal()
    state = table.world.client.app.state
    state.settings = Settings(mode="test", decision_acr=("eh3", "eh4"))
    state.tokens = READER
    official = {"organisation": str(table.municipality.id), "role": "MUNICIPALITY"}

    def signed_in(acr: object) -> MatchingTable:
        token = signed(json.dumps(claims(**official, acr=acr)))
        return replace(table, municipality=replace(table.municipality, token=token))

    for acr in ("eh2", None, ["eh3"], "eh3 eh4"):
        by = signed_in(acr)
        assert by.municipality.get(f"/proposals/{case.id}").status_code == 200
        refused = by.decide(case)
        assert refused.status_code == 401
        challenge = refused.headers["WWW-Authenticate"]
        assert challenge == 'Bearer error="insufficient_user_authentication", acr_values="eh3 eh4"'
    assert table.states(case)["proposal"] == "PROPOSED"
    assert signed_in("eh3").decide(case).status_code == 201
    path, body = f"/proposals/{case.id}/withdrawals", {"motivation": "Toch niet."}
    assert signed_in("eh2").municipality.post(path, body).status_code == 401
    assert signed_in("eh4").municipality.post(path, body).status_code == 201


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


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"nonce": "another"}, KEY),
        ({"nonce": None}, KEY),
        ({"aud": "woonplek"}, KEY),
        ({"aud": None}, KEY),
        ({"iss": "https://elsewhere.example"}, KEY),
        ({"exp": int(time.time()) - 600}, KEY),
        ({"exp": None}, KEY),
        ({}, STRANGE),
    ],
)
def test_an_id_token_counts_for_the_attempt_that_asked_for_it_alone(
    changed: dict[str, Any], key: Key
) -> None:
    good = claims(aud="woonplek-pages", nonce="this one")
    READER.identity(signed(json.dumps(good)), "woonplek-pages", "this one")
    told = {name: value for name, value in (good | changed).items() if value is not None}
    with pytest.raises(NotAuthenticated):
        READER.identity(signed(json.dumps(told), key), "woonplek-pages", "this one")


OUT = {SIGNED_OUT: {}}
LOGOUT: dict[str, Any] = {"aud": "woonplek-pages", "events": OUT, "sid": "s-1"}


@pytest.mark.parametrize(
    ("changed", "header", "key"),
    [
        ({"events": None}, {}, KEY),
        ({"events": {}}, {}, KEY),
        ({"events": {SIGNED_OUT: "now"}}, {}, KEY),
        ({"events": [SIGNED_OUT]}, {}, KEY),
        ({"nonce": "x"}, {}, KEY),
        ({"sub": None, "sid": None}, {}, KEY),
        ({"sub": ["j.de.vries"]}, {}, KEY),
        ({"sub": "", "sid": ""}, {}, KEY),
        ({"sid": "s" * 256}, {}, KEY),
        ({"aud": "woonplek"}, {}, KEY),
        ({"iss": "https://elsewhere.example"}, {}, KEY),
        ({"iat": None}, {}, KEY),
        ({"iat": 600}, {}, KEY),
        ({"exp": None}, {}, KEY),
        ({"exp": -600}, {}, KEY),
        ({}, {"typ": "JWT"}, KEY),
        ({}, {"typ": "at+jwt"}, KEY),
        ({}, {"typ": ""}, KEY),
        ({}, {"alg": "RS512"}, KEY),
        ({}, {}, STRANGE),
    ],
)
def test_only_a_logout_token_signs_somebody_out(
    changed: dict[str, Any], header: dict[str, str], key: Key
) -> None:
    """A number is so many seconds from now: a run may take longer than a token lives."""
    now = int(time.time())
    good = claims(**LOGOUT, iat=now)
    typed = {"typ": "logout+jwt"}
    told = READER.told_out(signed(json.dumps(good), **typed), "woonplek-pages")
    assert told == ToldOut(AtIssuer("j.de.vries", "s-1"), now)
    late = {name: now + by for name, by in changed.items() if isinstance(by, int)}
    wrong = {name: each for name, each in (good | changed | late).items() if each is not None}
    with pytest.raises(InvalidInput):
        READER.told_out(signed(json.dumps(wrong), key, **typed | header), "woonplek-pages")


def test_a_logout_token_gives_no_access() -> None:
    whole = claims(iat=int(time.time()), events=OUT)
    with pytest.raises(NotAuthenticated):
        read(signed(json.dumps(whole), typ="logout+jwt"))
