"""Every error leaves as problem+json (RFC 9457): what is wrong and where, never what was sent."""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import uuid4

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import Field
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from geo.errors import GeographyError
from service.database_errors import as_error
from service.errors import ChangedMeanwhile, DatabaseAway, Fault, WoonplekError
from service.validation import faults_of
from service.wire import Outbound

log = logging.getLogger(__name__)

MOST_FAULTS = 200
"""More would be an answer far bigger than the question."""
MEDIA_TYPE = "application/problem+json"


class FaultOut(Outbound):
    """One thing that is wrong with what was sent."""

    where: str = Field(description="Where it is", examples=["body.rentCents"])
    code: str = Field(description="A stable code", examples=["int_type"])
    detail: str = Field(description="What is wrong", examples=["Input should be a valid integer"])


class Problem(Outbound):
    """An error as RFC 9457 has it."""

    type: str = Field(description="What kind; the status says all", examples=["about:blank"])
    title: str = Field(description="In a few words", examples=["The input is not valid"])
    status: int = Field(description="The HTTP status", examples=[400])
    detail: str = Field(description="In a sentence", examples=["The request has 1 error."])
    instance: str | None = Field(
        description="The number under which an error of our own stands in our log",
        examples=["urn:uuid:8c5d3c5e-1111-4111-8111-111111111111"],
    )
    errors: list[FaultOut] = Field(description="All that is wrong with what was sent")


def problem(
    status: int,
    title: str,
    detail: str,
    faults: Iterable[Fault] = (),
    headers: Mapping[str, str] | None = None,
    instance: str | None = None,
) -> JSONResponse:
    """An answer that says what went wrong."""
    body = Problem(
        type="about:blank",
        title=title,
        status=status,
        detail=detail,
        instance=instance,
        errors=[FaultOut(where=f.where, code=f.code, detail=f.detail) for f in faults],
    )
    return JSONResponse(
        body.model_dump(), status_code=status, headers=dict(headers or {}), media_type=MEDIA_TYPE
    )


def told(error: WoonplekError) -> Response:
    """An error of our own as an answer."""
    return problem(error.status, error.title, error.detail, error.faults, error.headers)


async def _ours(_: Request, error: Exception) -> Response:
    """Async, as it is too little work for a thread."""
    assert isinstance(error, WoonplekError)
    return told(error)


def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    # What is not told is not worded either: that takes seconds where all of a large body is wrong.
    faults = list(faults_of(found[:MOST_FAULTS]))
    number = len(faults) if len(found) <= MOST_FAULTS else len(found)
    count = "1 error" if number == 1 else f"{number} errors"
    rest = f" The first {MOST_FAULTS} are listed." if number > MOST_FAULTS else ""
    detail = f"The request has {count}.{rest}"
    return problem(400, "The input is not valid", detail, faults[:MOST_FAULTS])


def _misplaced(_: Request, error: Exception) -> Response:
    assert isinstance(error, GeographyError)
    fault = Fault(error.where or "body", error.code, error.en)
    return problem(400, "The input is not valid", "The request has 1 error.", [fault])


_SAID = {
    401: ("Sign in first", "Send a bearer token in the Authorization header."),
    404: ("Not found", "There is nothing at this address."),
    405: (
        "Method not allowed",
        "This address does not have this method; Allow names those it has.",
    ),
    413: ("Too large", "The body is larger than is taken here."),
}


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(request.app.state.addresses.allowed(request.url.path))
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=headers)
    return refusal(error.status_code, headers)


def refusal(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """What the framework refuses by itself, in our words."""
    said = _SAID.get(status, ("The request cannot be carried out", "It was refused as it came in."))
    return problem(status, *said, headers=headers)


def _database(request: Request, error: Exception) -> Response:
    assert isinstance(error, SQLAlchemyError)
    known = as_error(error)
    if isinstance(known, DatabaseAway) and isinstance(error, DBAPIError):
        log.warning("the database is away: %s", " ".join(str(error.orig).split()))
    return _unexpected(request, error) if known is None else told(known)


def _stale(request: Request, error: Exception) -> Response:
    """Who named no version has no condition that failed (RFC 9110, 13.1.1)."""
    if request.headers.get("If-Match", "*") == "*":
        return _database(request, error)
    return told(ChangedMeanwhile("It was changed after you read it: read it again."))


def _left(request: Request, _: Exception) -> Response:
    log.info("the client left before its request was whole: %s", request.method)
    return refusal(400)  # nobody reads it


def _unexpected(_: Request, error: Exception) -> Response:
    number = uuid4()
    log.error("unexpected error %s", number, exc_info=error)
    return problem(
        500,
        "Something went wrong on our side",
        "It is in our log under this number.",
        instance=f"urn:uuid:{number}",
    )


HANDLERS: dict[int | type[Exception], Callable[[Request, Any], Any]] = {
    WoonplekError: _ours,
    RequestValidationError: _invalid,
    GeographyError: _misplaced,
    HTTPException: _http,
    SQLAlchemyError: _database,
    StaleDataError: _stale,
    ClientDisconnect: _left,
    Exception: _unexpected,
}
"""Every error of the app as a problem."""
