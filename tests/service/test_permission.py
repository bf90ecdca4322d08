"""Who may not do something is told by whom and what, of every kind of organisation."""

from __future__ import annotations

import re
from typing import Any

import pytest
from conftest import Caller, World
from handed_in import hand_in

from service.codelists.organisations import ONE_OF_A_KIND, OrganisationKind

MAY = {
    "register an organisation": {OrganisationKind.PLATFORM},
    "change an organisation": {OrganisationKind.PLATFORM},
    "withdraw an organisation": {OrganisationKind.PLATFORM},
    "register a mandate": {OrganisationKind.MUNICIPALITY, OrganisationKind.CENTRE_MUNICIPALITY},
    "start a round": {OrganisationKind.MUNICIPALITY, OrganisationKind.CENTRE_MUNICIPALITY},
    "hand in requests": {OrganisationKind.CARE_PROVIDER},
}


def _answers(caller: Caller) -> dict[str, Any]:
    here = f"/organisations/{caller.id}"
    new = {"kind": "CORPORATION", "name": "Nieuw"}
    return {
        "register an organisation": caller.post("/organisations", new),
        "change an organisation": caller.patch(here, {"name": "Nieuwer"}, '"1"'),
        "withdraw an organisation": caller.delete(here, '"1"'),
        "register a mandate": caller.post("/mandates", _mandate(caller)),
        "start a round": caller.post("/rounds", {"regionId": str(caller.id)}),
        "hand in requests": hand_in(caller, "requests", b"x"),
    }


@pytest.mark.parametrize("kind", sorted(set(OrganisationKind) - {OrganisationKind.PLATFORM}))
def test_each_kind_is_told_what_it_may_not_do_in_a_sentence(
    world: World, kind: OrganisationKind
) -> None:
    municipality = {"MUNICIPALITY": "0344", "CENTRE_MUNICIPALITY": "0363"}.get(kind)
    _check(kind, _answers(world.organisation(kind, "Een", municipality)))


def test_the_platform_is_told_so_too(platform: Caller) -> None:
    _check(OrganisationKind.PLATFORM, _answers(platform))
    said = platform.post("/mandates", _mandate(platform)).json()["detail"]
    assert said == "The Woonplek platform may not register a mandate."


def _mandate(caller: Caller) -> dict[str, Any]:
    return {"mandatedId": str(caller.id), "period": {"startDate": "2026-01-01"}}


def _check(kind: OrganisationKind, answers: dict[str, Any]) -> None:
    for step, answer in answers.items():
        assert (answer.status_code == 403) is (kind not in MAY[step]), answer.text
        if answer.status_code == 403:
            said = answer.json()["detail"]
            assert said.endswith(f" {kind.en} may not {step}."), said
            article = said.removesuffix(f" {kind.en} may not {step}.")
            assert article == ("The" if kind in ONE_OF_A_KIND else "A")
            assert not re.match("the |[aeiou]", kind.en)
