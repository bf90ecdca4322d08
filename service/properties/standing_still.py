"""What of a property stands still, and as long as what rests on it: one table."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from service.codelists.places import PlaceState
from service.models import Property
from service.properties import repository
from service.properties.schemas import PropertyIn


@dataclass(frozen=True)
class Still:
    """Fields that do not change as long as something rests on them, and what is said of it."""

    code: str
    fields: frozenset[str]
    while_so: Callable[[Session, Property], bool]
    nl: str
    en: str


WHILE_OFFERED = Still(
    "offered",
    frozenset(PropertyIn.model_fields) - {"owner_reference"},
    lambda db, row: repository.has_places(db, row, {PlaceState.OFFERED}),
    "Een woonplek hier is aangeboden aan een huishouden: het pand blijft zoals het is tot het "
    "antwoord.",
    "A place here is offered to a household: the property stays as it is until the answer.",
)

WHILE_COUNTED_ON: tuple[Still, ...] = (
    Still(
        "lived_in",
        frozenset({"municipality_code"}),
        lambda db, row: repository.has_places(db, row, {PlaceState.OCCUPIED}),
        "Hier woont iemand: de gemeente van het pand blijft zoals zij is.",
        "Somebody lives here: the municipality of the property stays as it is.",
    ),
    Still(
        "counts_in_limit",
        frozenset({"neighbourhood_code"}),
        repository.counts_in_its_neighbourhood,
        "Een woonplek die hier is gegeven telt mee voor de draagkracht van de buurt: de buurt "
        "blijft zoals zij is zolang die grens geldt.",
        "A home that was given here counts for the capacity of the neighbourhood: the "
        "neighbourhood stays as it is while that limit holds.",
    ),
    Still(
        "counts_in_limit",
        frozenset({"complex_reference"}),
        repository.counts_in_its_complex,
        "Een huishouden van Housing First dat hier woont telt mee voor het aandeel van het "
        "complex: het complex blijft zoals het is zolang die grens geldt.",
        "A Housing First household that lives here counts for the share of the complex: the "
        "complex stays as it is while that limit holds.",
    ),
)
"""How many homes a complex has is a fact that may be put right once nobody is asked."""


def why_not(
    db: Session,
    row: Property,
    changed: Collection[str],
    table: Iterable[Still] = (WHILE_OFFERED, *WHILE_COUNTED_ON),
) -> Still | None:
    """What of the table keeps these fields from changing, if anything."""
    for still in table:
        if not still.fields.isdisjoint(changed) and still.while_so(db, row):
            return still
    return None
