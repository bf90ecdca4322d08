"""A registry in which every kind of organisation has something that is nobody else's, with a word
of its own in every field of text."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from uuid import UUID

from builders import (
    DAY,
    make_agreement,
    make_anchor,
    make_avoid_area,
    make_decision,
    make_hand_over,
    make_household,
    make_housing_first_rule,
    make_lease,
    make_lease_budget,
    make_mandate,
    make_municipality,
    make_neighbourhood_capacity,
    make_offer,
    make_organisation,
    make_person,
    make_place,
    make_placement,
    make_policy,
    make_property,
    make_proposal,
    make_provider,
    make_quota,
    make_request,
    make_request_group,
    make_round,
    make_support_capacity,
    region_of,
)
from sqlalchemy import String, inspect, select
from sqlalchemy.orm import Session

from matching.codes.households import GroupKind
from service.clock import now
from service.codelists.decisions import (
    DeclineReason,
    ImportState,
    LeaseParty,
    MilestoneKind,
    OfferParty,
    OfferState,
    PlacementState,
    ProposalState,
    RoundState,
)
from service.codelists.organisations import OrganisationKind
from service.codelists.places import PlaceState
from service.codelists.trials import TrialKind
from service.codelists.webhooks import DeliveryState, EventType
from service.models import (
    AnsweredCommand,
    AuditEvent,
    Base,
    Event,
    Household,
    HouseholdLink,
    Intake,
    LeaseMilestone,
    Organisation,
    PageSession,
    Place,
    Request,
    RequestGroup,
    Round,
    RoundUnplaced,
    Trial,
    WebhookDelivery,
    WebhookEndpoint,
)
from service.period import Period

UTRECHT, NIEUWEGEIN, CENTRE, AMSTERDAM = "0344", "0356", "0307", "0363"
BEFORE = datetime(2026, 11, 1, tzinfo=UTC)
OVER = Period.of(date(2020, 1, 1), date(2020, 12, 31))
CANARY = "KANARIE"
FREE_TEXT = {
    "organisation": ("name",),
    "property": ("street", "town", "owner_reference", "complex_reference"),
    "place": ("owner_reference", "permit_number"),
    "household": ("provider_reference",),
    "request": (
        *("provider_reference", "youth_coordinator", "region_decision_reason"),
        *("urgency_decision_number", "urgency_refusal_effect", "equal_treatment_reason"),
    ),
    "request_group": ("name",),
    "support_capacity": ("team",),
    "policy": ("name",),
    "round": ("asked_by", "failure_detail"),
    "decision": ("motivation", "decided_by"),
    "offer": ("remark", "answered_by", "refusal_effect"),
    "household_link": ("made_by", "question"),
    "intake": ("file_name", "asked_by"),
    "trial": ("asked_by",),
    "webhook_endpoint": ("name", "url"),
}
"""The fields in which people write."""
STATES = tuple(ProposalState)


class TenantWorld:
    """Fills the database; the organisations are in `organisations` afterwards, and in `sealed` the
    persons by the words that are sealed of them. Each word that somebody wrote ends with the
    `tail`."""

    def __init__(self, db: Session, tail: str = "") -> None:
        self.db, self._number, self._tail = db, count(1), tail
        self.sealed: dict[str, UUID] = {}
        kinds = (
            *(OrganisationKind.CORPORATION, OrganisationKind.CORPORATION),
            *(OrganisationKind.PRIVATE_LANDLORD, OrganisationKind.HOST),
            OrganisationKind.SOCIAL_VACANCY_MANAGER,
        )
        self.owners = [make_organisation(db, kind) for kind in kinds]
        self.providers = [make_provider(db), make_provider(db)]
        self.towns = [
            make_municipality(db, UTRECHT),
            make_municipality(db, NIEUWEGEIN),
            make_organisation(db, OrganisationKind.CENTRE_MUNICIPALITY, municipality_code=CENTRE),
            make_municipality(db, AMSTERDAM),
        ]
        for kind in (OrganisationKind.CLIENT_COUNCIL, OrganisationKind.NATIONAL_DESK):
            make_organisation(db, kind)
        self._mandates()
        for owner in (*self.owners, self.providers[0]):
            self._homes(owner)
        for provider in self.providers:
            self._people(provider)
        for town in self.towns:
            self._limits(town)
        for town in (self.towns[0], self.towns[2], self.towns[3]):
            self._round(town)
        self.organisations = list(db.scalars(select(Organisation).order_by(Organisation.id)))
        for each in self.organisations:
            self._desk(each)
        db.flush()
        self._words()

    def _mandates(self) -> None:
        utrecht, nieuwegein, centre, amsterdam = self.towns
        make_mandate(self.db, nieuwegein, centre)
        make_mandate(self.db, amsterdam, utrecht, withdrawn_at=datetime(2026, 1, 1, tzinfo=UTC))
        make_mandate(self.db, utrecht, amsterdam, period=OVER)

    def _homes(self, owner: Organisation) -> None:
        for code in (UTRECHT, NIEUWEGEIN, AMSTERDAM):
            at = make_property(self.db, owner, municipality_code=code, complex_reference="flat")
            for state in (PlaceState.AVAILABLE, PlaceState.DRAFT, PlaceState.WITHDRAWN):
                make_place(self.db, at, state=state)
        make_agreement(self.db, owner, self.providers[0])

    def _people(self, provider: Organisation) -> None:
        for kind in GroupKind:
            make_request_group(self.db, provider, kind)
        for code in (UTRECHT, NIEUWEGEIN, CENTRE, AMSTERDAM):
            self._asks(provider, code)
        for code in (UTRECHT, AMSTERDAM):
            make_support_capacity(self.db, provider, region_of(self.db, code))
        make_lease_budget(self.db, provider)

    def _asks(self, provider: Organisation, code: str, **columns: Any) -> Request:
        household = make_household(self.db, provider)
        self._person(household)
        made = make_request(
            self.db,
            household,
            municipality_code=code,
            youth_coordinator="x",
            region_decision_reason="x",
            urgency_refusal_effect="x",
            equal_treatment_reason="x",
            **columns,
        )
        make_anchor(self.db, made)
        make_avoid_area(self.db, made, 136_000, 455_000, 136_100, 455_100)
        return made

    def _person(self, household: Household) -> None:
        """Sealed: its words stand in no column."""
        given, family = (f"{CANARY}{next(self._number)}" for _ in range(2))
        names = {"given_name": given + self._tail, "family_name": family + self._tail}
        person = make_person(self.db, household, **names)
        self.sealed |= {given: person.id, family: person.id}

    def _limits(self, town: Organisation) -> None:
        make_neighbourhood_capacity(self.db, town, f"BU{town.municipality_code}0101", 3)
        for owner in self.owners[:2]:
            make_housing_first_rule(self.db, town, owner, "flat")
            make_quota(self.db, town, owner_id=owner.id, maximum=3)
        make_quota(self.db, town, maximum=9)

    def _round(self, town: Organisation) -> None:
        policy = make_policy(self.db, town)
        at = make_round(
            self.db,
            town,
            region_of(self.db, town.municipality_code or UTRECHT),
            policy_id=policy.id,
            state=RoundState.DONE,
            failure_detail="x",
        )
        tried = {"organisation_id": town.id, "round_id": at.id, "asked_by": "x"}
        self.db.add(Trial(kind=TrialKind.REPAIR, asked={"way": "NEW_PLAN"}, **tried))
        self.db.add(Trial(kind=TrialKind.POLICY, asked={"policyId": None}, **tried))
        here = NIEUWEGEIN if town.municipality_code == CENTRE else town.municipality_code
        for number, state in enumerate(STATES):
            self._proposal(at, state, number, str(here))
        for provider in self.providers:
            request = self._asks(provider, str(here))
            self.db.add(
                RoundUnplaced(
                    round_id=at.id,
                    request_id=request.id,
                    organisation_id=town.id,
                    provider_id=provider.id,
                    tier="REST",
                    eligible_units=0,
                    reasons=[],
                )
            )

    def _proposal(self, at: Round, state: ProposalState, number: int, code: str) -> None:
        owner, provider = self.owners[number % 5], self.providers[number % 2]
        groups = select(RequestGroup).where(RequestGroup.organisation_id == provider.id)
        group = self.db.scalars(groups.order_by(RequestGroup.kind)).all()[-1]
        request = self._asks(provider, code, group_id=group.id if number % 3 == 0 else None)
        there = (UTRECHT, NIEUWEGEIN, AMSTERDAM)[number % 3]
        place = make_place(self.db, make_property(self.db, owner, municipality_code=there))
        supporting = self.providers[(number + 1) % 2].id
        proposal = make_proposal(
            self.db, at, request, place, state=state, support_provider_id=supporting
        )
        if state not in (ProposalState.PROPOSED, ProposalState.EXPIRED):
            make_decision(self.db, proposal, another_person=True, leaves_other_home=True)
        if state in (
            ProposalState.APPROVED,
            ProposalState.PLACED,
            ProposalState.DECLINED,
            ProposalState.WITHDRAWN,
        ):
            self._offered(at, proposal, place, state)

    def _offered(self, at: Round, proposal: Any, place: Place, state: ProposalState) -> None:
        parties = {OfferParty.OWNER: proposal.owner_id, OfferParty.HOUSEHOLD: proposal.provider_id}
        for party, organisation_id in parties.items():
            offer = make_offer(
                self.db,
                proposal,
                party,
                organisation_id=organisation_id,
                municipality_id=at.organisation_id,
                state=OfferState.DECLINED,
                reason_code=DeclineReason.CONTRACT_FORM,
                remark="x",
                answered_by="x",
                answered_at=BEFORE,
            )
        link = HouseholdLink(
            organisation_id=proposal.provider_id,
            offer_id=offer.id,
            key=offer.id.hex,
            made_by="x",
            expires_at=BEFORE,
            question="x",
            asked_at=BEFORE,
        )
        self.db.add(link)
        lives = state is ProposalState.PLACED
        placement = make_placement(
            self.db, proposal, state=PlacementState.CONFIRMED if lives else PlacementState.CANCELLED
        )
        milestones = [LeaseMilestone(ordinal=0, kind=MilestoneKind.END, due_date=DAY)]
        make_lease(self.db, placement, LeaseParty.HOUSEHOLD, milestones=milestones)
        if lives:
            make_hand_over(self.db, placement, created_at=BEFORE)  # over: it shows nobody

    def _desk(self, organisation: Organisation) -> None:
        """What everybody has: a file, an answered command, a line in the audit."""
        mine: dict[str, Any] = {"organisation_id": organisation.id}
        wanted = {
            "event_types": [EventType.IMPORT_DONE],
            "kept_secret": b"x",
            "url": "x",
            "name": "x",
        }
        listening = WebhookEndpoint(**wanted, **mine)
        self.db.add(listening)
        self.db.flush()
        self.db.add_all(
            [
                Intake(
                    subject="places",
                    file_name="x",
                    content=b"",
                    content_hash="",
                    asked_by="x",
                    state=ImportState.DONE,
                    faults=[],
                    fault_count=0,
                    **mine,
                ),
                AnsweredCommand(key="key", fingerprint="", **mine),
                PageSession(
                    key=organisation.id.hex,
                    kind=organisation.kind,
                    user_name="x",
                    started_at=now(),
                    seen_at=now(),
                    **mine,
                ),
                AuditEvent(
                    actor="x",
                    action="x",
                    subject="x",
                    subject_id=organisation.id,
                    result="OK",
                    origin="api",
                    trace_id=bytes(range(16)),
                    operation_id=bytes(range(8)),
                    **mine,
                ),
                Event(
                    type=EventType.IMPORT_DONE,
                    subject_id=organisation.id,
                    data={},
                    parties=[],
                    municipalities=[],
                    **mine,
                ),
                WebhookDelivery(
                    endpoint_id=listening.id,
                    event_id=organisation.id,
                    event_type=EventType.IMPORT_DONE,
                    data={},
                    occurred_at=BEFORE,
                    state=DeliveryState.PENDING,
                    tries_until=BEFORE,
                    **mine,
                ),
            ]
        )

    def _words(self) -> None:
        """A word of its own in every field that people write in."""
        models = {mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers}
        for table, columns in FREE_TEXT.items():
            model: Any = models[table]
            assert all(isinstance(inspect(model).columns[c].type, String) for c in columns)
            for row in self.db.scalars(select(model)):
                for column in columns:
                    if getattr(row, column) is not None:
                        word = f"{CANARY}{next(self._number)}{self._tail}"
                        setattr(row, column, word[: inspect(model).columns[column].type.length])
        self.db.flush()
