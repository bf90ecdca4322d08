"""Which rows are about a person, and how to find whom: a new kind is a line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from service.codelists.audit import ProcessingActivity
from service.models import (
    Decision,
    HandOver,
    Household,
    HouseholdLink,
    Lease,
    Offer,
    Person,
    Placement,
    Proposal,
    Request,
)


@dataclass(frozen=True)
class Personal:
    """A kind of row about a household: for what it is used unless a line says else, and whose it
    is: from the row's id to the household's, as SQL."""

    model: type[Any]
    activity: ProcessingActivity
    household: Callable[[Any], Any]


def _own_column(model: Any) -> Callable[[Any], Any]:
    return lambda id: select(model.household_id).where(model.id == id).scalar_subquery()


def _of_proposal(model: Any) -> Callable[[Any], Any]:
    found = select(Proposal.household_id).join(model, model.proposal_id == Proposal.id)
    return lambda id: found.where(model.id == id).scalar_subquery()


def _of_placement(model: Any) -> Callable[[Any], Any]:
    found = select(Placement.household_id).join(model, model.placement_id == Placement.id)
    return lambda id: found.where(model.id == id).scalar_subquery()


def _of_link(id: Any) -> Any:
    found = select(Proposal.household_id).join(Offer, Offer.proposal_id == Proposal.id)
    of_offer = found.join(HouseholdLink, HouseholdLink.offer_id == Offer.id)
    return of_offer.where(HouseholdLink.id == id).scalar_subquery()


PERSONAL: Mapping[str, Personal] = {
    "households": Personal(Household, ProcessingActivity.REGISTRATION, lambda id: id),
    "persons": Personal(Person, ProcessingActivity.REGISTRATION, _own_column(Person)),
    "requests": Personal(Request, ProcessingActivity.REGISTRATION, _own_column(Request)),
    "proposals": Personal(Proposal, ProcessingActivity.MATCHING, _own_column(Proposal)),
    "decisions": Personal(Decision, ProcessingActivity.DECISION, _of_proposal(Decision)),
    "offers": Personal(Offer, ProcessingActivity.HOUSING, _of_proposal(Offer)),
    "household-links": Personal(HouseholdLink, ProcessingActivity.HOUSING, _of_link),
    "placements": Personal(Placement, ProcessingActivity.HOUSING, _own_column(Placement)),
    "leases": Personal(Lease, ProcessingActivity.HOUSING, _of_placement(Lease)),
    "hand-overs": Personal(HandOver, ProcessingActivity.HOUSING, _of_placement(HandOver)),
}
"""By the plural under which they stand in the API."""


def kind_of(model: type[Any]) -> str | None:
    """The plural of a kind of row about a person; None of another kind."""
    return next((name for name, kind in PERSONAL.items() if kind.model is model), None)
