"""What one more place, supported household or lease would have brought a round: to read and to see
on a map."""

from collections.abc import Sequence
from uuid import UUID

from fastapi.responses import Response
from sqlalchemy.orm import Session

from service import reading
from service.errors import NotFound
from service.models import Round
from service.municipalities import repository as municipalities
from service.municipalities.repository import Outline
from service.organisations import repository as organisations
from service.pages.map import Spot, drawing
from service.pages.route import page_router
from service.pages.visitor import Db, SignedInVisitor
from service.rounds import repository
from service.rounds.scarcity import (
    ScarcePlaceOut,
    ScarcityOut,
    TierGainOut,
    scarcity_of,
)
from service.rounds.schemas import RoundOut

MOST = 15
"""So many kinds of place are shown at once."""
SIZES = (0.8, 1.2, 1.6)
"""Of a spot, by in how many kinds of place a household more would have found a home."""

router = page_router()


@router.get("/rounds/{id}/scarcity")
def scarcity(id: UUID, visitor: SignedInVisitor, db: Db) -> Response:
    """What is scarce, most needed first."""
    row = reading.one(db, Round, id)
    told = _told(db, row)
    places = [each for each in told.places if gives(each.tiers)] if told else []
    support = [each for each in told.support if gives(each.tiers)] if told else []
    leases = [each for each in told.leases if gives(each.tiers)] if told else []
    outlines = municipalities.outlines(db, row.region_id)
    asked = {one.support_provider_id for one in support} | {
        one.support_provider_id for one in leases
    }
    return visitor.shows(
        db,
        "rounds/scarcity.html",
        round=RoundOut.model_validate(row),
        told=told,
        places=places,
        most=MOST,
        support=support,
        leases=leases,
        names=dict(municipalities.names(db)),
        providers=organisations.names_of(db, asked),
        regions=repository.region_names(db, {each.region_id for each in support}),
        map=drawing(outlines, _spots(places, outlines, visitor.language)),
    )


def _told(db: Session, round: Round) -> ScarcityOut | None:
    """None where it is not worked out."""
    try:
        return scarcity_of(round, repository.policy_of(db, round), repository.advice(db, round.id))
    except NotFound:
        return None


def gives(tiers: Sequence[TierGainOut]) -> bool:
    """Whether more households would have had a place, and not only a better one."""
    return sum(each.placed for each in tiers) > 0


def _spots(
    needed: Sequence[ScarcePlaceOut], outlines: Sequence[Outline], language: str
) -> list[Spot]:
    """One for each municipality of the region in which one more place would give a home."""
    at = {each.code: each for each in outlines}
    kinds: dict[str, list[ScarcePlaceOut]] = {}
    for each in needed:
        kinds.setdefault(each.municipality_code, []).append(each)
    return [_spot(at[code], rows, language) for code, rows in kinds.items() if code in at]


def _spot(where: Outline, rows: Sequence[ScarcePlaceOut], language: str) -> Spot:
    forms = {row.contract_form: getattr(row.contract_form, language) for row in rows}
    says = f"{where.name}: {', '.join(forms.values())}"
    size = SIZES[min(len(rows), len(SIZES)) - 1]
    return Spot(
        where.x,
        where.y,
        f"#{rows[0].municipality_code}-{rows[0].contract_form}-{rows[0].persons}",
        says,
        size=size,
    )
