"""What happened not long ago between the households of a round and the owners of its places.

Who decides sees it and nothing else comes of it, so no more is frozen than the policy looks back.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from matching.codes.rounds import EarlierEvent
from matching.problem import Earlier
from service.clock import HERE
from service.codelists.decisions import OfferParty
from service.rounds import earlier_repository as repository
from service.rounds.conditions import Rows
from service.rounds.folding import Stock, complex_id
from service.rounds.numbering import Numbering, day_number

OF_REFUSAL = {
    OfferParty.HOUSEHOLD: EarlierEvent.REFUSED,
    OfferParty.OWNER: EarlierEvent.OWNER_REFUSED,
}


def earlier(db: Session, day: date, cooling_days: int, requests: Rows, stock: Stock) -> Earlier:
    """Of each event with a household, in a complex or elsewhere at an owner, the last day."""
    asked = Numbering(row.id for row in requests)
    number = {row.household_id: asked[row.id] for row in requests}
    last: dict[tuple[int, int, int, EarlierEvent], int] = {}
    since = day - timedelta(days=cooling_days - 1)
    for row, event, on in _events(db, [*number], stock, since, day):
        owner = stock.landlords[row.organisation_id]
        inside = complex_id(row.organisation_id, row.complex_reference, row.property_id)
        key = number[row.household_id], owner, stock.complexes.get(inside), event
        last[key] = max(last.get(key, 0), day_number(on))
    names = ("request", "landlord", "complex", "event")
    return Earlier.of(
        dict(zip(names, key, strict=True)) | {"day": on} for key, on in sorted(last.items())
    )


def _events(
    db: Session, household_ids: list[Any], stock: Stock, since: date, day: date
) -> Iterator[tuple[Any, EarlierEvent, date]]:
    """Rows of the registry, with what happened and when."""
    asked = household_ids, stock.landlords.ids, since, day
    for row in repository.refusals(db, *asked):
        yield row, OF_REFUSAL[row.party], row.answered_at.astimezone(HERE).date()
    for row in repository.endings(db, *asked):
        yield row, EarlierEvent.ENDED, row.period.end_date
