"""No organisation hears over HTTP of what is not its own, nor misses what is.

Here by a share of all questions, drawn by lot; `--faults` asks them all."""

from collections.abc import Collection
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from conftest import World
from leak_walk import Walk, walk_through

from service.proposals import repository as proposals

SHARE = 0.2


@pytest.fixture
def walk(world: World) -> Walk:
    return walk_through(world)


def test_a_share_of_all_that_can_be_asked_tells_nobody_of_what_is_not_theirs(walk: Walk) -> None:
    assert not walk.unknown()
    assert len({each["kind"] for each in walk.truth.rows["organisation"]}) >= 9
    assert not walk.go(share=SHARE)


def test_a_party_that_is_shown_all_is_heard_of(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    def everything(_: Any, __: Any, ids: Collection[UUID]) -> dict[UUID, Any]:
        return {id: SimpleNamespace(id=id, request_id=id, decides=False) for id in ids}

    monkeypatch.setattr(proposals, "known_to", everything)
    assert any("tells a party" in said for said in walk.go("/proposals"))


def test_who_is_told_that_somebody_was_found_to_be_another_is_heard_of(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def all_of(_: Any, ids: Collection[UUID]) -> dict[UUID, UUID]:
        return {id: id for id in ids}

    monkeypatch.setattr(proposals, "decided_of", all_of)
    assert any("of a home elsewhere, or does not tell" in said for said in walk.go("/decisions"))
    assert any("tells of another person" in said for said in walk.go("/households/{id}/dossier"))
