"""Days that can be written and that nobody plans for: decades ahead."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from matching_table import MatchingTable
from towns import Town
from towns import town as town

from matching.codes.contracts import ContractForm
from service.clock import last_planned

DAY = timedelta(days=1)


@pytest.mark.parametrize("day", [last_planned() + DAY, date(2200, 12, 31)])
def test_no_round_is_held_for_a_far_day(town: Town, day: date) -> None:
    answer = town.start(dayDate=str(day))
    assert answer.status_code == 400, answer.text
    (fault,) = answer.json()["errors"]
    assert (fault["where"], fault["code"]) == ("body.dayDate", "too_far_ahead")
    assert str(last_planned()) in fault["detail"]


def test_a_round_is_held_for_the_last_day_that_is_planned_for(town: Town) -> None:
    assert town.start(dayDate=str(last_planned())).status_code == 202


def test_a_stay_that_starts_in_a_far_year_is_not_promised(table: MatchingTable) -> None:
    """Its end would lie in a year that nobody can write; rows of before may still ask for it."""
    far = {"needed_from_date": date(2200, 6, 1), "contract_forms": [ContractForm.GUEST_AGREEMENT]}
    place = table.place(contract_forms=[ContractForm.GUEST_AGREEMENT])
    case = table.proposal(table.household(**far), place, contract_form=ContractForm.GUEST_AGREEMENT)
    answer = table.decide(case)
    assert answer.status_code == 409, answer.text
    assert "too far ahead" in answer.json()["detail"]
    assert table.states(case)["place"] == "AVAILABLE"
