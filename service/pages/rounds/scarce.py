"""What one more place, supported household or lease would have brought a round: to read and to see
on a map."""

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple
from uuid import UUID

from fastapi.responses import Response
from sqlalchemy.orm import Session

from matching.codes.contracts import ContractForm
from service import reading
from service.errors import NotFound
from service.models import Round
from service.municipalities import repository as municipalities
from service.municipalities.repository import Outline
from service.organisations import repository as organisations
from service.pages.map import Spot, drawing
from service.pages.route import page_router
from service.pages.visitor import Db, SignedInVisitor
from service.rounds import scope_repository, snapshot_repository
from service.rounds.scarcity import (
    ScarcePlaceOut,
    ScarcityOut,
    TierGainOut,
    scarcity_of,
)
from service.rounds.schemas import RoundOut

MOST = 15
"""So many rows are shown at once."""
SMALLEST, LARGEST = 0.6, 1.8
"""Of a spot, by how many kinds of place would have given somebody a home."""


class Need(NamedTuple):
    """Places in one municipality with one contract form: for how many people at most, and how many
    such places took part."""

    municipality_code: str
    contract_form: ContractForm
    persons: list[int]
    units: int
    anchor: str = ""


class Needed(NamedTuple):
    """What one more of any of these places would have brought; not `exact`: at least this."""

    tiers: Sequence[TierGainOut]
    exact: bool
    rows: list[Need]


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
        needed=needed_kinds(places),
        most=MOST,
        support=support,
        leases=leases,
        names=dict(municipalities.names(db)),
        providers=organisations.names_of(db, asked),
        regions=scope_repository.region_names(db, {each.region_id for each in support}),
        map=drawing(outlines, _spots(places, outlines, visitor.language)),
    )


def _told(db: Session, round: Round) -> ScarcityOut | None:
    """None where it is not worked out."""
    try:
        return scarcity_of(
            round, scope_repository.policy_of(db, round), snapshot_repository.advice(db, round.id)
        )
    except NotFound:
        return None


def gives(tiers: Sequence[TierGainOut]) -> bool:
    """Whether more of some group would have had a place, and not only a better one; it may have
    cost another group as many."""
    return any(each.placed > 0 for each in tiers)


def needed_kinds(places: Sequence[ScarcePlaceOut]) -> list[Needed]:
    """What brings the same stands together, most needed first."""
    found: dict[str, Needed] = {}
    for each in places:
        gain = str([(one.code, one.placed) for one in each.tiers]), each.exact
        same = found.setdefault(str(gain), Needed(each.tiers, each.exact, []))
        _add(same.rows, each)
    seen: set[str] = set()
    for need in found.values():
        need.rows[:] = [row._replace(anchor=_anchor(row, seen)) for row in need.rows]
    return list(found.values())


def _anchor(row: Need, seen: set[str]) -> str:
    """Where a spot leads: the first row of its kind."""
    name = f"{row.municipality_code}-{row.contract_form.value}"
    anchor = "" if name in seen else name
    seen.add(name)
    return anchor


def _add(rows: list[Need], place: ScarcePlaceOut) -> None:
    kind = place.municipality_code, place.contract_form
    at = next((at for at, row in enumerate(rows) if row[:2] == kind), len(rows))
    known = rows[at] if at < len(rows) else Need(*kind, [], 0)
    sizes = sorted({*known.persons, place.persons})
    rows[at : at + 1] = [Need(*kind, sizes, known.units + place.units)]


def _spots(
    needed: Sequence[ScarcePlaceOut], outlines: Sequence[Outline], language: str
) -> list[Spot]:
    """One for each municipality of the region in which one more place would give a home."""
    at = {each.code: each for each in outlines}
    kinds: dict[str, list[ScarcePlaceOut]] = {}
    for each in needed:
        kinds.setdefault(each.municipality_code, []).append(each)
    most = max(map(len, kinds.values()), default=1)
    return [
        _spot(at[code], rows, len(rows) / most, language)
        for code, rows in kinds.items()
        if code in at
    ]


def _spot(where: Outline, rows: Sequence[ScarcePlaceOut], share: float, language: str) -> Spot:
    """As large by its area as its share of the most kinds."""
    forms = {row.contract_form: getattr(row.contract_form, language) for row in rows}
    return Spot(
        where.x,
        where.y,
        f"#{rows[0].municipality_code}-{rows[0].contract_form.value}",
        f"{where.name}: {', '.join(forms.values())}",
        size=round(SMALLEST + (LARGEST - SMALLEST) * sqrt(share), 2),
    )
