"""Rounds: start one, follow it, read what came of it."""

from typing import Annotated, Any, NamedTuple
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response
from pydantic import Field
from sqlalchemy.orm import Session

from matching.codes.rounds import Level, TierCode
from matching.rules import RULES
from service import reading
from service.clock import today
from service.codelists.decisions import ProposalState
from service.codelists.organisations import DECIDERS
from service.models import Round
from service.pages.asked import Chosen, PartAsked
from service.pages.forms import Form, parsed
from service.pages.kept import Kept
from service.pages.refusals import Refused, at_fields
from service.pages.rounds.compared import compared
from service.pages.route import page_router
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.permission import permit
from service.proposals import repository as proposals
from service.proposals.rule_texts import of_rule
from service.rounds import (
    repository,
    scope_repository,
    service,
    standing_repository,
    unplaced_repository,
)
from service.rounds.advising import as_heard_by, in_short
from service.rounds.schemas import RoundIn, RoundOut, UnplacedInTurn
from service.rounds.wording import of_phase
from service.rounds.workflow import ACTIVE
from service.wire import Asked

ROUNDS = 25
OFTEN = 6
UNPLACED = 25


class Reason(NamedTuple):
    """A rule that can stand in the way, and what it says of whom it does."""

    value: str
    nl: str
    en: str

    @classmethod
    def of(cls, code: str) -> "Reason":
        """That of a rule."""
        return cls(code, *of_rule(code))


REASONS = [Reason.of(code) for code, rule in RULES.items() if Level.HARD in rule.levels]

router = page_router()


class UnplacedAsked(PartAsked):
    """Which of those without a proposal."""

    tier: Annotated[TierCode | None, Chosen] = None
    reason: Annotated[Annotated[str, Field(max_length=40)] | None, Chosen] = None


class PolicyAsked(Asked):
    """By which policy a round is to be started."""

    policy_id: Annotated[UUID | None, Chosen] = None


@router.get("/rounds")
def listed(asked: Annotated[PolicyAsked, Query()], visitor: SignedInVisitor, db: Db) -> Response:
    """The last rounds, and a form to start one, by a policy that may be chosen already."""
    sent = visitor.sent_before()
    if asked.policy_id:
        sent = sent.over(Form({"policyId": [str(asked.policy_id)]}))
    return _listed(visitor, db, sent)


@router.post("/rounds")
def start(visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Starts a round, and shows how far it is."""
    try:
        with at_fields(conflict=("regionId", "round_is_running")), visitor.working() as db:
            started = service.start(db, visitor.actor, parsed(RoundIn, _body(form))).id
    except Refused as refused:
        return visitor.again(
            "/rounds", refused.of(form), lambda db, sent: _listed(visitor, db, sent)
        )
    return visitor.to(f"/rounds/{started}")


@router.get("/rounds/{id}")
def read(id: UUID, visitor: SignedInVisitor, db: Db) -> Response:
    """One round: how far it is, and then what came of it."""
    row = reading.one(db, Round, id)
    template = "rounds/state.html" if visitor.in_place else "rounds/one.html"
    return visitor.shows(db, template, **_told(db, row))


@router.post("/rounds/{id}/cancellation")
def cancel(id: UUID, visitor: SignedInVisitor, _: OwnForm) -> Response:
    """Stops a round; one that has ended stays as it is."""
    with visitor.working() as db:
        service.cancel(db, id)
    return visitor.to(f"/rounds/{id}")


@router.get("/rounds/{id}/unplaced")
def unplaced(
    id: UUID, asked: Annotated[UnplacedAsked, Query()], visitor: SignedInVisitor, db: Db
) -> Response:
    """Who got no proposal, what was in the way, and what would have helped."""
    row = reading.one(db, Round, id)
    query = UnplacedInTurn(limit=UNPLACED, **asked.model_dump())
    found = unplaced_repository.unplaced_in_turn(db, id, query)
    rows = [in_short(as_heard_by(visitor.actor, each)) for each in found.rows]
    told = RoundOut.model_validate(row)
    asked_for = standing_repository.asked_for(db, [each.request_id for each in rows])
    return visitor.shows(
        db,
        "rounds/unplaced.html",
        round=told,
        rows=rows,
        total=unplaced_repository.unplaced_count(db, id, query),
        asked=asked,
        reasons=REASONS,
        reason=next((each for each in REASONS if each.value == asked.reason), None),
        asked_for=asked_for,
        next_cursor=found.next_cursor,
    )


def _body(form: Form) -> dict[str, Any]:
    policy = form.one("policyId")
    return {"regionId": form.one("regionId")} | ({"policyId": policy} if policy else {})


def _listed(visitor: Visitor, db: Session, sent: Kept) -> Response:
    permit(visitor.actor, DECIDERS, "look at its rounds here")
    regions = scope_repository.regions_decided_in(db)
    rounds = [RoundOut.model_validate(row) for row in repository.newest(db, ROUNDS)]
    return visitor.shows(
        db,
        "rounds/list.html",
        sent.status,
        rounds=rounds,
        replaced=proposals.replaced_elsewhere(db, [each.id for each in rounds]),
        regions=[(str(row.id), row.name) for row in regions],
        region_names={row.id: row.name for row in regions},
        policies=[
            (str(row.id), f"{row.name} ({row.edition})")
            for row in scope_repository.policies_on(db, today())
        ],
        waiting=proposals.waiting(db),
        form=sent.form,
    )


def _told(db: Session, row: Round) -> dict[str, Any]:
    counts = proposals.counted_by_state(db, row.id)
    often = [
        (Reason.of(rule), requests, nothing_fitted)
        for rule, requests, nothing_fitted in unplaced_repository.often_in_the_way(
            db, row.id, OFTEN
        )
    ]
    told, last = RoundOut.model_validate(row), repository.before(db, row)
    unplaced = unplaced_repository.unplaced_counts(db, [each.id for each in (row, last) if each])
    return {
        "round": told,
        "unplaced": unplaced[row.id],
        "phase": of_phase(told.progress.phase) if told.progress else None,
        "compared": compared(told, RoundOut.model_validate(last), unplaced) if last else None,
        "active": row.state in ACTIVE,
        "open_proposals": counts.get(ProposalState.PROPOSED, 0),
        "often": often,
        "region": scope_repository.region_name(db, row.region_id),
    }
