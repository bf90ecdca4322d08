"""Whatever the parties do in whatever order: a place, a household and a person have one placement a
day, and everything around it agrees. A model in plain Python says beforehand what must happen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from uuid import UUID, uuid4

import pytest
from builders import make_household, make_request
from fuzzing import examples
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from identities import elsewhere, identity
from matching_table import START, WHY, Case, MatchingTable
from sqlalchemy import select

from matching.codes.households import AgeBand
from service.models import Offer, Organisation, PersonClaim, Place, Placement, Proposal, Request
from service.pace import Pace

DAY = timedelta(days=1)
NEVER = date.max
NO = {
    "HOUSEHOLD": {"answer": "DECLINED", "reasonCode": "DWELLING"},
    "OWNER": {"answer": "DECLINED", "reasonCode": "AGREEMENT_FULL", "remark": "Vol."},
}
PICK = st.integers(0, 999)
PEOPLE = ("Anna", "Bert")
"""Each may be written down in each household, by either care provider."""


@dataclass
class Row:
    """A place in the model: where it stands, and from when on it is free."""

    id: UUID
    state: str
    free_from: date = date(2020, 1, 1)


@dataclass
class Asking:
    """A request in the model, at the table of its care provider, with who is written down."""

    table: MatchingTable
    id: UUID
    household: UUID
    state: str = "ACTIVE"
    people: dict[str, str] = field(default_factory=dict)

    @classmethod
    def at(cls, table: MatchingTable) -> Asking:
        """Of two people."""
        with table.session() as db:
            provider = db.get_one(Organisation, table.provider.id)
            household = make_household(db, provider, (AgeBand.AGE_27_PLUS,) * 2)
            request = make_request(db, household, needed_from_date=START)
            return cls(table, request.id, household.id)


@dataclass
class Proposed:
    """A proposal in the model, with what it was made from."""

    case: Case
    request: Asking
    place: Row
    seen: date
    state: str = "PROPOSED"
    placement: str = ""
    first: date = NEVER
    last: date = NEVER
    offers: dict[str, str] = field(default_factory=dict)
    holding: set[str] = field(default_factory=set)
    """Who holds the place."""

    def covers(self, other: Proposed) -> bool:
        return self.first <= other.last and other.first <= self.last


class Life(RuleBasedStateMachine):
    """Three places, three households of two care providers, two people who may be in any of these,
    and all that can be asked for, mostly where it can be."""

    def __init__(self, table: MatchingTable) -> None:
        super().__init__()
        self.table = table
        self.places = [Row(table.place(), "AVAILABLE") for _ in range(3)]
        self.requests = [Asking.at(each) for each in (table, elsewhere(table), table)]
        self.family = "".join(chr(ord("a") + int(digit, 16)) for digit in uuid4().hex)
        self.all: list[Proposed] = []

    def _pick(self, pick: int, likely: Callable[[Proposed], bool]) -> Proposed:
        """Three times of four one for which the move is likely, if there is one."""
        wanted = [made for made in self.all if likely(made)]
        among = wanted if wanted and pick % 4 else self.all
        return among[pick // 4 % len(among)]

    @rule(request=st.integers(0, 2), place=st.integers(0, 2))
    def propose_only(self, request: int, place: int) -> None:
        self._propose(request, place)

    def _propose(self, request: int, place: int) -> Proposed:
        asked, offered = self.requests[request], self.places[place]
        case = self.table.proposal(asked.id, offered.id)
        self.all.append(Proposed(case, asked, offered, offered.free_from))
        return self.all[-1]

    @rule(request=st.integers(0, 2), who=st.sampled_from(PEOPLE))
    def write_down(self, request: int, who: str) -> None:
        asked = self.requests[request]
        body = identity(asked.household, givenName=who, familyName=self.family)
        answer = asked.table.provider.post("/persons", body)
        expected = asked.state != "OFFERED" and who not in asked.people
        assert answer.status_code == (201 if expected else 409), answer.text
        if expected:
            asked.people[who] = answer.json()["id"]
            for made in self._homes(asked):
                made.holding.add(who)

    @rule(request=st.integers(0, 2), who=st.sampled_from(PEOPLE))
    def forget(self, request: int, who: str) -> None:
        asked = self.requests[request]
        if who in asked.people:
            answer = asked.table.provider.delete(f"/persons/{asked.people[who]}", "*")
            expected = asked.state != "OFFERED" and not self._homes(asked)
            assert answer.status_code == (204 if expected else 409)
            if expected:
                del asked.people[who]

    def _homes(self, asked: Asking) -> list[Proposed]:
        """Where its household lives, or will; none of these ends before today."""
        mine = (made for made in self.all if made.request is asked)
        return [made for made in mine if made.placement in {"CONFIRMED", "ENDED"}]

    @rule(request=st.integers(0, 2), place=st.integers(0, 2))
    def propose_and_approve(self, request: int, place: int) -> None:
        self._approve(self._propose(request, place))

    @precondition(lambda self: self.all)
    @rule(pick=PICK, found=st.sampled_from(["", "", "anotherPerson", "leavesOtherHome"]))
    def approve(self, pick: int, found: str) -> None:
        self._approve(self._pick(pick, self._can_be_approved), found)

    def _approve(self, made: Proposed, found: str = "") -> None:
        expected = self._can_be_approved(made) and bool(found or not self._lives_elsewhere(made))
        answer = self.table.decide(made.case, **({found: True} if found else {}))
        assert (answer.status_code == 201) == expected
        if expected:
            made.holding = {*made.request.people}
            made.state, made.placement = "APPROVED", "HELD"
            made.first = max(START, made.place.free_from)
            made.offers = dict.fromkeys(NO, "OPEN")
            made.place.state = "OFFERED"
            made.request.state = "OFFERED"

    def _lives_elsewhere(self, made: Proposed) -> bool:
        """Whether somebody holds another place in these days, or one is held for them."""
        wanted = Proposed(made.case, made.request, made.place, made.seen)
        wanted.first = max(START, made.place.free_from)
        others = (other for other in self.all if other.placement not in {"", "CANCELLED"})
        return any(
            other.holding & {*made.request.people} and other.covers(wanted) for other in others
        )

    def _can_be_approved(self, made: Proposed) -> bool:
        wanted = Proposed(made.case, made.request, made.place, made.seen)
        wanted.first = max(START, made.place.free_from)
        others = [other for other in self.all if other.placement not in {"", "CANCELLED"}]
        return (
            made.state == "PROPOSED"
            and (made.request.state, made.place.state) == ("ACTIVE", "AVAILABLE")
            and made.seen == made.place.free_from
            and not any(self._refused(made, other) for other in self.all)
            and not any(
                (other.place is made.place or other.request is made.request)
                and other.covers(wanted)
                for other in others
            )
        )

    def _refused(self, made: Proposed, other: Proposed) -> bool:
        same = other.request is made.request and other.place is made.place
        return same and other.state in {"REJECTED", "DECLINED"}

    @precondition(lambda self: self.all)
    @rule(pick=PICK)
    def reject(self, pick: int) -> None:
        made = self._pick(pick, lambda made: made.state == "PROPOSED")
        answer = self.table.decide(made.case, "REJECTED", reasonCode="OTHER")
        assert (answer.status_code == 201) == (made.state == "PROPOSED")
        if made.state == "PROPOSED":
            made.state = "REJECTED"

    @precondition(lambda self: any(made.offers for made in self.all))
    @rule(pick=PICK, party=st.sampled_from(sorted(NO)), yes=st.sampled_from([True, True, False]))
    def answer(self, pick: int, party: str, yes: bool) -> None:
        made = self._pick(pick, lambda made: made.state == "APPROVED")
        if made.offers:
            self._answer(made, party, yes=yes)

    @precondition(lambda self: any(made.state == "APPROVED" for made in self.all))
    @rule(pick=PICK)
    def say_yes_all_together(self, pick: int) -> None:
        made = self._pick(pick, lambda made: made.state == "APPROVED")
        for party in made.offers:
            self._answer(made, party, yes=True)

    def _answer(self, made: Proposed, party: str, *, yes: bool) -> None:
        body = {"answer": "ACCEPTED"} if yes else NO[party]
        answer = made.request.table.answer(made.case, party, **body)
        assert (answer.status_code == 201) == (made.offers[party] == "OPEN")
        if made.offers[party] != "OPEN":
            return
        made.offers[party] = "ACCEPTED" if yes else "DECLINED"
        if not yes:
            self._free(made, "DECLINED")
        elif set(made.offers.values()) == {"ACCEPTED"}:
            made.state, made.placement = "PLACED", "CONFIRMED"
            made.place.state = "OCCUPIED"
            made.request.state = "HOUSED"

    @precondition(lambda self: self.all)
    @rule(pick=PICK)
    def withdraw(self, pick: int) -> None:
        made = self._pick(pick, lambda made: made.state == "APPROVED")
        path = f"/proposals/{made.case.id}/withdrawals"
        answer = self.table.municipality.post(path, {"motivation": WHY})
        assert (answer.status_code == 201) == (made.state == "APPROVED")
        if made.state == "APPROVED":
            self._free(made, "WITHDRAWN")

    def _free(self, made: Proposed, state: str) -> None:
        made.state, made.placement, made.holding = state, "CANCELLED", set()
        for party, answer in made.offers.items():
            made.offers[party] = answer if answer == "DECLINED" else "WITHDRAWN"
        made.place.state = "AVAILABLE"
        made.request.state = "ACTIVE"

    @precondition(lambda self: any(made.placement for made in self.all))
    @rule(pick=PICK, days=st.integers(-1, 20), back=st.booleans())
    def end(self, pick: int, days: int, back: bool) -> None:
        made = self._pick(pick, lambda made: made.placement == "CONFIRMED")
        if not made.placement:
            return
        last = START + days * DAY
        reason = "BACK_TO_SHELTER" if back else "MOVED_ON"
        body = {"endDate": last.isoformat(), "reason": reason}
        placement = self.table.placement(made.case)["id"]
        answer = self.table.municipality.post(f"/placements/{placement}/endings", body)
        expected = made.placement == "CONFIRMED" and last >= made.first
        assert (answer.status_code == 201) == expected
        if expected:
            made.placement, made.last = "ENDED", last
            made.place.free_from = last + DAY
            made.place.state = "AVAILABLE"
            if back:
                made.request.state = "ACTIVE"

    @rule(request=st.integers(0, 2), whole=st.booleans())
    def leave(self, request: int, whole: bool) -> None:
        """The provider withdraws the request and, at times, has the household erased at once."""
        asked = self.requests[request]
        gone = asked.table.provider.delete(f"/requests/{asked.id}", "*")
        assert (gone.status_code == 204) == (asked.state == "ACTIVE")
        if gone.status_code == 204:
            asked.state = "WITHDRAWN"
        if whole:
            self._erase(request)

    def _erase(self, request: int) -> None:
        asked = self.requests[request]
        answer = asked.table.provider.post(f"/households/{asked.household}/erasures")
        mine = [made for made in self.all if made.request is asked]
        lives = any(made.placement not in {"", "CANCELLED"} for made in mine)
        expected = asked.state == "WITHDRAWN" and not lives
        assert answer.status_code == (204 if expected else 409)
        if expected:
            self.all = [made for made in self.all if made.request is not asked]
            self.requests[request] = Asking.at(asked.table)
            with self.table.session() as db:
                left = select(Proposal.id).where(Proposal.household_id == asked.household)
                assert not db.scalars(left).all()

    @invariant()
    def no_place_and_no_household_has_two_on_one_day(self) -> None:
        with self.table.session() as db:
            mine = [place.id for place in self.places]
            rows = db.scalars(select(Placement).where(Placement.place_id.in_(mine))).all()
        active = [row for row in rows if row.state != "CANCELLED"]
        for one, other in combinations(active, 2):
            shared = one.place_id == other.place_id or one.household_id == other.household_id
            ends = [row.period.end_date or NEVER for row in (one, other)]
            overlap = max(one.period.start_date, other.period.start_date) <= min(ends)
            assert not (shared and overlap)

    @invariant()
    def everything_stands_where_the_model_says(self) -> None:
        known = {made.case.id: made for made in self.all}
        with self.table.session() as db:
            for model, rows in ((Place, self.places), (Request, self.requests)):
                states = db.execute(
                    select(model.id, model.state).where(model.id.in_([row.id for row in rows]))
                )
                assert {*states} == {(row.id, row.state) for row in rows}
            stands = select(Proposal.id, Proposal.state).where(Proposal.id.in_(known))
            assert {*db.execute(stands)} == {(id, made.state) for id, made in known.items()}
            held = select(Placement.proposal_id, Placement.state)
            assert {*db.execute(held.where(Placement.proposal_id.in_(known)))} == {
                (id, made.placement) for id, made in known.items() if made.placement
            }
            holds = select(Placement.proposal_id, PersonClaim.person_id)
            holds = holds.join(PersonClaim, PersonClaim.placement_id == Placement.id)
            assert {*db.execute(holds.where(Placement.proposal_id.in_(known)))} == {
                (id, UUID(made.request.people[who]))
                for id, made in known.items()
                for who in made.holding
            }
            asked = select(Offer.proposal_id, Offer.party, Offer.state)
            assert {*db.execute(asked.where(Offer.proposal_id.in_(known)))} == {
                (id, party, state)
                for id, made in known.items()
                for party, state in made.offers.items()
            }


def test_one_placement_a_day_whatever_the_parties_do(
    table: MatchingTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = table.world.client.app.state.sessions.kw["info"]
    monkeypatch.setitem(info, "identity_pace", Pace(10_000))
    run_state_machine_as_test(
        lambda: Life(table), settings=settings(examples(2), stateful_step_count=30)
    )
