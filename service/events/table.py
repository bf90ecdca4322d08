"""Every event, where it comes from and whom it concerns: a new one is a row here and a code.

An organisation hears of what concerns it and what it may see, by the same rule as everywhere
(`service/scope.py`): a party that is named here but does not see the row hears nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from matching.codes.code import Code
from service.codelists.decisions import (
    ImportState,
    OfferState,
    PlacementState,
    ProposalState,
    RoundState,
)
from service.codelists.persons import HandOverPurpose
from service.codelists.webhooks import EventType
from service.models import HandOver, Intake, Offer, Placement, Proposal, Round


@dataclass(frozen=True)
class Subject:
    """A kind of row whose states are told.

    `path` leads to it under `/v1`; `parties` are its columns with organisations and
    `municipalities` those with codes of municipalities; `ids` are the ids of it that are told, each
    of which all parties see; `state` is the column whose values are told. Nothing else of the row
    ever is.
    """

    path: str
    told: Mapping[Any, EventType]
    parties: tuple[str, ...] = ("organisation_id",)
    municipalities: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    state: str = "state"
    only: Mapping[Any, Callable[[Any], bool]] = field(default_factory=dict)
    """Of states that are told of some rows alone: of which."""


def _replaced_elsewhere(proposal: Proposal) -> bool:
    """By a round of who did not propose it, or is not the household's own municipality, which
    hears of no round that another holds by its mandate."""
    by = proposal.replaced_by
    return by is not None and (
        by.id != proposal.organisation_id or by.municipality_code != proposal.municipality_code
    )


SUBJECTS: Mapping[type[Any], Subject] = {
    Round: Subject(
        "rounds",
        {
            RoundState.DONE: EventType.ROUND_DONE,
            RoundState.FAILED: EventType.ROUND_FAILED,
            RoundState.CANCELLED: EventType.ROUND_CANCELLED,
        },
    ),
    Proposal: Subject(
        "proposals",
        {
            ProposalState.APPROVED: EventType.PROPOSAL_APPROVED,
            ProposalState.REJECTED: EventType.PROPOSAL_REJECTED,
            ProposalState.PLACED: EventType.PROPOSAL_PLACED,
            ProposalState.DECLINED: EventType.PROPOSAL_DECLINED,
            ProposalState.WITHDRAWN: EventType.PROPOSAL_WITHDRAWN,
            ProposalState.EXPIRED: EventType.PROPOSAL_EXPIRED,
        },
        parties=("organisation_id", "owner_id", "provider_id"),
        municipalities=("municipality_code", "place_municipality_code"),
        ids=("place_id",),
        only={ProposalState.EXPIRED: _replaced_elsewhere},
    ),
    Offer: Subject(
        "offers",
        {
            OfferState.OPEN: EventType.OFFER_MADE,
            OfferState.ACCEPTED: EventType.OFFER_ACCEPTED,
            OfferState.DECLINED: EventType.OFFER_DECLINED,
            OfferState.WITHDRAWN: EventType.OFFER_WITHDRAWN,
        },
        parties=("organisation_id", "municipality_id"),
        ids=("proposal_id",),
    ),
    Placement: Subject(
        "placements",
        {
            PlacementState.CONFIRMED: EventType.PLACEMENT_CONFIRMED,
            PlacementState.CANCELLED: EventType.PLACEMENT_CANCELLED,
            PlacementState.ENDED: EventType.PLACEMENT_ENDED,
        },
        parties=("organisation_id", "owner_id", "provider_id", "support_provider_id"),
        ids=("proposal_id", "place_id"),
    ),
    HandOver: Subject(
        "hand-overs",
        dict.fromkeys(HandOverPurpose, EventType.IDENTITY_OPENED),
        parties=("organisation_id", "provider_id"),
        ids=("placement_id",),
        state="purpose",
    ),
    Intake: Subject(
        "imports",
        {
            ImportState.DONE: EventType.IMPORT_DONE,
            ImportState.REFUSED: EventType.IMPORT_REFUSED,
        },
    ),
}
"""What an engine proposes in thousands is told as its round; the rest as it is decided."""

KNOWN_TO_WHO_DID_IT = frozenset({EventType.PROPOSAL_EXPIRED.value})
"""What comes in numbers of one's own round: its holder hears that it is done."""

SUBJECT_OF: Mapping[str, tuple[type[Any], Subject]] = {
    str(type): (model, subject)
    for model, subject in SUBJECTS.items()
    for type in subject.told.values()
}
"""By the type of the event: the table that it is about, and how it is told."""


def type_of(row: Any) -> EventType | None:
    """The event that a row in its present state is; None when nobody is told."""
    subject = SUBJECTS.get(type(row))
    if subject is None:
        return None
    state: Code = getattr(row, subject.state)
    concerns = subject.only.get(state)
    return subject.told.get(state) if concerns is None or concerns(row) else None
