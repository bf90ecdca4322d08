"""What care providers, owners, neighbourhoods and agreements still leave room for.

A slot is used whoever used it, so uses are counted over all organisations: numbers, never rows.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from matching.codes.care import CareType
from matching.tenure import LEASED_BY_PROVIDER
from service.actor import Actor
from service.codelists.decisions import PlacementState
from service.codelists.organisations import OrganisationKind
from service.models import (
    Agreement,
    HousingFirstRule,
    Lease,
    LeaseBudget,
    NeighbourhoodCapacity,
    Organisation,
    Place,
    Placement,
    Property,
    Proposal,
    Quota,
    SupportCapacity,
)
from service.period import Period
from service.rounds.conditions import Rows, among, lasts_after
from service.rounds.input_repository import Area


def _holds(model: Any, day: date) -> list[ColumnElement[bool]]:
    return [model.withdrawn_at.is_(None), model.period.contains(day)]


def _lives(day: date) -> list[ColumnElement[bool]]:
    return [Placement.state != PlacementState.CANCELLED, lasts_after(Placement.period, day)]


def _counted(db: Session, statement: Select[*tuple[Any, ...]]) -> Mapping[Any, int]:
    return {tuple(key) if len(key) > 1 else key[0]: n for *key, n in db.execute(statement)}


def providers(db: Session, organisation_ids: Collection[UUID]) -> Rows:
    """The care providers among these organisations, with the contract forms they work with."""
    statement = select(Organisation.id, Organisation.contract_forms)
    return db.execute(
        statement.where(
            among(Organisation.id, organisation_ids),
            Organisation.kind == OrganisationKind.CARE_PROVIDER,
            Organisation.withdrawn_at.is_(None),
        )
    ).all()


def slots(db: Session, area: Area) -> Mapping[tuple[UUID, CareType], int]:
    """Slots of all teams in the region, by provider and kind of care."""
    return _counted(
        db,
        select(
            SupportCapacity.organisation_id,
            SupportCapacity.care_type,
            func.sum(SupportCapacity.slots),
        )
        .where(SupportCapacity.region_id == area.region_id, *_holds(SupportCapacity, area.day))
        .group_by(SupportCapacity.organisation_id, SupportCapacity.care_type),
    )


def supported(db: Session, area: Area) -> Mapping[tuple[UUID, CareType], int]:
    """Households supported in the region now or soon, by provider and kind of care."""
    return _counted(
        db,
        select(Placement.support_provider_id, Placement.care_type, func.count())
        .join(Proposal, Proposal.id == Placement.proposal_id)
        .where(
            Placement.support_provider_id.is_not(None),
            Proposal.place_municipality_code.in_(area.municipalities()),
            *_lives(area.day),
        )
        .group_by(Placement.support_provider_id, Placement.care_type),
    )


def lease_budgets(db: Session, day: date) -> Mapping[UUID, int]:
    """How many leases each intermediary may hold on the day."""
    statement = select(LeaseBudget.organisation_id, LeaseBudget.leases)
    return _counted(db, statement.where(*_holds(LeaseBudget, day)))


def leases_held(db: Session, day: date) -> Mapping[UUID, int]:
    """The leases that each intermediary holds, and those it will if an offer is accepted."""
    held = (
        select(Placement.support_provider_id.label("provider"))
        .join(Proposal, Proposal.id == Placement.proposal_id)
        .where(
            Placement.state == PlacementState.HELD,
            Proposal.contract_form.in_(LEASED_BY_PROVIDER),
            lasts_after(Placement.period, day),
        )
    )
    signed = (
        select(Lease.intermediary_id.label("provider"))
        .join(Placement, Placement.id == Lease.placement_id)
        .where(Placement.state != PlacementState.CANCELLED, lasts_after(Lease.period, day))
    )
    both = held.union_all(signed).subquery()
    statement = select(both.c.provider, func.count()).where(both.c.provider.is_not(None))
    return _counted(db, statement.group_by(both.c.provider))


def agreements(db: Session, owner_ids: Collection[UUID], day: date) -> Rows:
    """What these owners agreed with care providers; by owner and provider."""
    return db.execute(
        select(Agreement.organisation_id, Agreement.provider_id, Agreement.contract_forms)
        .where(among(Agreement.organisation_id, owner_ids), *_holds(Agreement, day))
        .order_by(Agreement.organisation_id, Agreement.provider_id)
    ).all()


def neighbourhood_caps(db: Session, day: date) -> Mapping[str, int]:
    """New placements that each neighbourhood can still take: who receives sets the limit, and it
    binds everybody's rounds."""
    placed = (
        select(func.count())
        .select_from(Placement)
        .join(Place, Place.id == Placement.place_id)
        .join(Property, Property.id == Place.property_id)
        .where(
            Property.neighbourhood_code == NeighbourhoodCapacity.neighbourhood_code,
            Placement.state != PlacementState.CANCELLED,
            NeighbourhoodCapacity.period.contains(func.lower(Placement.period)),
        )
        .scalar_subquery()
    )
    free = func.greatest(func.min(NeighbourhoodCapacity.placements - placed), 0)
    return _counted(
        db,
        select(NeighbourhoodCapacity.neighbourhood_code, free)
        .where(*_holds(NeighbourhoodCapacity, day))
        .group_by(NeighbourhoodCapacity.neighbourhood_code),
    )


def housing_first_rules(db: Session, area: Area) -> Rows:
    """The rules on complexes of every municipality of the region; by owner and complex."""
    return db.execute(
        select(
            HousingFirstRule.owner_id,
            HousingFirstRule.complex_reference,
            HousingFirstRule.max_percent,
            HousingFirstRule.hard,
        )
        .join(Organisation, Organisation.id == HousingFirstRule.organisation_id)
        .where(
            Organisation.municipality_code.in_(area.municipalities()),
            *_holds(HousingFirstRule, area.day),
        )
        .order_by(
            HousingFirstRule.owner_id, HousingFirstRule.complex_reference, HousingFirstRule.id
        )
    ).all()


def complex_sizes(db: Session, owner_ids: Collection[UUID]) -> Mapping[tuple[UUID, str], int]:
    """The homes in each complex: as the owner says, else as many places as it registered."""
    return _counted(
        db,
        select(
            Property.organisation_id,
            Property.complex_reference,
            func.coalesce(func.max(Property.complex_units), func.count(Place.id)),
        )
        .outerjoin(Place, Place.property_id == Property.id)
        .where(among(Property.organisation_id, owner_ids), Property.complex_reference.is_not(None))
        .group_by(Property.organisation_id, Property.complex_reference),
    )


def housing_first_residents(
    db: Session, owner_ids: Collection[UUID], day: date
) -> Mapping[tuple[UUID, str], int]:
    """Households of the programme in each complex."""
    return _counted(
        db,
        select(Property.organisation_id, Property.complex_reference, func.count())
        .select_from(Placement)
        .join(Place, Place.id == Placement.place_id)
        .join(Property, Property.id == Place.property_id)
        .where(
            Placement.housing_first,
            among(Property.organisation_id, owner_ids),
            Property.complex_reference.is_not(None),
            *_lives(day),
        )
        .group_by(Property.organisation_id, Property.complex_reference),
    )


def quotas(db: Session, actor: Actor, day: date) -> Rows:
    """The municipality's own numbers; by id."""
    statement = select(Quota).where(
        Quota.organisation_id == actor.organisation_id, *_holds(Quota, day)
    )
    columns = (
        Quota.id,
        Quota.place_municipality_code,
        Quota.owner_id,
        Quota.contract_form,
        Quota.youth_only,
        Quota.from_shelter_only,
        Quota.minimum,
        Quota.minimum_percent,
        Quota.maximum,
        Quota.period,
    )
    return db.execute(statement.with_only_columns(*columns).order_by(Quota.id)).all()


def placed_under(db: Session, actor: Actor, quota: Any) -> int:
    """Placements of the municipality that began in the quota's period and meet its conditions."""
    period: Period = quota.period
    meant = [
        Placement.organisation_id == actor.organisation_id,
        Placement.state != PlacementState.CANCELLED,
        func.lower(Placement.period).op("<@")(period.as_range()),
    ]
    if quota.place_municipality_code is not None:
        meant.append(Proposal.place_municipality_code == quota.place_municipality_code)
    if quota.owner_id is not None:
        meant.append(Placement.owner_id == quota.owner_id)
    if quota.contract_form is not None:
        meant.append(Proposal.contract_form == quota.contract_form)
    if quota.youth_only:
        meant.append(Placement.youth.is_(True))
    if quota.from_shelter_only:
        meant.append(Placement.from_shelter.is_(True))
    statement = (
        select(func.count())
        .select_from(Placement)
        .join(Proposal, Proposal.id == Placement.proposal_id)
    )
    return db.scalar(statement.where(*meant)) or 0
