"""Rows with sensible defaults, one function a table: `make_place(db, rent_cents=60_000)`.

Each function flushes its row and returns it; what a row refers to is made too unless it is given.
Everything lies in Utrecht (0344) and is valid from 2020 on.
"""

import json
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.codes.care import CareLevel, CareType
from matching.codes.contracts import ContractForm, TenureTitle
from matching.codes.households import AgeBand, GroupKind, IncomeBand
from matching.codes.places import Accessibility, PlaceKind
from matching.policy import Policy
from service.codelists.decisions import (
    DecisionOutcome,
    LeaseParty,
    OfferParty,
    OfferState,
    PlacementState,
    ProposalState,
    RoundState,
)
from service.codelists.organisations import OrganisationKind
from service.codelists.persons import HandOverPurpose
from service.codelists.places import LocationPrecision, PlaceState, PropertyKind
from service.codelists.requests import (
    IN_SHELTER,
    AnchorKind,
    EthosLight,
    FundingRegime,
    RequestState,
)
from service.models import (
    Agreement,
    Base,
    Decision,
    HandOver,
    Household,
    HouseholdMember,
    HousingFirstRule,
    Lease,
    LeaseBudget,
    Mandate,
    MatchingPolicy,
    Municipality,
    NeighbourhoodCapacity,
    Offer,
    Organisation,
    Person,
    Place,
    Placement,
    Property,
    Proposal,
    Quota,
    Region,
    RegionMunicipality,
    Request,
    RequestAnchor,
    RequestAvoidArea,
    RequestGroup,
    Round,
    RoundSnapshot,
    SupportCapacity,
)
from service.period import Period
from service.persons.identity import Identity, sealed
from service.proposals.digest import digest_of
from service.reference.service import corop_id
from service.rounds.seals import Seals, seals_now
from service.settings import Settings

UTRECHT = "0344"
DAY = date(2026, 12, 1)
ALWAYS = Period.of(date(2020, 1, 1))

Row = TypeVar("Row", bound=Base)
_serial = count(1)


def _kept(db: Session, row: Row) -> Row:
    db.add(row)
    db.flush()
    return row


def _word(kind: str) -> str:
    return f"{kind}-{next(_serial)}"


def region_of(db: Session, municipality: str = UTRECHT) -> Region:
    """The COROP region in which a municipality lies."""
    code = db.scalars(
        select(Municipality.corop_code).where(Municipality.code == municipality)
    ).one()
    return db.get_one(Region, corop_id(code))


def make_region(db: Session, *municipalities: str, **columns: Any) -> Region:
    """A region of its own with these municipalities."""
    values = {"code": _word("REGION"), "name": "Testregio", "source": "test"} | columns
    region = _kept(db, Region(**values))
    for municipality in municipalities:
        membership = {"region_id": region.id, "municipality_code": municipality, "period": ALWAYS}
        _kept(db, RegionMunicipality(**membership))
    return region


def make_organisation(
    db: Session, kind: OrganisationKind = OrganisationKind.CORPORATION, **columns: Any
) -> Organisation:
    """A housing association, unless another kind is named."""
    values = {"name": _word(kind.en), "contract_forms": []} | columns
    return _kept(db, Organisation(kind=kind, **values))


def make_municipality(db: Session, code: str = UTRECHT, **columns: Any) -> Organisation:
    """The organisation of a municipality; the fact itself is there already."""
    values = {"municipality_code": code} | columns
    return make_organisation(db, OrganisationKind.MUNICIPALITY, **values)


def make_provider(db: Session, **columns: Any) -> Organisation:
    """A care provider that works with every contract form."""
    values = {"contract_forms": list(ContractForm)} | columns
    return make_organisation(db, OrganisationKind.CARE_PROVIDER, **values)


def make_mandate(
    db: Session, giver: Organisation, mandated: Organisation, **columns: Any
) -> Mandate:
    """The giver lets the other municipality decide."""
    values = {"period": ALWAYS} | columns
    return _kept(db, Mandate(organisation_id=giver.id, mandated_id=mandated.id, **values))


def make_property(db: Session, owner: Organisation | None = None, **columns: Any) -> Property:
    """A dwelling near the centre of Utrecht."""
    values: dict[str, Any] = {
        "organisation_id": (owner or make_organisation(db)).id,
        "kind": PropertyKind.DWELLING,
        "owner_reference": _word("property"),
        "town": "Utrecht",
        "municipality_code": UTRECHT,
        "landlord_lives_in": False,
        "point": "SRID=28992;POINT(136500 455900)",
        "precision": LocationPrecision.ADDRESS,
    }
    return _kept(db, Property(**values | columns))


def make_place(db: Session, property: Property | None = None, **columns: Any) -> Place:
    """A free social home for one or two persons, let in their own name, with support at home."""
    at = property or make_property(db)
    values: dict[str, Any] = {
        "organisation_id": at.organisation_id,
        "property_id": at.id,
        "owner_reference": _word("place"),
        "kind": PlaceKind.SELF_CONTAINED,
        "state": PlaceState.AVAILABLE,
        "housing_first": False,
        "min_persons": 1,
        "max_persons": 2,
        "children_allowed": True,
        "age_bands": list(AgeBand),
        "forbids": [],
        "requires": [],
        "accessibility": Accessibility.NONE,
        "contract_forms": [ContractForm.OWN_NAME, ContractForm.TRIPARTITE],
        "tenure_title": TenureTitle.INDEFINITE,
        "rent_cents": 60_000,
        "rent_points": 130,
        "service_costs_cents": 0,
        "social_rent": True,
        "rent_allowance_possible": True,
        "care_types": [CareType.AMBULANT],
        "care_level": CareLevel.REGULAR,
        "period": ALWAYS,
        "min_stay_days": 0,
    }
    return _kept(db, Place(**values | columns))


def make_household(
    db: Session,
    provider: Organisation | None = None,
    ages: tuple[AgeBand, ...] = (AgeBand.AGE_27_PLUS,),
    **columns: Any,
) -> Household:
    """One adult of 27 or older."""
    values: dict[str, Any] = {
        "organisation_id": (provider or make_provider(db)).id,
        "provider_reference": _word("household"),
        "ages_recorded_date": DAY,
        "traits": [],
        "members": [HouseholdMember(ordinal=n, age_band=age) for n, age in enumerate(ages)],
    }
    return _kept(db, Household(**values | columns))


def make_person(db: Session, household: Household, **identity: Any) -> Person:
    """Somebody of the household, sealed with the keys of the tests; born on a day of their own."""
    values: dict[str, Any] = {
        "given_name": _word("given"),
        "family_name": _word("family"),
        "date_of_birth": date(1930, 1, 1) + timedelta(days=next(_serial)),
        "phone": None,
        "email": None,
    }
    who = Identity(**values | identity)
    settings = Settings(mode="test")
    db.info["keys"] = settings.keys()
    marker = settings.marker()
    assert marker is not None
    marks = marker.marks(who.given_name, who.family_name, who.date_of_birth)
    whose = {
        "id": uuid4(),
        "organisation_id": household.organisation_id,
        "household_id": household.id,
    }
    marked = {
        "match_key": marker.name,
        "exact_mark": marks.exact,
        "possible_marks": marks.possible,
    }
    return _kept(db, Person(**whose, **marked, **sealed(db, who, **whose)))


def make_hand_over(db: Session, placement: Placement, **columns: Any) -> HandOver:
    """The landlord opened who comes, to draw up the lease."""
    values: dict[str, Any] = {
        "organisation_id": placement.owner_id,
        "placement_id": placement.id,
        "provider_id": placement.provider_id,
        "purpose": HandOverPurpose.CONTRACT,
    }
    return _kept(db, HandOver(**values | columns))


def make_request(db: Session, household: Household | None = None, **columns: Any) -> Request:
    """An active request for a home in the household's own name, without support."""
    of = household or make_household(db)
    values: dict[str, Any] = {
        "organisation_id": of.organisation_id,
        "household_id": of.id,
        "provider_reference": _word("request"),
        "state": RequestState.ACTIVE,
        "municipality_code": UTRECHT,
        "waiting_since_date": date(2026, 6, 1),
        "needed_from_date": DAY,
        "min_stay_days": 365,
        "ethos": EthosLight.EMERGENCY_SHELTER,
        "contract_forms": [ContractForm.OWN_NAME],
        "temporary_grounds": [],
        "income_band": IncomeBand.MINIMUM,
        "accessibility": Accessibility.NONE,
        "wants_forbidden": [],
        "wants_required": [],
        "housing_first": False,
        "care_type": CareType.NONE,
        "care_level": CareLevel.NONE,
        "funding_regime": FundingRegime.NONE,
        "consent_given_at": datetime(2026, 6, 1, 12, tzinfo=UTC),
    }
    return _kept(db, Request(**values | columns))


def make_anchor(db: Session, request: Request, **columns: Any) -> RequestAnchor:
    """A school within five kilometres, as a wish."""
    values: dict[str, Any] = {
        "ordinal": next(_serial),
        "kind": AnchorKind.SCHOOL,
        "point": "SRID=28992;POINT(136500 455900)",
        "max_metres": 5_000,
        "must": False,
    }
    return _kept(db, RequestAnchor(request_id=request.id, **values | columns))


def make_avoid_area(
    db: Session, request: Request, west: int, south: int, east: int, north: int
) -> RequestAvoidArea:
    """A rectangle (RD metres) where the household cannot live."""
    corners = f"{west} {south},{east} {south},{east} {north},{west} {north},{west} {south}"
    area = f"SRID=28992;MULTIPOLYGON((({corners})))"
    return _kept(db, RequestAvoidArea(request_id=request.id, ordinal=next(_serial), area=area))


def make_request_group(
    db: Session, provider: Organisation, kind: GroupKind = GroupKind.TOGETHER, **columns: Any
) -> RequestGroup:
    """A group of requests; give its id to `make_request(group_id=...)`."""
    values = {"name": _word("group")} | columns
    return _kept(db, RequestGroup(organisation_id=provider.id, kind=kind, **values))


def make_support_capacity(
    db: Session, provider: Organisation, region: Region, **columns: Any
) -> SupportCapacity:
    """Ten slots for support at home."""
    values: dict[str, Any] = {
        "team": _word("team"),
        "care_type": CareType.AMBULANT,
        "slots": 10,
        "period": ALWAYS,
    }
    identity = {"organisation_id": provider.id, "region_id": region.id}
    return _kept(db, SupportCapacity(**identity, **values | columns))


def make_agreement(
    db: Session, owner: Organisation, provider: Organisation, **columns: Any
) -> Agreement:
    """Owner and provider agree on every form."""
    values = {"contract_forms": list(ContractForm), "period": ALWAYS} | columns
    return _kept(db, Agreement(organisation_id=owner.id, provider_id=provider.id, **values))


def make_lease_budget(db: Session, provider: Organisation, leases: int = 10) -> LeaseBudget:
    """The provider may hold so many leases."""
    return _kept(db, LeaseBudget(organisation_id=provider.id, leases=leases, period=ALWAYS))


def make_neighbourhood_capacity(
    db: Session, municipality: Organisation, neighbourhood: str, placements: int
) -> NeighbourhoodCapacity:
    """A neighbourhood can take so many new placements."""
    values = {"neighbourhood_code": neighbourhood, "placements": placements, "period": ALWAYS}
    return _kept(db, NeighbourhoodCapacity(organisation_id=municipality.id, **values))


def make_housing_first_rule(
    db: Session, municipality: Organisation, owner: Organisation, complex: str, **columns: Any
) -> HousingFirstRule:
    """One fifth of the homes in a complex, as a must."""
    values: dict[str, Any] = {"max_percent": 20, "hard": True, "period": ALWAYS}
    identity = {"organisation_id": municipality.id, "owner_id": owner.id}
    return _kept(db, HousingFirstRule(complex_reference=complex, **identity, **values | columns))


def make_quota(db: Session, municipality: Organisation, **columns: Any) -> Quota:
    """At most ten placements, whatever they are."""
    values: dict[str, Any] = {"youth_only": False, "maximum": 10, "period": ALWAYS}
    return _kept(db, Quota(organisation_id=municipality.id, **values | columns))


def make_policy(
    db: Session, municipality: Organisation, policy: Policy | None = None, **columns: Any
) -> MatchingPolicy:
    """The engine's own default, kept as the municipality's first edition."""
    content = policy or Policy()
    values: dict[str, Any] = {
        "name": _word("policy"),
        "edition": 1,
        "period": ALWAYS,
        "content": json.loads(content.to_json()),
        "content_hash": content.sha256(),
    }
    return _kept(db, MatchingPolicy(organisation_id=municipality.id, **values | columns))


def make_round(
    db: Session, municipality: Organisation, region: Region | None = None, **columns: Any
) -> Round:
    """A finished round of a municipality."""
    values: dict[str, Any] = {
        "region_id": (region or region_of(db)).id,
        "day_date": DAY,
        "seed": 0,
        "state": RoundState.DONE,
        "asked_by": "official@test",
    }
    return _kept(db, Round(organisation_id=municipality.id, **values | columns))


def make_proposal(
    db: Session, round: Round, request: Request, place: Place, **columns: Any
) -> Proposal:
    """This request on this place in the household's own name, sealed, waiting for a decision."""
    at = db.get_one(Property, place.property_id)
    values: dict[str, Any] = {
        "organisation_id": round.organisation_id,
        "round_id": round.id,
        "request_id": request.id,
        "household_id": request.household_id,
        "place_id": place.id,
        "owner_id": place.organisation_id,
        "provider_id": request.organisation_id,
        "municipality_code": request.municipality_code,
        "place_municipality_code": at.municipality_code,
        "contract_form": ContractForm.OWN_NAME,
        "start_date": request.needed_from_date,
        "state": ProposalState.PROPOSED,
        "tier": "REST",
        "score": 0,
        "score_parts": [],
        "warnings": [],
        "alternatives": [],
    }
    proposal = Proposal(**{"digest": ""} | values | columns)
    seals = seals_now(db, [request.id], [place.id])
    proposal.digest = proposal.digest or digest_of(proposal, seals)
    _see(db, round, seals)
    return _kept(db, proposal)


def _see(db: Session, round: Round, seals: Seals) -> None:
    """Makes it so that the round saw this."""
    seen = db.get(RoundSnapshot, round.id)
    if seen is None:
        seen = RoundSnapshot(
            round_id=round.id, organisation_id=round.organisation_id, problem=b"", seals={}
        )
        db.add(seen)
    seen.seals = seen.seals | {str(id): seal for id, seal in seals.items()}


def make_decision(db: Session, proposal: Proposal, **columns: Any) -> Decision:
    """An approval of this proposal."""
    values: dict[str, Any] = {
        "outcome": DecisionOutcome.APPROVED,
        "motivation": "Passend.",
        "decided_by": "official@test",
        "decided_at": datetime.now(UTC),
    }
    identity = {"organisation_id": proposal.organisation_id, "proposal_id": proposal.id}
    return _kept(db, Decision(**identity, **values | columns))


def make_offer(
    db: Session, proposal: Proposal, party: OfferParty = OfferParty.HOUSEHOLD, **columns: Any
) -> Offer:
    """An open question to the household (through its provider) or to the owner."""
    answering = {OfferParty.HOUSEHOLD: proposal.provider_id, OfferParty.OWNER: proposal.owner_id}
    values: dict[str, Any] = {
        "organisation_id": answering.get(party, proposal.organisation_id),
        "proposal_id": proposal.id,
        "municipality_id": proposal.organisation_id,
        "party": party,
        "state": OfferState.OPEN,
    }
    return _kept(db, Offer(**values | columns))


def make_placement(db: Session, proposal: Proposal, **columns: Any) -> Placement:
    """The household of a proposal holds its place from the start date on."""
    request = db.get_one(Request, proposal.request_id)
    household = db.get_one(Household, proposal.household_id)
    values: dict[str, Any] = {
        "organisation_id": proposal.organisation_id,
        "proposal_id": proposal.id,
        "place_id": proposal.place_id,
        "household_id": proposal.household_id,
        "owner_id": proposal.owner_id,
        "provider_id": proposal.provider_id,
        "support_provider_id": proposal.support_provider_id,
        "state": PlacementState.HELD,
        "period": Period.of(proposal.start_date),
        "care_type": request.care_type,
        "housing_first": request.housing_first,
        "youth": AgeBand.AGE_27_PLUS not in {member.age_band for member in household.members},
        "from_shelter": request.ethos in IN_SHELTER,
    }
    return _kept(db, Placement(**values | columns))


def make_lease(db: Session, placement: Placement, tenant: LeaseParty, **columns: Any) -> Lease:
    """What was signed for a placement, open-ended."""
    values: dict[str, Any] = {
        "organisation_id": placement.organisation_id,
        "placement_id": placement.id,
        "owner_id": placement.owner_id,
        "provider_id": placement.provider_id,
        "tenant": tenant,
        "contract_form": ContractForm.OWN_NAME,
        "tenure_title": TenureTitle.INDEFINITE,
        "rent_cents": 60_000,
        "period": placement.period,
    }
    return _kept(db, Lease(**values | columns))
