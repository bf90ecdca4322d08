"""The OpenAPI document: FastAPI's, with what the API Design Rules ask and FastAPI cannot know."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse

from service.headers import API_PREFIX
from service.openapi.examples import give_examples, known_fields
from service.openapi.operations import HEADERS, complete, of_receivers
from service.openapi.problem_responses import RESPONSES
from service.openapi.schemas import problem_schemas, tidy
from service.openapi.tags import TAGS

Document = dict[str, Any]

CONTACT = {
    "name": "Platform Woonplek",
    "url": "https://woonplek.example/contact",
    "email": "contact@woonplek.example",
}


def install(app: FastAPI) -> None:
    """Makes the app describe itself this way, to everybody and from any page on the web."""

    def describe() -> Document:
        if app.openapi_schema is None:
            app.openapi_schema = document(app)
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]
    app.add_api_route(f"{API_PREFIX}/openapi.json", publish, include_in_schema=False)


def publish(request: Request) -> JSONResponse:
    """The document as an answer; no closure, as FastAPI keeps endpoints, and so the app, alive."""
    return JSONResponse(request.app.openapi(), headers={"Access-Control-Allow-Origin": "*"})


def document(app: FastAPI) -> Document:
    """The document of the app; `/v1` stands in the server's address and not in each path."""
    made = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        contact=CONTACT,
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        servers=app.servers,
        tags=[{"name": name, "description": says} for name, says in TAGS.items()],
        routes=app.routes,
        webhooks=app.webhooks.routes,
    )
    made["paths"] = {path.removeprefix(API_PREFIX): item for path, item in made["paths"].items()}
    made["components"]["schemas"] |= problem_schemas()
    made["components"] |= {"responses": RESPONSES, "headers": HEADERS}
    for path, item in made["paths"].items():
        complete(path, item)
    for item in made["webhooks"].values():
        for operation in item.values():
            of_receivers(operation)
    tidied = tidy(made)
    schemas = tidied["components"]["schemas"]
    known = known_fields(schemas)
    for item in (*tidied["paths"].values(), *tidied["webhooks"].values()):
        for operation in item.values():
            give_examples(operation, schemas, known)
    return tidied
