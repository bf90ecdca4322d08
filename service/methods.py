"""Which methods an address has."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from starlette.routing import BaseRoute, Route, compile_path

ENDLESS = "/events"
"""Where an answer goes on for as long as somebody listens, so that it has no HEAD."""


class Addresses:
    """All addresses with their methods: Starlette knows of each route alone, and would take one
    that stands by itself (`/places/imports`) for one of a kind (`/places/{id}`) as well."""

    def __init__(self) -> None:
        self._methods: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, routes: Iterable[BaseRoute], prefix: str = "") -> None:
        """Those of these routes."""
        for route in routes:
            if isinstance(route, Route):
                self._methods[prefix + route.path] |= route.methods or set()

    def allowed(self, path: str) -> list[str]:
        """The methods of this address; HEAD goes with GET."""
        found = [path] if path in self._methods else filter(_template_of(path), self._methods)
        methods = {method for each in found for method in self._methods[each]} | {"OPTIONS"}
        if "GET" in methods and not path.endswith(ENDLESS):
            methods.add("HEAD")
        return sorted(methods)

    def lacks(self, path: str, method: str) -> bool:
        """Whether this stands by itself, and has no such method."""
        return path in self._methods and method not in self._methods[path]


def _template_of(path: str) -> Callable[[str], bool]:
    def holds(template: str) -> bool:
        pattern, _, _ = compile_path(template)
        return pattern.fullmatch(path) is not None

    return holds
