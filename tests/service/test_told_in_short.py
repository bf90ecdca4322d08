"""What a page tells of many: one line where several would read as if they spoke against each
other."""

from __future__ import annotations

from uuid import uuid4

from matching.codes.contracts import ContractForm
from matching.codes.rounds import AdviceState, TierCode
from matching.reasons.shortfall import Measure
from service.actor import Actor
from service.clock import today
from service.codelists.organisations import OrganisationKind
from service.municipalities.repository import Outline
from service.pages.map import Drawing, Spot
from service.pages.rounds.scarce import gives, needed_kinds
from service.rounds.advising import in_short, told_to
from service.rounds.scarcity import ScarcePlaceOut, TierGainOut
from service.rounds.schemas import ChangeOut, UnplacedOut

PROVIDER = uuid4()
OWN, OMKLAP = ContractForm.OWN_NAME, ContractForm.OMKLAP


def change(rule: str, form: ContractForm, losers: int, amount: int = 1) -> ChangeOut:
    return ChangeOut(
        rule=rule,
        measure=Measure.NUMBER,
        amount=amount,
        place_id=uuid4(),
        contract_form=form,
        support_provider_id=PROVIDER,
        losers=losers,
        exact=True,
    )


def test_of_each_rule_the_change_that_costs_fewest_others() -> None:
    changes = [
        change("UNIT", OWN, 1),
        change("UNIT", OMKLAP, 0),
        change("E01_START", OWN, 0, amount=9),
        change("E01_START", OMKLAP, 0, amount=3),
    ]
    row = UnplacedOut(
        round_id=uuid4(),
        round={"day_date": today(), "advice_state": AdviceState.GIVEN},
        request_id=uuid4(),
        provider_id=PROVIDER,
        tier=TierCode.REST,
        eligible_units=1,
        reasons=[],
        changes=changes,
    )
    assert in_short(row).changes == [changes[1], changes[3]]


def test_who_would_support_is_not_told_of_as_of_somebody_else() -> None:
    found = change("E11_CASELOAD", OMKLAP, 0)
    mine = told_to(Actor("x", PROVIDER, OrganisationKind.CARE_PROVIDER), found)
    other = told_to(Actor("x", uuid4(), OrganisationKind.MUNICIPALITY), found)
    assert mine.nl.startswith("U kunt in deze regio")
    assert mine.model_dump()["nl"] == mine.nl
    assert other.nl.startswith("De zorgaanbieder kan in deze regio")


def scarce(persons: int, urgent: int, rest: int, municipality: str = "0344") -> ScarcePlaceOut:
    tiers = [
        TierGainOut(code=TierCode.URGENT, placed=urgent),
        TierGainOut(code=TierCode.REST, placed=rest),
    ]
    return ScarcePlaceOut(
        municipality_code=municipality,
        contract_form=OWN,
        persons=persons,
        units=persons,
        tiers=tiers,
        points=0,
        exact=True,
    )


def test_a_home_for_one_group_is_not_nothing_where_another_has_one_less() -> None:
    assert gives(scarce(1, 1, -1).tiers)
    assert not gives(scarce(1, 0, 0).tiers)


def test_what_brings_the_same_stands_together_and_is_found_from_the_map() -> None:
    first, second = needed_kinds(
        [scarce(2, 1, 0), scarce(1, 1, 0), scarce(4, 1, 0, "0310"), scarce(3, 0, 1)]
    )
    assert [(row.persons, row.units, row.anchor) for row in first.rows] == [
        ([1, 2], 3, "0344-OWN_NAME"),
        ([4], 4, "0310-OWN_NAME"),
    ]
    assert [(row.persons, row.anchor) for row in second.rows] == [([3], "")]


def test_a_name_stands_above_the_largest_spot_at_it() -> None:
    here = Outline("0344", "Utrecht", 0.0, 0.0, None)
    sizes = [0.5, 2.0]
    drawn = Drawing(
        [here], [Spot(0, 0, "#", "x", size=each) for each in sizes], -100, -100, 550, 550
    )
    assert drawn.above(here) > drawn.radius * 2.0
