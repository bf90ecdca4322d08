"""What each operation can answer, and with which headers."""

from collections.abc import Iterator
from typing import Any

from geo.crs import CRS84
from service.headers import API_VERSION
from service.openapi.problem_responses import reference

Operation = dict[str, Any]

HEADERS = {
    "API-Version": {
        "description": "The full version of the API",
        "schema": {"type": "string", "examples": [API_VERSION]},
    },
    "ETag": {
        "description": "The version of what is answered, for If-Match",
        "schema": {"type": "string", "examples": ['"1"']},
    },
    "Location": {
        "description": "Where what was made can be read",
        "schema": {"type": "string", "format": "uri-reference"},
    },
    "Content-Crs": {
        "description": "The reference system of the geometry in this answer, by its URI",
        "schema": {"type": "string", "examples": [f"<{CRS84.uri}>"]},
    },
}


SUCCESSES = {
    "200": "What was asked for",
    "201": "Made; Location says where it is",
    "202": "Taken in, and goes on by itself; Location says where to follow it",
    "204": "Done",
}


def complete(path: str, item: dict[str, Operation]) -> None:
    """Adds to the operations of a path the answers and headers that all of their kind have."""
    versioned = "patch" in item
    for method, operation in item.items():
        _describe_parameters(operation)
        responses = operation["responses"]
        responses.pop("422", None)
        for status, response in responses.items():
            if status in SUCCESSES:
                response["description"] = SUCCESSES[status]
                names = _headers(method, status, operation, versioned)
                known = {name: _header(name) for name in names}
                response["headers"] = response.get("headers", {}) | known
                _describe_streams(response)
        for status in _problems(method, operation):
            responses.setdefault(status, reference(status))
        operation["responses"] = dict(sorted(responses.items()))


def of_receivers(operation: Operation) -> None:
    """Of what others answer to us nothing is asked but a status."""
    operation["responses"] = {
        "2XX": {"description": "Taken"},
        "410": {"description": "Gone: the endpoint is turned off"},
    }


def _describe_parameters(operation: Operation) -> None:
    """A filter without words of its own is named as the field of the answer that it is about; a
    path names one of its kind."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            parameter.setdefault("description", "Which one, by its id")
        elif parameter["in"] == "query" and "description" not in parameter:
            said = f"Only those with this `{parameter['name']}`"
            parameter["description"] = parameter["schema"].pop("description", said)


def _describe_streams(response: Operation) -> None:
    """FastAPI describes the events of a stream as OpenAPI 3.2 does; 3.1 knows of text alone."""
    for media in response.get("content", {}).values():
        if media.pop("itemSchema", None) is not None:
            media["schema"] = {"type": "string", "description": "Server-sent events"}


def _header(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/headers/{name}"}


def _headers(method: str, status: str, operation: Operation, versioned: bool) -> Iterator[str]:
    yield "API-Version"
    if status == "201" or (versioned and method in {"get", "patch"}):
        yield "ETag"
    if status in {"201", "202"}:
        yield "Location"
    if _takes(operation, "crs"):
        yield "Content-Crs"


def _problems(method: str, operation: Operation) -> Iterator[str]:
    """The statuses that an operation of this kind can answer."""
    yield from ("400", "406", "413", "429", "503")
    if operation.get("security"):
        yield from ("401", "403")
    if "{" in str(operation.get("parameters", "")) or _takes_path(operation):
        yield "404"
    if method != "get":
        yield from ("404", "408", "409")
    if "requestBody" in operation:
        yield "415"
    if _takes(operation, "If-Match"):
        yield from ("412", "428")


def _takes_path(operation: Operation) -> bool:
    return any(each["in"] == "path" for each in operation.get("parameters", ()))


def _takes(operation: Operation, name: str) -> bool:
    return any(each["name"] == name for each in operation.get("parameters", ()))
