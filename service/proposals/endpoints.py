"""Proposals and the decisions on them over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from service import reading
from service.conditional import located, tagged
from service.db import Db
from service.headers import API_PREFIX
from service.models import Decision, Proposal
from service.proposals import repository, service, views
from service.proposals.schemas import (
    DecisionIn,
    DecisionListing,
    DecisionOut,
    ProposalListing,
    ProposalPage,
    ProposalShown,
    WithdrawalIn,
)
from service.proposals.views import View
from service.registry.readable import Readable, add_reading
from service.routing import Once, domain_router
from service.security import Caller, Surely
from service.wire import Body

router = domain_router("/proposals", tag="proposals")
decisions = domain_router("/decisions", tag="decisions")


@router.get(
    "", operation_id="listProposals", summary="List each proposal", response_model=ProposalPage
)
def listed(query: Annotated[ProposalListing, Query()], db: Db, actor: Caller) -> ProposalPage:
    """Each proposal (voorstel) that the caller may see, by pages. Owners and receiving
    municipalities see one from the approval on, and of it only what is asked of the place."""
    found = reading.many(db, Proposal, query, *repository.only_where_seen(actor, query))
    return views.shown_page(db, actor, found)


@router.get(
    "/{id}", operation_id="readProposal", summary="Read a proposal", response_model=ProposalShown
)
def read(id: UUID, response: Response, db: Db, actor: Caller) -> View:
    """One proposal (voorstel), as far as the caller may see it; `digest` goes with a decision."""
    row = reading.one(db, Proposal, id)
    tagged(response, row)
    return views.shown(db, actor, [row])[0]


@router.post(
    "/{id}/decisions",
    status_code=201,
    dependencies=[Surely, Once],
    operation_id="decideOnProposal",
    summary="Approve or reject a proposal",
    response_model=DecisionOut,
)
def decide(id: UUID, body: Body[DecisionIn], response: Response, db: Db, actor: Caller) -> Decision:
    """A named official of the competent municipality approves or rejects (besluit). An approval
    holds the place and asks the owner, the household and a receiving municipality. A proposal that
    no longer stands on today's data gives 409 and says why; nothing is written then."""
    return _placed(response, service.decide(db, actor, id, body))


@router.post(
    "/{id}/withdrawals",
    status_code=201,
    dependencies=[Surely, Once],
    operation_id="withdrawApproval",
    summary="Withdraw an approval",
    response_model=DecisionOut,
)
def withdraw(
    id: UUID, body: Body[WithdrawalIn], response: Response, db: Db, actor: Caller
) -> Decision:
    """Takes an approval back (intrekking) while not every answer is in; everything is free again
    and the household keeps its turn."""
    return _placed(response, service.withdraw(db, actor, id, body))


add_reading(
    decisions,
    Readable(
        Decision,
        path="decisions",
        name="Decision",
        noun="decision",
        out=DecisionOut,
        listing=DecisionListing,
        one="One decision (besluit) with its motivation.",
        each="Each decision (besluit) on proposals that the caller sees in full, by pages.",
        shown=views.decided,
    ),
)


def _placed(response: Response, decision: Decision) -> Decision:
    located(response, f"{API_PREFIX}/decisions", decision)
    return decision
