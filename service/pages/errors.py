"""What went wrong, as a page in the visitor's language: what it means and what to do next."""

import logging
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.types import Scope

from service.database_errors import as_error
from service.errors import Busy, NotSurelyEnough, TooMany, WoonplekError
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


def _surer(request: Request, _: Exception) -> Response:
    return RedirectResponse(sign_in_address(request, surely=True), 303)


def _database(request: Request, error: Exception) -> Response:
    assert isinstance(error, DBAPIError)
    known = as_error(error)
    return _unexpected(request, error) if known is None else _ours(request, known)


def _pool_empty(request: Request, _: Exception) -> Response:
    return _ours(request, Busy("All database connections are in use."))


def _unexpected(request: Request, error: Exception) -> Response:
    number = uuid4()
    log.error("unexpected error %s", number, exc_info=error)
    return page(request, 500, str(number))


def install(app: FastAPI) -> None:
    """Makes every error of the app a page."""
    app.add_exception_handler(NotSurelyEnough, _surer)
    app.add_exception_handler(WoonplekError, _ours)
    app.add_exception_handler(NotSignedIn, _stranger)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(PoolTimeout, _pool_empty)
    app.add_exception_handler(Exception, _unexpected)
