"""Queries on what a round may be about: its region, its municipality, its policy."""

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Uuid,
    any_,
    cast,
    func,
    select,
)
from sqlalchemy.orm import Session

from matching.policy import Policy
from service.errors import NotFound
from service.models import (
    MatchingPolicy,
    Organisation,
    Region,
    RegionMunicipality,
    Round,
)
from service.scope import is_decided


def regions_decided_in(db: Session) -> Sequence[Region]:
    """The regions in which the actor decides for a municipality today, by name."""
    decided = cast(select(func.deciding_regions()).scalar_subquery(), ARRAY(Uuid))
    return db.scalars(select(Region).where(Region.id == any_(decided)).order_by(Region.name)).all()


def policies_on(db: Session, day: date) -> Sequence[MatchingPolicy]:
    """The policies that the actor may use on the day, by name, the newest edition first."""
    statement = select(MatchingPolicy).where(
        MatchingPolicy.withdrawn_at.is_(None), MatchingPolicy.period.contains(day)
    )
    ordered = statement.order_by(MatchingPolicy.name, MatchingPolicy.edition.desc())
    return db.scalars(ordered).all()


def region_names(db: Session, region_ids: Collection[UUID]) -> dict[UUID, str]:
    """What regions are called, by id."""
    found = db.execute(select(Region.id, Region.name).where(Region.id.in_(region_ids)))
    return {row.id: row.name for row in found}


def region_name(db: Session, region_id: UUID) -> str:
    """What a region is called."""
    return db.get_one(Region, region_id).name


def region_called(db: Session, code: str) -> UUID:
    """The region with this code."""
    found = db.scalar(select(Region.id).where(Region.code == code, Region.withdrawn_at.is_(None)))
    if found is None:
        raise NotFound(f"There is no region with the code {code}.")
    return found


def municipality_called(db: Session, code: str) -> Organisation:
    """The organisation of the municipality with this code."""
    statement = select(Organisation).where(
        Organisation.municipality_code == code, Organisation.withdrawn_at.is_(None)
    )
    found = db.scalars(statement).one_or_none()
    if found is None:
        raise NotFound(f"The municipality {code} does not take part.")
    return found


def decides_in(db: Session, region_id: UUID, day: date) -> bool:
    """Whether the actor decides for a municipality of the region on the day."""
    statement = (
        select(func.count())
        .select_from(RegionMunicipality)
        .join(Region, Region.id == RegionMunicipality.region_id)
        .where(
            Region.id == region_id,
            Region.withdrawn_at.is_(None),
            RegionMunicipality.period.contains(day),
            is_decided(RegionMunicipality.municipality_code),
        )
    )
    return bool(db.scalar(statement))


def policy(db: Session, policy_id: UUID, day: date) -> MatchingPolicy | None:
    """The policy, if the actor may use it on the day."""
    statement = select(MatchingPolicy).where(
        MatchingPolicy.id == policy_id,
        MatchingPolicy.withdrawn_at.is_(None),
        MatchingPolicy.period.contains(day),
    )
    return db.scalars(statement).one_or_none()


def policy_of(db: Session, round: Round) -> Policy:
    """By which policy the round is worked out: the one it names, or the engine's own."""
    if round.policy_id is None:
        return replace(Policy(), seed=round.seed)
    kept = db.get_one(MatchingPolicy, round.policy_id)
    return replace(Policy.from_json(json.dumps(kept.content)), seed=round.seed)
