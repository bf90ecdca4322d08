"""Leases over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from service import reading
from service.conditional import tagged
from service.db import Db
from service.leases import views
from service.leases.schemas import LeaseListing, LeasePage, LeaseShown
from service.leases.views import View
from service.models import Lease
from service.routing import domain_router
from service.security import Caller

router = domain_router("/leases", tag="leases")


@router.get("", operation_id="listLeases", summary="List each lease", response_model=LeasePage)
def listed(query: Annotated[LeaseListing, Query()], db: Db, actor: Caller) -> LeasePage:
    """Each lease (huurovereenkomst) that the caller is a party to or decided on, by pages. Owners
    and receiving municipalities see who signs, not who asked for the household."""
    return views.shown_page(db, actor, reading.many(db, Lease, query))


@router.get("/{id}", operation_id="readLease", summary="Read a lease", response_model=LeaseShown)
def read(id: UUID, response: Response, db: Db, actor: Caller) -> View:
    """One lease (huurovereenkomst) with the days that matter: reviews, notice, flip, end."""
    row = reading.one(db, Lease, id)
    tagged(response, row)
    return views.shown(db, actor, [row])[0]
