"""Who sees what of a proposal: whole, or what a party to it needs."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from matching.advice import may_hear
from matching.rules.declaration import BY_AGREEMENT, Audience
from service.actor import Actor
from service.codelists.organisations import DECIDERS
from service.database_roles import counting
from service.models import Decision, Proposal
from service.paging import Page
from service.persons import repository as persons
from service.proposals import repository
from service.proposals.rule_texts import said
from service.proposals.schemas import (
    AlternativeOut,
    DecisionOut,
    ProposalForPartyOut,
    ProposalInBrief,
    ProposalOfferOut,
    ProposalOut,
    ProposalPage,
    ScorePartOut,
    WarningOut,
)

View = ProposalOut | ProposalForPartyOut


def shown_page(db: Session, actor: Actor, found: Page[Proposal]) -> ProposalPage:
    """A page of proposals as the actor sees them."""
    return ProposalPage(proposals=shown(db, actor, found.rows), next_cursor=found.next_cursor)


def shown(db: Session, actor: Actor, proposals: Sequence[Proposal]) -> list[View]:
    """The proposals as the actor sees them, in the same order."""
    ids = [proposal.id for proposal in proposals]
    whole = repository.known_to(db, actor, ids)
    decides = actor.kind in DECIDERS
    doubles = _doubles(db, [each for each in whole.values() if decides and each.decides])
    in_part = [id for id in ids if id not in whole]
    asked = repository.offers_to(db, actor, in_part) if in_part else {}
    with counting(db):
        offers = repository.offers_of(db, ids)
        needs = repository.needs_of(db, in_part) if in_part else {}
    return [
        _whole(actor, proposal, offers[proposal.id], doubles.get(proposal.id))
        if proposal.id in whole
        else _for_party(proposal, needs[proposal.id], asked[proposal.id])
        for proposal in proposals
    ]


def in_brief(db: Session, actor: Actor, proposals: Sequence[Proposal]) -> list[ProposalInBrief]:
    """Those that the actor sees whole, in the same order, as they stand in a list."""
    whole = repository.known_to(db, actor, [proposal.id for proposal in proposals])
    return [
        ProposalInBrief.model_validate(
            _columns(ProposalInBrief, proposal)
            | {"warnings": _warnings(proposal, actor), "decides": whole[proposal.id].decides}
        )
        for proposal in proposals
        if proposal.id in whole
    ]


NOT_TOLD = {"another_person": None, "leaves_other_home": None}


def decided(db: Session, decisions: Sequence[Decision]) -> list[DecisionOut]:
    """The decisions as the actor sees them, in the same order: that somebody was found to be
    another, or to leave a home, tells of one elsewhere, and so only who decides reads it."""
    deciding = repository.decided_of(db, [each.proposal_id for each in decisions])
    found = [DecisionOut.model_validate(each) for each in decisions]
    return [
        each if each.proposal_id in deciding else each.model_copy(update=NOT_TOLD) for each in found
    ]


def _columns(model: type[Any], proposal: Proposal) -> dict[str, Any]:
    return {name: getattr(proposal, name) for name in model.model_fields if hasattr(proposal, name)}


def _offers(offers: Sequence[Any]) -> list[ProposalOfferOut]:
    return [ProposalOfferOut.model_validate(offer) for offer in offers]


def _doubles(db: Session, decided: Sequence[Any]) -> Mapping[UUID, Sequence[Any]]:
    """By proposal, of those that the actor decides on."""
    if not decided:
        return {}
    found = persons.doubles(db, [each.request_id for each in decided])
    return {each.id: found.get(each.request_id, []) for each in decided}


def _warnings(proposal: Proposal, actor: Actor) -> list[WarningOut]:
    """Who asked reads those that it may hear of."""
    decides = actor.kind in DECIDERS
    return [
        WarningOut(rule=warning["rule"], **said(warning)._asdict())
        for warning in proposal.warnings
        if decides or may_hear(warning["rule"], Audience.ASKER)
    ]


def _whole(
    actor: Actor, proposal: Proposal, offers: Sequence[Any], doubles: Sequence[Any] | None
) -> ProposalOut:
    parts = [
        ScorePartOut(rule=part["rule"], points=part["points"], **said(part)._asdict())
        for part in proposal.score_parts
    ]
    alternatives = [_alternative(kept) for kept in proposal.alternatives]
    computed = {
        "view": "FULL",
        "score_parts": parts,
        "warnings": _warnings(proposal, actor),
        "alternatives": alternatives,
        "doubles": doubles,
        "offers": _offers(offers),
    }
    return ProposalOut.model_validate(_columns(ProposalOut, proposal) | computed)


def _alternative(kept: dict[str, Any]) -> AlternativeOut:
    return AlternativeOut(
        place_id=kept["place"],
        contract_form=kept["contract_form"],
        support_provider_id=kept["provider"],
        score=kept["score"],
        free=kept["free"],
        choice=kept.get("choice", False),
    )


def _for_party(proposal: Proposal, needs: Any, offers: Sequence[Any]) -> ProposalForPartyOut:
    signs = proposal.contract_form.bit & BY_AGREEMENT
    computed = {
        "view": "PARTY",
        "contract_provider_id": proposal.support_provider_id if signs else None,
        "persons": needs.persons,
        "accessibility": needs.accessibility,
        "offers": _offers(offers),
    }
    return ProposalForPartyOut.model_validate(_columns(ProposalForPartyOut, proposal) | computed)
