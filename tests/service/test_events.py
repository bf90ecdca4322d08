"""What is told, and to whom: who sees it and whom it concerns, and nobody else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from builders import make_mandate, make_place, make_proposal, make_round
from conftest import Caller, World
from handed_in import Desk, rows_of
from matching_table import MatchingTable
from page_visitor import PageVisitor
from post_office import PostOffice, deliveries, hook, office
from receivers import Receiver, receiver
from towns import Town
from towns import town as town

from service.clock import today
from service.codelists.organisations import OrganisationKind
from service.codelists.webhooks import EventType
from service.events.table import SUBJECTS
from service.hand_overs.schemas import HandOverOut
from service.models import HandOver, Offer, Organisation, Placement, Proposal
from service.offers.schemas import OfferOut
from service.placements.schemas import PlacementForPartyOut
from service.proposals.schemas import ProposalForPartyOut

ALL = [each.value.removeprefix("nl.woonplek.") for each in EventType]
LEAST_SEEN = {
    Proposal: ProposalForPartyOut,
    Offer: OfferOut,
    Placement: PlacementForPartyOut,
    HandOver: HandOverOut,
}


@pytest.fixture
def post(world: World, monkeypatch: pytest.MonkeyPatch) -> PostOffice:
    """A worker by hand, on a clock that can be moved."""
    return office(world, monkeypatch)


def heard(caller: Caller) -> list[str]:
    """The types of what the caller was told, without what all have in common."""
    return sorted(
        row["eventType"].removeprefix("nl.woonplek.") for row in deliveries(caller, limit="500")
    )


def paths(there: Receiver) -> list[tuple[str, str]]:
    """Of each request: whom it was for, and where it leads to."""
    return [
        (received.line.split("who=")[1].split()[0], received.event["dataref"])
        for received in there.received
    ]


def everybody(there: Receiver, callers: list[Caller]) -> dict[str, Caller]:
    """Each of them listens to everything."""
    for caller in callers:
        hook(caller, f"http://127.0.0.1:{there.port}/?who={caller.id}", *ALL)
    return {str(caller.id): caller for caller in callers}


def test_each_event_is_told_of_one_state_of_one_kind_of_row() -> None:
    told = [type for subject in SUBJECTS.values() for type in {*subject.told.values()}]
    assert sorted(told) == sorted(EventType)


def test_what_is_told_of_a_row_is_what_everybody_who_sees_it_sees() -> None:
    for model, subject in SUBJECTS.items():
        seen = LEAST_SEEN[model].model_fields if model in LEAST_SEEN else ()
        assert set(subject.ids) <= set(seen), model
        assert {*subject.parties, *subject.municipalities} <= set(dir(model))


def test_from_the_approval_to_the_end_each_party_hears_its_part_and_can_read_it(
    table: MatchingTable, post: PostOffice, nieuwegein: Caller, world: World
) -> None:
    parties = [table.municipality, table.provider, table.owner, nieuwegein]
    kind = OrganisationKind
    strangers = [
        world.organisation(kind.CORPORATION, "Een andere corporatie"),
        world.organisation(kind.CLIENT_COUNCIL, "Een cliëntenraad"),
        world.organisation(kind.MUNICIPALITY, "Gemeente De Bilt", "0310"),
    ]
    with receiver() as there:
        callers = everybody(there, [*parties, *strangers])
        case = table.approved(place=table.place("0356"), place_municipality_code="0356")
        table.answer(case, "RECEIVING_MUNICIPALITY", nieuwegein)
        placement = table.placed(case)
        end = {"endDate": placement["period"]["startDate"], "reason": "IN_CONSULTATION"}
        ended = table.municipality.post(f"/placements/{placement['id']}/endings", end)
        assert ended.status_code == 201, ended.text
        post.works()
    placed = ["placement.confirmed", "placement.ended"]
    decided = ["proposal.approved", "proposal.placed"]
    assert heard(table.municipality) == sorted(
        [*decided, *placed, *["offer.accepted"] * 3, *["offer.made"] * 3]
    )
    for party in (table.provider, table.owner):
        assert heard(party) == sorted([*decided, *placed, "offer.accepted", "offer.made"])
    assert heard(nieuwegein) == sorted([*decided, "offer.accepted", "offer.made"])
    for stranger in strangers:
        assert heard(stranger) == []
    for who, reference in paths(there):
        path = reference.removeprefix("https://api.test/v1")
        assert callers[who].get(path).status_code == 200, (who, path)


def test_an_owner_does_not_hear_of_what_was_never_offered(
    table: MatchingTable, post: PostOffice
) -> None:
    with receiver() as there:
        everybody(there, [table.municipality, table.provider, table.owner])
        table.decide(table.proposal(), "REJECTED", reasonCode="OTHER_PRIORITY")
        post.works()
    assert heard(table.municipality) == heard(table.provider) == ["proposal.rejected"]
    assert heard(table.owner) == []


def test_a_no_and_a_withdrawal_are_told(table: MatchingTable, post: PostOffice) -> None:
    with receiver() as there:
        everybody(there, [table.municipality])
        case = table.approved()
        table.answer(case, "HOUSEHOLD", answer="DECLINED", reasonCode="DWELLING")
        post.works()
    assert heard(table.municipality) == [
        "offer.declined",
        "offer.made",
        "offer.made",
        "offer.withdrawn",
        "placement.cancelled",
        "proposal.approved",
        "proposal.declined",
    ]


def test_who_decides_by_mandate_hears_what_its_giver_hears(
    table: MatchingTable, post: PostOffice, world: World
) -> None:
    centre = world.organisation(OrganisationKind.CENTRE_MUNICIPALITY, "Gemeente Zeist", "0355")
    mandate = {"mandatedId": str(centre.id), "period": {"startDate": str(today())}}
    with receiver() as there:
        everybody(there, [centre])
        table.approved()
        assert table.municipality.post("/mandates", mandate).status_code == 201
        post.works()
    assert heard(centre) == ["offer.made", "offer.made", "proposal.approved"]


def test_a_round_and_a_file_are_told_to_who_asked(
    town: Town, post: PostOffice, corporation: Caller
) -> None:
    database = town.world.database
    with receiver() as there:
        everybody(there, [town.utrecht, town.provider, corporation])
        assert town.done()["state"] == "DONE"
        desk = Desk(database, corporation, "places")
        desk.take_in(rows_of("places"))
        desk.take_in(b"nonsense")
        post.works()
    assert heard(town.utrecht) == ["round.done"]
    assert heard(corporation) == ["import.done", "import.refused"]
    assert heard(town.provider) == []


def test_what_a_round_of_another_municipality_replaces_is_told_to_who_was_to_decide(
    town: Town, post: PostOffice, nieuwegein: Caller
) -> None:
    with town.rows() as db:
        giver, mandated = (db.get_one(Organisation, each.id) for each in (town.utrecht, nieuwegein))
        make_mandate(db, giver, mandated)
        theirs, ours = (
            make_proposal(db, make_round(db, each), town.request(db), make_place(db)).id
            for each in (mandated, giver)
        )
    with receiver() as there:
        everybody(there, [town.utrecht, nieuwegein, town.provider])
        assert town.done()["state"] == "DONE"
        post.works()
    assert heard(town.utrecht) == ["round.done"]
    assert heard(nieuwegein) == heard(town.provider) == ["proposal.expired"]
    told = {event["id"] for received in there.received if (event := received.event["data"])}
    assert (str(theirs) in told, str(ours) in told) == (True, False)
    for caller, id in ((nieuwegein, theirs), (town.utrecht, ours)):
        found = caller.get(f"/proposals/{id}").json()
        assert (found["state"], found["replacedById"]) == ("EXPIRED", str(town.utrecht.id))
    page = PageVisitor.of(nieuwegein)
    held = "Gemeente Utrecht hield een latere ronde."
    assert f"1 voorstel verviel voordat u besloot: {held}" in page.get("/rounds").text
    assert held in page.get(f"/proposals/{theirs}").text
    mine = PageVisitor.of(town.utrecht)
    assert "verviel" not in mine.get("/rounds").text
    assert "Een latere ronde heeft iedereen opnieuw" in mine.get(f"/proposals/{ours}").text


def test_who_gave_a_mandate_hears_what_a_later_round_held_by_it_replaced(
    town: Town, post: PostOffice, nieuwegein: Caller
) -> None:
    """It hears of no round of another, and may decide on the same proposals; the holder knows."""
    with town.rows() as db:
        giver, mandated = (db.get_one(Organisation, each.id) for each in (town.utrecht, nieuwegein))
        make_mandate(db, giver, mandated)
        before = make_round(db, mandated)
        of_giver = make_proposal(db, before, town.request(db), make_place(db)).id
        own = town.request(db, municipality_code="0356")
        make_proposal(db, before, own, make_place(db))
    with receiver() as there:
        everybody(there, [town.utrecht, nieuwegein, town.provider])
        assert replace(town, utrecht=nieuwegein).done()["state"] == "DONE"
        post.works()
    assert heard(nieuwegein) == ["round.done"]
    assert heard(town.utrecht) == heard(town.provider) == ["proposal.expired"]
    told = {received.event["data"]["id"] for received in there.received}
    assert str(of_giver) in told
    assert "Gemeente Nieuwegein hield een latere ronde" in (
        PageVisitor.of(town.utrecht).get(f"/proposals/{of_giver}").text
    )


def test_nothing_but_ids_and_states_is_told(table: MatchingTable, post: PostOffice) -> None:
    with receiver() as there:
        everybody(there, [table.municipality, table.owner, table.provider])
        case = table.approved()
        table.placed(case)
        post.works()
    allowed = {"specversion", "id", "source", "type", "time", "datacontenttype", "dataref", "data"}
    assert there.received
    for received in there.received:
        told: dict[str, Any] = received.event
        assert told.keys() == allowed
        assert told["data"].keys() <= {"id", "state", "placeId", "proposalId"}
        assert str(case.household_id) not in received.body.decode()
        assert str(case.request_id) not in received.body.decode()
