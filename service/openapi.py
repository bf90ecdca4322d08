"""The OpenAPI document: FastAPI's, with what the API Design Rules ask and FastAPI cannot know."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from service.headers import API_VERSION
from service.problems import MEDIA_TYPE, Problem

CONTACT = {
    "name": "Platform Woonplek",
    "url": "https://woonplek.example/contact",
    "email": "contact@woonplek.example",
}

PROBLEMS = {
    "400": "The input is not valid",
    "401": "No token, or not a good one",
    "403": "Not allowed for this role or organisation",
    "404": "Absent, or not to be seen by this organisation",
    "409": "Not possible in the present state",
    "412": "Changed after it was read",
    "413": "The body is too large",
    "428": "If-Match is needed",
    "503": "Too busy; try again after Retry-After seconds",
}

_BY_METHOD = {
    "get": ("400", "401", "404", "503"),
    "post": ("400", "401", "403", "404", "409", "413", "503"),
    "patch": ("400", "401", "403", "404", "409", "412", "413", "428", "503"),
    "delete": ("400", "401", "403", "404", "409", "412", "428", "503"),
}

_VERSION_HEADER = {
    "description": "The full version of the API",
    "schema": {"type": "string", "examples": [API_VERSION]},
}
_ETAG_HEADER = {
    "description": "The version of what was read, for If-Match",
    "schema": {"type": "string", "examples": ['"1"']},
}


def install(app: FastAPI) -> None:
    """Makes the app describe itself this way."""

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        contact=CONTACT,
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        servers=app.servers,
        tags=app.openapi_tags,
        routes=app.routes,
    )
    schemas = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    described = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= described.pop("$defs", {}) | {"Problem": described}
    for operations in document["paths"].values():
        for method, operation in operations.items():
            _complete(method, operation, described)
    return document


def _complete(method: str, operation: dict[str, Any], described: dict[str, Any]) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    for status, response in responses.items():
        if status.startswith(("2", "3")):
            headers = response.setdefault("headers", {})
            headers["API-Version"] = _VERSION_HEADER
            if "If-Match" in str(operation.get("parameters", "")) or status == "201":
                headers["ETag"] = _ETAG_HEADER
    for status in _BY_METHOD[method]:
        responses.setdefault(
            status,
            {"description": PROBLEMS[status], "content": {MEDIA_TYPE: {"schema": described}}},
        )
