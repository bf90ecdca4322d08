"""Walks every page as every organisation: it tells no word of a row that is not theirs to see, and
nothing that somebody wrote is anything but text."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from random import Random

from conftest import World
from fastapi.routing import APIRoute
from leak_walk import WORD, inhabited, rows_of_words
from page_visitor import ANSWERS_ITSELF, PageVisitor, shows_a_form
from tenant_truth import Row

from service.actor import Actor
from service.codelists.organisations import OrganisationKind
from service.household_links.address import PAGE
from service.pages.application import ROUTERS

TABLES = {
    "/agreements": "agreement",
    "/capacity": "support_capacity",
    "/household-links": "household_link",
    "/imports/file": "intake",
    "/lease-budgets": "lease_budget",
    "/offers": "offer",
    "/placements": "placement",
    "/places": "place",
    "/policies": "policy",
    "/policies/trials": "trial",
    "/proposals": "proposal",
    "/quotas": "quota",
    "/request-groups": "request_group",
    "/requests": "request",
    "/rounds": "round",
    "/rounds/repairs": "trial",
    "/rounds/trials": "trial",
}
FOR_ANYBODY = re.compile(r"/(assets|icon|language|sign-in|signed-out)")
"""These show nothing of anybody."""
PLANTED = """'"><b onclick=x></b><script>x</script>"""
OWN = re.compile(r"/(?!/)|#|$")
OF_ONE_PATH = 4
"""Rows: not every one can be decided on."""
LINKS = {"href", "src", "action", "formaction"}


def addresses(method: str = "GET") -> set[str]:
    """Of every page that is read, or to which a form is sent."""
    found = {
        route.path
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and method in route.methods
    }
    return {path for path in found if not FOR_ANYBODY.match(path)}


def forms() -> set[str]:
    """Where forms are sent, of those who are signed in, that are not answered where they came."""
    return {
        path
        for path in addresses("POST")
        if not ANSWERS_ITSELF.search(path) and not path.startswith((PAGE, "/sign-out"))
    }


class PageWalk:
    """One walk; `told` is how often somebody's word was shown to who may read it."""

    def __init__(self, world: World, seed: int = 0) -> None:
        self.world, self.random = world, Random(seed)
        self.truth = inhabited(world, PLANTED)
        self.words = rows_of_words(self.truth)
        self.pages = self.told = 0

    def unknown(self) -> set[str]:
        """Pages of which nobody said whose rows they show."""
        return {path for path in addresses() if "{" in path and _start(path) not in TABLES}

    def findings(self, most: int, share: float = 1.0) -> Iterator[str]:
        """What is wrong with any page; of each kind of row each organisation asks so many, and of
        the pages all, or a share drawn by lot."""
        for org in self.truth.rows["organisation"]:
            actor = Actor("walker@test", org["id"], OrganisationKind[org["kind"]])
            visitor = PageVisitor.of(self.world.caller(actor))
            for path in sorted(addresses()):
                if self.random.random() >= share:
                    continue
                for address in self._filled(path, org, most):
                    self.pages += 1
                    answer = visitor.get(address)
                    if answer.status_code not in {200, 303, 403, 404}:
                        yield f"{address} as {org['kind']}: {answer.status_code}"
                    yield from (
                        f"{path} as {org['kind']}: {said}" for said in self._wrong(answer.text, org)
                    )

    def refused(self, paths: set[str]) -> set[str]:
        """At which of them an empty form is shown again: that its own page does so, which Back
        returns to, `PageVisitor` looks at."""
        found: set[str] = set()
        for org in self.truth.rows["organisation"]:
            actor = Actor("walker@test", org["id"], OrganisationKind[org["kind"]])
            visitor = PageVisitor.of(self.world.caller(actor))
            token = {"token": visitor.token()}
            for path in sorted(paths - found):
                there = self._filled(path, org, OF_ONE_PATH)
                if any(shows_a_form(visitor.post(address, token)) for address in there):
                    found.add(path)
        return found

    def _filled(self, path: str, org: Row, most: int) -> list[str]:
        """Of its own and of others."""
        if "{" not in path:
            return [path]
        table = TABLES[_start(path)]
        seen = self.truth.seen(table, org)
        own = [row for row in self.truth.rows[table] if self.truth.key(table, row) in seen]
        others = [row for row in self.truth.rows[table] if row not in own]
        drawn = [self.random.sample(rows, min(most, len(rows))) for rows in (own, others)]
        return [path.replace("{id}", str(row["id"])) for rows in drawn for row in rows]

    def _wrong(self, page: str, org: Row) -> Iterator[str]:
        for word in set(WORD.findall(page)):
            table, row = self.words[word]
            self.told += 1
            if self.truth.key(table, row) not in self.truth.seen(table, org):
                yield f"tells a word of a hidden row of {table}"
        live = Live()
        live.feed(page)
        yield from live.found


class Live(HTMLParser):
    """What of a page would do something that none of our templates does."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.found.append(f"<{tag} {name}=...>")
            if name in LINKS and not OWN.match(value or ""):
                self.found.append(f"<{tag} {name}={value}>")
        if tag == "script" and not dict(attrs).get("src"):
            self.found.append("a script in the page")


def _start(path: str) -> str:
    return re.sub(r"/\{.*", "", path)
