"""Who sees what of a placement."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from service.actor import Actor
from service.models import Placement
from service.paging import Page
from service.placements import repository
from service.placements.schemas import PlacementForPartyOut, PlacementOut, PlacementPage

View = PlacementOut | PlacementForPartyOut


def shown_page(db: Session, actor: Actor, found: Page[Placement]) -> PlacementPage:
    """A page of placements as the actor sees them."""
    return PlacementPage(placements=shown(db, actor, found.rows), next_cursor=found.next_cursor)


def shown(db: Session, actor: Actor, placements: Sequence[Placement]) -> list[View]:
    """The placements as the actor sees them, in the same order."""
    whole = repository.seen_in_full(db, actor, [placement.id for placement in placements])
    return [_shown(placement, whole=placement.id in whole) for placement in placements]


def _shown(placement: Placement, *, whole: bool) -> View:
    model: type[View] = PlacementOut if whole else PlacementForPartyOut
    names = model.model_fields.keys() - {"view"}
    columns = {name: getattr(placement, name) for name in names}
    return model.model_validate(columns | {"view": "FULL" if whole else "PARTY"})
