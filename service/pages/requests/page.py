"""The form for a request as a page, with all that can be chosen in it."""

from collections.abc import Sequence

from fastapi.responses import Response
from sqlalchemy.orm import Session

from matching.codes.care import CareLevel, CareType
from matching.codes.contracts import ContractForm, TemporaryGround
from matching.codes.households import AgeBand, IncomeBand, Trait
from matching.codes.places import Accessibility
from service.codelists.requests import AnchorKind, EthosLight, FundingRegime, UrgencyGround
from service.municipalities import repository as municipalities
from service.pages import house_rules
from service.pages.explained import FOR_CARERS
from service.pages.forms import Form
from service.pages.languages import N_, translations
from service.pages.requests.locations import FIRST_AREAS, FIRST_TIES, MOST, Where, map_of, rows
from service.pages.requests.others import to_name
from service.pages.visitor import Visitor
from service.wire import Outbound

NEAR, AWAY = N_("near here"), N_("not here")


def form_page(
    visitor: Visitor,
    db: Session,
    form: Form,
    status: int = 200,
    found: Sequence[Where] | None = None,
    request: Outbound | None = None,
) -> Response:
    """The form, for a new request or for one that is corrected."""
    told = translations(visitor.language).gettext
    says = {each.field: told(NEAR if each.is_tie else AWAY) for each in found or ()}
    return visitor.shows(
        db,
        "requests/new.html",
        status,
        request=request,
        form=form,
        shown=found is not None,
        map=map_of(db, found or (), says),
        ties=rows(form, "tie", FIRST_TIES),
        areas=rows(form, "avoid", FIRST_AREAS),
        most=MOST,
        anchor_kinds=visitor.options(AnchorKind),
        municipalities=municipalities.names(db),
        bands=visitor.options(AgeBand),
        traits=visitor.unexplained(Trait),
        ethos=visitor.options(EthosLight),
        forms=visitor.explained(ContractForm, FOR_CARERS),
        grounds=visitor.unexplained(TemporaryGround),
        incomes=visitor.options(IncomeBand),
        accessibilities=visitor.options(Accessibility),
        care_types=visitor.options(CareType),
        care_levels=visitor.options(CareLevel),
        fundings=visitor.options(FundingRegime),
        urgencies=visitor.options(UrgencyGround),
        forbidden=house_rules.forbidden(visitor, form, "wantsForbidden"),
        required=house_rules.required(visitor, form, "wantsRequired"),
        **to_name(db, visitor.actor, form),
    )
