"""Which rows are about a person, and how to find whom: a new kind is a line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from service.codelists.audit import ProcessingActivity
from service.models import Decision, Household, Lease, Offer, Placement, Proposal, Request


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


def _of_lease(id: Any) -> Any:
    found = select(Placement.household_id).join(Lease, Lease.placement_id == Placement.id)
    return found.where(Lease.id == id).scalar_subquery()


PERSONAL: Mapping[str, Personal] = {
    "households": Personal(Household, ProcessingActivity.REGISTRATION, lambda id: id),
    "requests": Personal(Request, ProcessingActivity.REGISTRATION, _own_column(Request)),
    "proposals": Personal(Proposal, ProcessingActivity.MATCHING, _own_column(Proposal)),
    "decisions": Personal(Decision, ProcessingActivity.DECISION, _of_proposal(Decision)),
    "offers": Personal(Offer, ProcessingActivity.HOUSING, _of_proposal(Offer)),
    "placements": Personal(Placement, ProcessingActivity.HOUSING, _own_column(Placement)),
    "leases": Personal(Lease, ProcessingActivity.HOUSING, _of_lease),
}
"""By the plural under which they stand in the API."""


def kind_of(model: type[Any]) -> str | None:
    """The plural of a kind of row about a person; None of another kind."""
    return next((name for name, kind in PERSONAL.items() if kind.model is model), None)
