"""The API as its OpenAPI document describes it, made without a database."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import create_engine

from service.app import create_app
from service.devissuer import DevIssuer
from service.settings import Settings

NOBODY = "00000000-0000-4000-8000-00000000dead"


class Operation(NamedTuple):
    """One operation: `path` is the template without `/v1`, `described` its OpenAPI object."""

    method: str
    path: str
    described: dict[str, Any]

    @property
    def id(self) -> str:
        """Its name, for the names of tests."""
        return str(self.described["operationId"])

    @property
    def address(self) -> str:
        """The path with something well-formed in it that is not there."""
        address = self.path
        for parameter in self.described.get("parameters", ()):
            if parameter["in"] == "path":
                name, schema = parameter["name"], parameter["schema"]
                filler = NOBODY if schema.get("format") == "uuid" else "0000"
                address = address.replace("{" + name + "}", filler)
        return address

    @property
    def reads_json(self) -> bool:
        """Whether it takes a JSON body."""
        return "application/json" in self.described.get("requestBody", {}).get("content", {})

    @property
    def empty_body(self) -> dict[str, Any]:
        """What to hand to the client for a body of the right kind with nothing in it."""
        if self.reads_json:
            return {"json": {}}
        kinds = [*self.described.get("requestBody", {}).get("content", {})]
        return {"content": b"", "headers": {"Content-Type": kinds[0]}} if kinds else {}

    @property
    def public(self) -> bool:
        """Whether it asks for no token."""
        return not self.described.get("security")

    def asks(self, name: str) -> bool:
        """Whether it has a parameter of this name."""
        return any(each["name"] == name for each in self.described.get("parameters", ()))


@cache
def document(public_url: str = "https://api.woonplek.example/v1") -> dict[str, Any]:
    """The OpenAPI document of an installation that is known by this address."""
    settings = Settings(mode="test", public_url=public_url)
    nowhere = create_engine("postgresql+psycopg://")
    return create_app(settings, nowhere, DevIssuer(settings).reader()).openapi()


def operations() -> Iterator[Operation]:
    """All operations, in the order of the document."""
    for path, item in document()["paths"].items():
        for method, described in item.items():
            yield Operation(method.upper(), path, described)


def schema_of(operation: Operation) -> dict[str, Any]:
    """The schema of its JSON body."""
    schema = operation.described["requestBody"]["content"]["application/json"]["schema"]
    name = schema["$ref"].rsplit("/", 1)[-1]
    found: dict[str, Any] = document()["components"]["schemas"][name]
    return found
