"""Links of households over HTTP, for their care provider."""

from uuid import UUID

from fastapi import Request, Response

from service.conditional import located
from service.db import Db
from service.headers import API_PREFIX
from service.household_links import service
from service.household_links.address import address_of
from service.household_links.schemas import (
    HouseholdLinkListing,
    HouseholdLinkMade,
    HouseholdLinkOut,
)
from service.models import HouseholdLink
from service.registry.readable import Readable, add_reading
from service.routing import Once, domain_router
from service.security import Caller

LINKS = f"{API_PREFIX}/household-links"

router = domain_router("/household-links", tag="household-links")
of_offers = domain_router("/offers", tag="household-links")


@of_offers.post(
    "/{id}/household-links",
    status_code=201,
    dependencies=[Once],
    operation_id="makeHouseholdLink",
    summary="Make a link for a household",
    response_model=HouseholdLinkMade,
)
def make(
    id: UUID, request: Request, response: Response, db: Db, actor: Caller
) -> HouseholdLinkMade:
    """A link (eenmalige link) by which a household reads its offer and answers it itself, without
    an account. It can be opened once, within seven days; an older link to the same offer counts no
    more."""
    link, code = service.make(db, actor, id)
    located(response, LINKS, link)
    shown = HouseholdLinkOut.model_validate(link).model_dump()
    address = address_of(request.app.state.settings, code)
    return HouseholdLinkMade(**shown, code=code, address=address)


add_reading(
    router,
    Readable(
        HouseholdLink,
        path="household-links",
        name="HouseholdLink",
        noun="link for a household",
        out=HouseholdLinkOut,
        listing=HouseholdLinkListing,
        one="One link (eenmalige link) without its code: whether it was opened, and what was "
        "asked.",
        each="The links (eenmalige links) that the caller made, with what households asked, by "
        "pages.",
    ),
)


@router.post(
    "/{id}/withdrawals",
    status_code=201,
    dependencies=[Once],
    operation_id="withdrawHouseholdLink",
    summary="Withdraw a link for a household",
    response_model=HouseholdLinkOut,
)
def withdraw(id: UUID, response: Response, db: Db) -> HouseholdLink:
    """Takes a link back (intrekken): it opens nothing any more, and ends the visit that it
    opened."""
    link = service.withdraw(db, id)
    located(response, LINKS, link)
    return link
