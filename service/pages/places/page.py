"""The form for a place as a page, with all that can be chosen in it."""

from collections.abc import Sequence

from fastapi.responses import Response
from sqlalchemy.orm import Session

from matching.codes.care import CareLevel, CareType
from matching.codes.contracts import ContractForm, TenureTitle
from matching.codes.households import AgeBand
from matching.codes.places import Accessibility, PlaceKind
from matching.tenure import WITH_PERMIT
from service.codelists.places import PropertyKind
from service.geography.suggesting import Suggestion
from service.municipalities import repository as municipalities
from service.pages import house_rules
from service.pages.explained import FORMS, TITLES
from service.pages.forms import Form
from service.pages.places.lookup import map_of
from service.pages.visitor import Visitor
from service.places.schemas import PlaceOut


def form_page(
    visitor: Visitor,
    db: Session,
    form: Form,
    found: Sequence[Suggestion] = (),
    status: int = 200,
    place: PlaceOut | None = None,
) -> Response:
    """The form, for a new place or for one that is corrected."""
    return visitor.shows(
        db,
        "places/new.html",
        status,
        place=place,
        form=form,
        found=found,
        map=map_of(db, form, found, form.one("street") or form.one("ownerReference")),
        asking=WITH_PERMIT,
        municipalities=municipalities.names(db),
        property_kinds=visitor.options(PropertyKind),
        kinds=visitor.options(PlaceKind),
        forms=visitor.explained(ContractForm, FORMS),
        titles=visitor.explained(TenureTitle, TITLES),
        accessibilities=visitor.options(Accessibility),
        care_types=[each for each in visitor.unexplained(CareType) if each[0] != CareType.NONE],
        care_levels=visitor.options(CareLevel),
        bands=visitor.unexplained(AgeBand),
        forbidden=house_rules.forbidden(visitor, form, "forbids"),
        required=house_rules.required(visitor, form, "requires"),
    )
