"""Proposals on the table of the municipality of Utrecht, and what its people do with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
from audit_lines import DONE, lines
from builders import (
    make_agreement,
    make_household,
    make_lease_budget,
    make_place,
    make_property,
    make_proposal,
    make_request,
    make_round,
    region_of,
)
from conftest import Caller, World
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.codes.contracts import ContractForm, TemporaryGround
from service.clock import today
from service.db import make_sessions
from service.models import Offer, Organisation, Place, Placement, Proposal, Request

START = today() + timedelta(days=30)
SIGNED_BY_PROVIDER = frozenset(
    {
        ContractForm.TRIPARTITE,
        ContractForm.OMKLAP,
        ContractForm.INTERMEDIARY,
        ContractForm.CARE_STAY,
    }
)
WHY = "Dicht bij school, en het wacht het langst."


@dataclass(frozen=True)
class Case:
    """One proposal, with what it is about."""

    id: UUID
    request_id: UUID
    household_id: UUID
    place_id: UUID
    digest: str

    def decision(self, outcome: str = "APPROVED", **more: Any) -> dict[str, Any]:
        """The body of a decision on it."""
        return {"outcome": outcome, "motivation": WHY, "digest": self.digest} | more


@dataclass(frozen=True)
class MatchingTable:
    """The organisations around the table, and the database under it."""

    world: World
    municipality: Caller
    provider: Caller
    owner: Caller

    def session(self) -> Any:
        """A session that commits."""
        return make_sessions(self.world.database.seeds).begin()

    def so_many_wait(self, count: int) -> bool:
        """Whether this many statements on the database wait for a lock now."""
        asked = """
            select count(*) from pg_stat_activity
            where wait_event_type = 'Lock' and datname = current_database()"""
        with psycopg.connect(self.world.database.admin_dsn) as admin:
            return admin.execute(asked).fetchone() == (count,)

    def place(self, municipality: str = "0344", **columns: Any) -> UUID:
        """A free place of the owner."""
        with self.session() as db:
            return self._place(db, municipality, **columns)

    def _place(self, db: Session, municipality: str = "0344", **columns: Any) -> UUID:
        owner = db.get_one(Organisation, self.owner.id)
        at = make_property(db, owner, municipality_code=municipality)
        return make_place(db, at, **columns).id

    def household(self, **columns: Any) -> UUID:
        """A household of the provider with an active request; the id of the request."""
        with self.session() as db:
            return self._household(db, **columns)

    def _household(self, db: Session, **columns: Any) -> UUID:
        provider = db.get_one(Organisation, self.provider.id)
        values = {"needed_from_date": START} | columns
        return make_request(db, make_household(db, provider), **values).id

    def proposal(
        self, request: UUID | None = None, place: UUID | None = None, **columns: Any
    ) -> Case:
        """A proposal in a round of its own."""
        return self.proposals(1, request, place, **columns)[0]

    def proposals(
        self, count: int, request: UUID | None = None, place: UUID | None = None, **columns: Any
    ) -> list[Case]:
        """So many proposals, each in a round of its own, for one request or one place if named."""
        with self.session() as db:
            return [
                self._proposal(
                    db, request or self._household(db), place or self._place(db), **columns
                )
                for _ in range(count)
            ]

    def _proposal(self, db: Session, request_id: UUID, place_id: UUID, **columns: Any) -> Case:
        municipality = db.get_one(Organisation, self.municipality.id)
        round = make_round(db, municipality, region_of(db), day_date=today())
        request, place = db.get_one(Request, request_id), db.get_one(Place, place_id)
        row = make_proposal(db, round, request, place, **columns)
        return Case(row.id, request_id, row.household_id, place_id, row.digest)

    def agree(self, leases: int = 10) -> None:
        """Owner and provider agree on every form; the provider may hold so many leases."""
        with self.session() as db:
            owner = db.get_one(Organisation, self.owner.id)
            provider = db.get_one(Organisation, self.provider.id)
            make_agreement(db, owner, provider)
            make_lease_budget(db, provider, leases)

    def with_form(self, form: ContractForm, days: int = 180, **place: Any) -> Case:
        """A proposal by this contract form, for so many days at least."""
        grounds = list(TemporaryGround)
        request = self.household(
            contract_forms=[form], min_stay_days=days, temporary_grounds=grounds
        )
        at = self.place(contract_forms=[form], **place)
        support = self.provider.id if form in SIGNED_BY_PROVIDER else None
        return self.proposal(request, at, contract_form=form, support_provider_id=support)

    def decide(self, case: Case, outcome: str = "APPROVED", **more: Any) -> Any:
        """The municipality's decision."""
        return self.municipality.post(
            f"/proposals/{case.id}/decisions", case.decision(outcome, **more)
        )

    def approved(self, **columns: Any) -> Case:
        """A proposal that was approved."""
        case = self.proposal(**columns)
        answer = self.decide(case)
        assert answer.status_code == 201, answer.text
        return case

    def offers(self, case: Case) -> dict[str, dict[str, Any]]:
        """The offers of a proposal by party, as the municipality sees them."""
        page = self.municipality.get(f"/offers?proposalId={case.id}").json()
        return {offer["party"]: offer for offer in page["offers"]}

    def answer(self, case: Case, party: str, by: Caller | None = None, **body: Any) -> Any:
        """A party's answer; yes unless the body says no."""
        who = by or {"OWNER": self.owner, "HOUSEHOLD": self.provider}[party]
        offer = self.offers(case)[party]
        return who.post(f"/offers/{offer['id']}/answers", {"answer": "ACCEPTED"} | body)

    def placed(self, case: Case) -> dict[str, Any]:
        """Both say yes; the placement as the municipality sees it."""
        for party in ("OWNER", "HOUSEHOLD"):
            answer = self.answer(case, party)
            assert answer.status_code == 201, answer.text
        return self.placement(case)

    def placement(self, case: Case) -> dict[str, Any]:
        """The placement of a proposal."""
        page = self.municipality.get(f"/placements?proposalId={case.id}").json()
        (found,) = page["placements"]
        return dict(found)

    def lease(self, case: Case) -> dict[str, Any]:
        """The lease of a proposal that became a placement."""
        placement = self.placement(case)["id"]
        (found,) = self.municipality.get(f"/leases?placementId={placement}").json()["leases"]
        return dict(found)

    def round_of(self, case: Case) -> UUID:
        """The round that made a proposal."""
        with self.session() as db:
            return db.get_one(Proposal, case.id).round_id

    def states(self, case: Case) -> dict[str, str]:
        """Where everything around a proposal stands."""
        with self.session() as db:
            rows: dict[str, Any] = {
                "proposal": db.get_one(Proposal, case.id),
                "place": db.get_one(Place, case.place_id),
                "request": db.get_one(Request, case.request_id),
            }
            held = select(Placement).where(Placement.proposal_id == case.id)
            if placement := db.scalars(held).one_or_none():
                rows["placement"] = placement
            offers = select(Offer).where(Offer.proposal_id == case.id)
            rows |= {offer.party.value: offer for offer in db.scalars(offers)}
            return {name: row.state.value for name, row in rows.items()}

    def held_at(self, place_id: UUID) -> int:
        """How many households hold a place."""
        page = self.municipality.get(f"/placements?placeId={place_id}&state=HELD").json()
        return len(page["placements"])

    def audited(self) -> list[tuple[str, str, UUID]]:
        """What was done, in order: action, subject, by which organisation."""
        done = lines(self.world.database, *DONE)
        return [(line.action, line.subject, line.organisation_id) for line in done]

    def change(self, model: type[Any], row_id: UUID, **columns: Any) -> None:
        """Changes a row behind everybody's back, as another request would."""
        with self.session() as db:
            row = db.get_one(model, row_id)
            for name, value in columns.items():
                setattr(row, name, value)
