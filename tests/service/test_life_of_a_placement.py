"""Whatever the parties do in whatever order: a place and a household have one placement a day, and
everything around it agrees. A model in plain Python says beforehand what must happen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from uuid import UUID

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
from matching_table import START, WHY, Case, MatchingTable
from sqlalchemy import select

from service.models import Offer, Place, Placement, Proposal, Request

DAY = timedelta(days=1)
NEVER = date.max
NO = {
    "HOUSEHOLD": {"answer": "DECLINED", "reasonCode": "DWELLING"},
    "OWNER": {"answer": "DECLINED", "reasonCode": "AGREEMENT_FULL", "remark": "Vol."},
}
PICK = st.integers(0, 999)


@dataclass
class Row:
    """A place or a request in the model: where it stands, and from when on a place is free."""

    id: UUID
    state: str
    free_from: date = date(2020, 1, 1)


@dataclass
class Proposed:
    """A proposal in the model, with what it was made from."""

    case: Case
    request: Row
    place: Row
    seen: date
    state: str = "PROPOSED"
    placement: str = ""
    first: date = NEVER
    last: date = NEVER
    offers: dict[str, str] = field(default_factory=dict)

    def covers(self, other: Proposed) -> bool:
        return self.first <= other.last and other.first <= self.last


class Life(RuleBasedStateMachine):
    """Three places, three households, and all that can be asked for, mostly where it can be."""

    def __init__(self, table: MatchingTable) -> None:
        super().__init__()
        self.table = table
        self.places = [Row(table.place(), "AVAILABLE") for _ in range(3)]
        self.requests = [Row(table.household(), "ACTIVE") for _ in range(3)]
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

    @rule(request=st.integers(0, 2), place=st.integers(0, 2))
    def propose_and_approve(self, request: int, place: int) -> None:
        self._approve(self._propose(request, place))

    @precondition(lambda self: self.all)
    @rule(pick=PICK)
    def approve(self, pick: int) -> None:
        self._approve(self._pick(pick, self._can_be_approved))

    def _approve(self, made: Proposed) -> None:
        expected = self._can_be_approved(made)
        assert (self.table.decide(made.case).status_code == 201) == expected
        if expected:
            made.state, made.placement = "APPROVED", "HELD"
            made.first = max(START, made.place.free_from)
            made.offers = dict.fromkeys(NO, "OPEN")
            made.place.state = "OFFERED"
            made.request.state = "OFFERED"

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
        answer = self.table.answer(made.case, party, **body)
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
        made.state, made.placement = state, "CANCELLED"
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
        with self.table.session() as db:
            household = db.get_one(Request, asked.id).household_id
        gone = self.table.provider.delete(f"/requests/{asked.id}", "*")
        assert (gone.status_code == 204) == (asked.state == "ACTIVE")
        if gone.status_code == 204:
            asked.state = "WITHDRAWN"
        if whole:
            self._erase(request, household)

    def _erase(self, request: int, household: UUID) -> None:
        asked = self.requests[request]
        answer = self.table.provider.post(f"/households/{household}/erasures")
        mine = [made for made in self.all if made.request is asked]
        lives = any(made.placement not in {"", "CANCELLED"} for made in mine)
        expected = asked.state == "WITHDRAWN" and not lives
        assert answer.status_code == (204 if expected else 409)
        if expected:
            self.all = [made for made in self.all if made.request is not asked]
            self.requests[request] = Row(self.table.household(), "ACTIVE")
            with self.table.session() as db:
                left = select(Proposal.id).where(Proposal.household_id == household)
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
            asked = select(Offer.proposal_id, Offer.party, Offer.state)
            assert {*db.execute(asked.where(Offer.proposal_id.in_(known)))} == {
                (id, party, state)
                for id, made in known.items()
                for party, state in made.offers.items()
            }


def test_one_placement_a_day_whatever_the_parties_do(table: MatchingTable) -> None:
    run_state_machine_as_test(
        lambda: Life(table), settings=settings(examples(2), stateful_step_count=30)
    )
