"""What went wrong, as a page in the visitor's language: what it means and what to do next."""

import logging
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Scope

from service.database_errors import as_error
from service.errors import NotSurelyEnough, TooMany, WoonplekError
from service.pages.household.guest import AtTheDoor, NotOpened
from service.pages.visitor import NotSignedIn, Visitor
from service.signing_in.addresses import sign_in_address

log = logging.getLogger(__name__)


def page(request: Request, status: int, number: str = "") -> Response:
    """The page for a status; `number` is where an error of our own stands in our log."""
    visitor: Visitor = getattr(request.state, "visitor", None) or Visitor(request, None)
    return visitor.page("error.html", status, seen=status, number=number)


def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, WoonplekError)
    answer = page(request, error.status)
    if "Retry-After" in error.headers:
        answer.headers["Retry-After"] = error.headers["Retry-After"]
    return answer


def refused(scope: Scope, error: TooMany) -> Response:
    """What is said before anything is looked at."""
    return _ours(Request(scope), error)


def _framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    answer = page(request, error.status_code)
    answer.headers.update(error.headers or {})
    return answer


def _invalid(request: Request, _: Exception) -> Response:
    """Of an address: an id that is none is one of nothing."""
    return page(request, 404 if request.method == "GET" else 400)


def _stranger(request: Request, _: Exception) -> Response:
    if request.method != "GET":
        return page(request, 401)
    return RedirectResponse(sign_in_address(request), 303)


def _visit_over(request: Request, _: Exception) -> Response:
    return AtTheDoor(Visitor(request, None), None).asked_for_code(401, "visit_over")


def _surer(request: Request, _: Exception) -> Response:
    """To the page where one signs in; htmx would put that page into this one."""
    address = sign_in_address(request, surely=True)
    if request.headers.get("hx-request") == "true":
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


def _database(request: Request, error: Exception) -> Response:
    assert isinstance(error, SQLAlchemyError)
    known = as_error(error)
    return _unexpected(request, error) if known is None else _ours(request, known)


def _left(request: Request, _: Exception) -> Response:
    log.info("the client left before its form was whole")
    return page(request, 400)  # nobody reads it


def _unexpected(request: Request, error: Exception) -> Response:
    number = uuid4()
    log.error("unexpected error %s", number, exc_info=error)
    return page(request, 500, str(number))


HANDLERS: dict[int | type[Exception], Callable[[Request, Any], Any]] = {
    NotSurelyEnough: _surer,
    WoonplekError: _ours,
    NotSignedIn: _stranger,
    NotOpened: _visit_over,
    RequestValidationError: _invalid,
    HTTPException: _framework,
    SQLAlchemyError: _database,
    ClientDisconnect: _left,
    Exception: _unexpected,
}
"""Every error of the pages as a page."""
