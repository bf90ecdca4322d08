"""Which methods an address has."""

from fastapi import FastAPI
from starlette.routing import compile_path

from service.headers import API_PREFIX

ENDLESS = "/events"
"""Where an answer goes on for as long as somebody listens, so that it has no HEAD."""


def allowed_methods(app: FastAPI, path: str) -> list[str]:
    """The methods of the operations at this path, by the OpenAPI document; HEAD goes with GET.

    Starlette knows of each route alone, and would name the methods of the first that matches.
    """
    paths = app.openapi()["paths"]
    inside = path.removeprefix(API_PREFIX)
    found = [inside] if inside in paths else [each for each in paths if _matches(each, inside)]
    methods = {method.upper() for each in found for method in paths[each]} | {"OPTIONS"}
    if "GET" in methods and not inside.endswith(ENDLESS):
        methods.add("HEAD")
    return sorted(methods)


def _matches(template: str, path: str) -> bool:
    pattern, _, _ = compile_path(template)
    return pattern.fullmatch(path) is not None
