"""The answers that are no success, described once."""

from typing import Any

from service.errors import Busy, NotAuthenticated
from service.problems import MEDIA_TYPE

_CONTENT = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_VERSION = {"API-Version": {"$ref": "#/components/headers/API-Version"}}

NAMES = {
    "400": ("BadRequest", "The input is not valid; all that is wrong is listed"),
    "401": ("Unauthorized", "No token, or not a good one"),
    "403": ("Forbidden", "Not allowed for this role or organisation"),
    "404": ("NotFound", "Absent, or not to be seen by this organisation"),
    "406": ("NotAcceptable", "Not to be had in a form that Accept names"),
    "408": ("RequestTimeout", "The body did not come in time"),
    "409": ("Conflict", "Not possible in the present state"),
    "412": ("PreconditionFailed", "Changed after it was read"),
    "413": ("ContentTooLarge", "The body is too large"),
    "415": ("UnsupportedMediaType", "The body is in a form that is not read here"),
    "428": ("PreconditionRequired", "If-Match is needed"),
    "429": ("TooManyRequests", "Asked more often than one may; Retry-After says when again"),
    "503": (
        "ServiceUnavailable",
        "Too busy, or the database is away; try again after Retry-After seconds",
    ),
}
"""The status, the name of its response, and what it means."""

_HEADERS: dict[str, dict[str, Any]] = {
    "401": {
        "WWW-Authenticate": {"schema": {"const": NotAuthenticated.headers["WWW-Authenticate"]}}
    },
    "429": {"Retry-After": {"schema": {"type": "string", "examples": ["1"]}}},
    "503": {
        "Retry-After": {"schema": {"type": "string", "examples": [Busy.headers["Retry-After"]]}}
    },
}

RESPONSES: dict[str, Any] = {
    name: {
        "description": says,
        "headers": _VERSION | _HEADERS.get(status, {}),
        "content": _CONTENT,
    }
    for status, (name, says) in NAMES.items()
}


def reference(status: str) -> dict[str, str]:
    """What an operation says of this status."""
    return {"$ref": f"#/components/responses/{NAMES[status][0]}"}
