"""An issuer that changes its keys while we serve, is away, or answers nonsense."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from pdok_stub import FakeTime, Misbehaviour, Params, Pdok, running_pdok

from geo.json_source import Patience
from service import tokens
from service.actor import Actor
from service.codelists.organisations import OrganisationKind
from service.errors import NotAuthenticated
from service.security import TokenReader
from service.settings import Settings
from service.tokens import REREAD_SECONDS, PublishedKeys

ISSUER = "https://issuer.example"
OLD, NEW, STRANGE = (RSAKey.generate_key(2048, {"kid": kid}) for kid in ("old", "new", "strange"))


@dataclass
class Issuer:
    """Publishes its keys at `stub.url`; a test changes them or makes it misbehave."""

    published: list[RSAKey] = field(default_factory=lambda: [OLD])
    stub: Pdok = field(init=False)

    def answer(self, path: str, params: Params) -> tuple[int, object]:
        return 200, KeySet(self.published).as_dict(private=False)

    @property
    def times_asked(self) -> int:
        return len(self.stub.asked)


@pytest.fixture
def issuer_elsewhere() -> Iterator[Issuer]:
    issuer = Issuer()
    with running_pdok(issuer.answer) as issuer.stub:
        yield issuer


@pytest.fixture
def clock() -> FakeTime:
    return FakeTime()


@pytest.fixture
def reader(issuer_elsewhere: Issuer, clock: FakeTime) -> TokenReader:
    keys = PublishedKeys(issuer_elsewhere.stub.url, now=lambda: clock.seconds)
    return TokenReader(keys, ISSUER, "woonplek")


def token(key: RSAKey) -> str:
    claims = {
        "iss": ISSUER,
        "aud": "woonplek",
        "sub": "j.de.vries",
        "organisation": str(uuid4()),
        "role": OrganisationKind.MUNICIPALITY.value,
        "exp": int(time.time()) + 600,
    }
    return jwt.encode({"alg": "RS256", "typ": "at+jwt", "kid": key.kid}, claims, key)


def refused(reader: TokenReader, key: RSAKey) -> bool:
    try:
        return not isinstance(reader.read(token(key)).actor, Actor)
    except NotAuthenticated:
        return True


def test_a_token_with_the_next_key_is_good_at_once(
    reader: TokenReader, issuer_elsewhere: Issuer
) -> None:
    assert not refused(reader, OLD)
    issuer_elsewhere.published = [OLD, NEW]
    assert not refused(reader, NEW)
    assert not refused(reader, OLD)
    assert issuer_elsewhere.times_asked == 2


def test_a_key_that_is_no_longer_published_no_longer_counts(
    reader: TokenReader, issuer_elsewhere: Issuer
) -> None:
    issuer_elsewhere.published = [NEW]
    assert not refused(reader, NEW)
    assert refused(reader, OLD)


def test_a_flood_of_unknown_keys_asks_once_in_a_while(
    reader: TokenReader, issuer_elsewhere: Issuer, clock: FakeTime
) -> None:
    def all_refused() -> bool:
        with ThreadPoolExecutor(8) as pool:
            return all(pool.map(lambda _: refused(reader, STRANGE), range(40)))

    assert all_refused()
    assert issuer_elsewhere.times_asked == 2
    clock.seconds += REREAD_SECONDS
    assert all_refused()
    assert issuer_elsewhere.times_asked == 3


@pytest.mark.parametrize("mishap", list(Misbehaviour), ids=lambda mishap: mishap.name)
def test_an_issuer_that_fails_leaves_the_keys_as_they_were(
    reader: TokenReader,
    issuer_elsewhere: Issuer,
    clock: FakeTime,
    monkeypatch: pytest.MonkeyPatch,
    mishap: Misbehaviour,
) -> None:
    issuer_elsewhere.published = [NEW]
    issuer_elsewhere.stub.mishaps.append(mishap)
    with monkeypatch.context() as hurried:
        hurried.setattr(tokens, "WHILE_SERVING", Patience(attempts=1, silence=0.2))
        assert refused(reader, NEW)
    assert not refused(reader, OLD)
    clock.seconds += REREAD_SECONDS
    assert not refused(reader, NEW)


def test_an_issuer_that_starts_later_than_we_is_waited_for(issuer_elsewhere: Issuer) -> None:
    issuer_elsewhere.stub.mishaps.extend([Misbehaviour.STATUS_500, Misbehaviour.EMPTY])
    settings = Settings(mode="test", token_issuer=ISSUER, token_keys_url=issuer_elsewhere.stub.url)
    assert not refused(tokens.token_reader(settings), OLD)
    assert issuer_elsewhere.times_asked == 3
