"""A solution -> proposals, and a reason for each request without one: once, in one transaction."""

import json
from collections.abc import Collection
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from matching.advice import Advice
from matching.canonical import to_json
from matching.problem import Problem
from matching.solution import Assignment, Minimum, Solution, Unplaced
from service.audit import service as audit
from service.clock import now
from service.codelists.decisions import ProposalState, RoundState
from service.codelists.places import PlaceState
from service.codelists.requests import RequestState
from service.models import Place, Proposal, Request, Round, RoundSnapshot, RoundUnplaced
from service.proposals import workflow as proposals
from service.proposals.digest import digest_of
from service.rounds import group_repository, repository, standing_repository, workflow
from service.rounds.advising import changes_of, keep_advice, with_choice
from service.rounds.seals import Seals, seals_now
from service.rounds.sentences import Sentences
from service.rounds.snapshot import requests_of
from service.rounds.solving import Solved
from service.rounds.turn import Turns


def record(
    db: Session, round: Round, problem: Problem, sentences: Sentences, solved: Solved
) -> None:
    """Writes all that came of a round whose row is locked; the round is DONE."""
    solution, advice = solved.solution, solved.advice
    snapshot = db.get_one(RoundSnapshot, round.id)
    asked = requests_of(problem)
    _expire_older(db, round, asked)
    made = _proposals(db, round, snapshot, sentences, solved)
    _unplaced(db, round, solution, advice)
    keep_advice(round, snapshot, advice)
    snapshot.solution = json.loads(solution.to_json())
    round.certificate = certificate_of(solution)
    round.minimums = [_minimum(each) for each in solution.minimums]
    round.engine_version = solution.certificate.engine_version
    round.requests = len(asked)
    round.places = len(problem.units)
    round.proposed = sum(proposal.state is ProposalState.PROPOSED for proposal in made)
    round.finished_at = now()
    workflow.move(db, round, RoundState.DONE)


def certificate_of(solution: Solution) -> dict[str, Any]:
    """How good a plan is proven to be, as it is kept."""
    found = solution.certificate
    return _plain(found) | {"gap": found.gap}


def _minimum(found: Minimum) -> dict[str, Any]:
    numbers = {"asked": found.asked, "reached": found.reached, "short": found.short}
    return {"quota_id": str(found.quota), **numbers}


def _expire_older(db: Session, round: Round, asked: Collection[UUID]) -> None:
    """But not what a household of a group must still get, now that another has a place on offer."""
    older = standing_repository.open_proposals(db, round, asked)
    holder = repository.holder(db, round)
    waiting = group_repository.waiting(db, [proposal.request_id for proposal in older])
    for proposal in older:
        if proposal.request_id not in waiting:
            proposal.replaced_by = holder
            proposals.move(db, proposal, ProposalState.EXPIRED)


def _proposals(
    db: Session, round: Round, snapshot: RoundSnapshot, sentences: Sentences, solved: Solved
) -> list[Proposal]:
    solution = solved.solution
    second = {each.request: each for each in (solved.advice.options if solved.advice else ())}
    requests = standing_repository.requests_now(db, [each.request for each in solution.assignments])
    places = standing_repository.places_now(db, [each.place for each in solution.assignments])
    seals = {UUID(id): seal for id, seal in snapshot.seals.items()}
    turns = _turns(solution)
    made = [
        _proposal(round, each, requests[each.request], *places[each.place], sentences, turns)
        for each in solution.assignments
    ]
    for proposal in made:
        proposal.alternatives = with_choice(proposal.alternatives, second.get(proposal.request_id))
        proposal.digest = digest_of(proposal, seals)
    db.add_all(made)
    db.flush()
    audit.record_each(db, "propose", "proposals", [proposal.id for proposal in made])
    seals = seals_now(db, requests.keys(), places.keys())
    waiting = group_repository.waiting(db, list(requests))
    for proposal in made:
        request, place = requests[proposal.request_id], places[proposal.place_id][0]
        if request.id in waiting or not _stands(proposal, request, place, seals):
            proposals.move(db, proposal, ProposalState.EXPIRED)
    return made


def _stands(proposal: Proposal, request: Request, place: Place, seals: Seals) -> bool:
    """Whether the registry stood still while the engine was at work: else nobody can decide on
    it."""
    return (
        request.state is RequestState.ACTIVE
        and place.state is PlaceState.AVAILABLE
        and digest_of(proposal, seals) == proposal.digest
    )


def _proposal(
    round: Round,
    found: Assignment,
    request: Request,
    place: Place,
    municipality: str,
    sentences: Sentences,
    turns: Turns,
) -> Proposal:
    said = sentences.of(found)
    return Proposal(
        organisation_id=round.organisation_id,
        round_id=round.id,
        request_id=request.id,
        household_id=request.household_id,
        place_id=place.id,
        owner_id=place.organisation_id,
        provider_id=request.organisation_id,
        support_provider_id=found.provider,
        municipality_code=request.municipality_code,
        place_municipality_code=municipality,
        contract_form=found.contract_form,
        start_date=max(request.needed_from_date, round.day_date, place.period.start_date),
        state=ProposalState.PROPOSED,
        tier=found.tier.value,
        turn=turns.of(found.tier, request.waiting_since_date),
        score=found.score,
        score_parts=[asdict(part) | said.get(part.rule, {}) for part in found.parts],
        warnings=[{"rule": rule} | said.get(rule, {}) for rule in found.warnings],
        alternatives=[_plain(alternative) for alternative in found.alternatives],
    )


def _turns(solution: Solution) -> Turns:
    return Turns([tier.code for tier in solution.certificate.tiers])


def _plain(value: Any) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(to_json(value))
    return plain


def _unplaced(db: Session, round: Round, solution: Solution, advice: Advice | None) -> None:
    requests = standing_repository.requests_now(db, [each.request for each in solution.unplaced])
    changes, turns = changes_of(advice), _turns(solution)
    db.add_all(
        _reasons(round, each, requests[each.request], changes.get(each.request, []), turns)
        for each in solution.unplaced
    )


def _reasons(
    round: Round,
    found: Unplaced,
    request: Request,
    changes: list[dict[str, Any]],
    turns: Turns,
) -> RoundUnplaced:
    return RoundUnplaced(
        round_id=round.id,
        request_id=request.id,
        organisation_id=round.organisation_id,
        provider_id=request.organisation_id,
        tier=found.tier.value,
        turn=turns.of(found.tier, request.waiting_since_date),
        eligible_units=found.eligible_units,
        reasons=[asdict(blocker) for blocker in found.blockers],
        changes=changes,
    )
