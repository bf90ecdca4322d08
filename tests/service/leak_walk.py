"""Walks every GET and every `_search` of the OpenAPI as every organisation, and holds each answer,
body and headers, against the plain truth; what is hidden is changed and withdrawn in vain too."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID, uuid4

from conftest import Caller, World
from sqlalchemy.orm import Session
from tenant_truth import Row, Truth
from tenant_world import CANARY, FREE_TEXT, TenantWorld

from service.actor import Actor
from service.codelists.organisations import OrganisationKind
from service.startup.catalog_repository import TENANT_TABLES

TABLES = {
    "/agreements": "agreement",
    "/decisions": "decision",
    "/hand-overs": "hand_over",
    "/household-links": "household_link",
    "/households": "household",
    "/housing-first-rules": "housing_first_rule",
    "/imports": "intake",
    "/lease-budgets": "lease_budget",
    "/leases": "lease",
    "/mandates": "mandate",
    "/neighbourhood-capacities": "neighbourhood_capacity",
    "/offers": "offer",
    "/organisations": "organisation",
    "/persons": "person",
    "/placements": "placement",
    "/places": "place",
    "/policies": "policy",
    "/properties": "property",
    "/proposals": "proposal",
    "/quotas": "quota",
    "/regions": "region",
    "/request-groups": "request_group",
    "/requests": "request",
    "/rounds": "round",
    "/support-capacities": "support_capacity",
    "/webhook-deliveries": "webhook_delivery",
    "/webhook-endpoints": "webhook_endpoint",
}
FACTS = {
    *(
        "/health",
        "/health/ready",
        "/default-policy",
        "/rules",
        "/code-lists",
        "/code-lists/{name}",
        "/crss",
    ),
    *("/municipalities", "/municipalities/{code}"),
}
"""The same for everybody."""
ABOUT_A_PLACE = {"point", "bbox", "radius"}
CHANGES_WITH_EACH_ANSWER = {"date"}
NOT_FOR_PARTIES = {
    "/proposals": {"requestId", "householdId", "scoreParts", "warnings", "alternatives", "score"},
    "/placements": {"householdId", "providerId", "supportProviderId"},
}
FOUND_OUT = "anotherPerson", "leavesOtherHome"
"""In each decision of this registry, and for who decides alone: they tell of a home elsewhere."""
EVERYTHING = 500
WORD = re.compile(rf"{CANARY}[0-9]+")
SNAKE = re.compile(r"(?<=[a-z])(?=[A-Z])")


def inhabited(world: World, tail: str = "") -> Truth:
    """A registry in which everybody has something of their own."""
    with Session(world.database.seeds) as db, db.begin():
        sealed = TenantWorld(db, tail).sealed
    return Truth(world.database.admin_dsn, list(TENANT_TABLES), sealed)


def walk_through(world: World) -> "Walk":
    """Through such a registry."""
    return Walk(world, inhabited(world), world.client.app.openapi())


def rows_of_words(truth: Truth) -> dict[str, tuple[str, Row]]:
    """Whose each word is: the table and the row in which somebody wrote it, or in which it is
    sealed."""
    sealed = {word: ("person", truth.by_id["person"][id]) for word, id in truth.sealed.items()}
    return sealed | {
        found[0]: (table, row)
        for table, columns in FREE_TEXT.items()
        for row in truth.rows[table]
        for column in columns
        if (found := WORD.match(str(row[column])))
    }


@dataclass
class Walk:
    """One walk; `findings` says what was told that should not be, or not told that should."""

    world: World
    truth: Truth
    openapi: dict[str, Any]
    seed: int = 0
    requests: int = 0
    findings: list[str] = field(default_factory=list)
    callers: dict[UUID, Caller] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.rows_of_words = rows_of_words(self.truth)

    def paths(self) -> set[str]:
        """Everything that can be asked without changing anything."""
        return {
            path
            for path, methods in self.openapi["paths"].items()
            if "get" in methods or path.endswith("_search")
        }

    def unknown(self) -> set[str]:
        """Paths of which nobody said whose rows they show."""
        first = {path: re.sub(r"/\{.*", "", path) for path in self.paths() - FACTS}
        return {path for path, start in first.items() if start not in TABLES}

    def go(self, only: str = "", share: float = 1.0) -> list[str]:
        """As everybody, everywhere or under one path; of that all, or a share drawn by lot."""
        for org in self.truth.rows["organisation"]:
            for path in sorted(self.paths() - FACTS):
                if path.startswith(only) and self.random.random() < share:
                    self._ask(path, org)
        return self.findings

    def _ask(self, path: str, org: Row) -> None:
        start = re.sub(r"/\{.*", "", path)
        if path == start:
            self._lists(path, org)
        else:
            self._details(path, TABLES[start], org)

    def _lists(self, path: str, org: Row) -> None:
        table = TABLES[path]
        standing = {row["id"] for row in self._seen(table, org) if _stands(table, row)}
        self._compare(path, org, self._ids(path, org, {}), standing)
        for name, value in self._side_channels(path, table):
            found = self._ids(path, org, {name: value})
            column = SNAKE.sub("_", name).lower()
            exact = column.endswith(("_id", "reference")) and table != "proposal"
            meant = {
                row["id"]
                for row in self._seen(table, org)
                if not exact or (_stands(table, row) and str(row[column]) == value)
            }
            self._compare(f"{path}?{name}=", org, found, meant if exact else found & meant)
            if not exact and found - meant:
                self._say(f"{path}?{name}=", org, f"{len(found - meant)} rows too many")
        self._forged(path, table, org)
        if any(each["name"] == "radius" for each in self._asked(path)):
            self._near(path, table, org, standing)

    def _forged(self, path: str, table: str, org: Row) -> None:
        """A cursor of somebody else's, or one that nobody gave."""
        if not self.truth.rows[table]:
            return
        row = self.random.choice(self.truth.rows[table])
        cursor = urlsafe_b64encode(row["id"].bytes).decode().rstrip("=")
        found = self._ids(path, org, {"cursor": cursor})
        if not found <= {each["id"] for each in self._seen(table, org)}:
            self._say(f"{path}?cursor=", org, "shows more than there is without it")

    def _near(self, path: str, table: str, org: Row, standing: set[UUID]) -> None:
        """All homes of the test lie at one point."""
        around = {"point": "136500,455900", "radius": "100"}
        there = {"bboxCrs": "http://www.opengis.net/def/crs/EPSG/0/28992"}
        self._compare(f"{path}?point=", org, self._ids(path, org, around | there), standing)

    def _asked(self, path: str) -> list[dict[str, Any]]:
        method = self.openapi["paths"][path]["get"]
        return [each for each in method.get("parameters", []) if each["in"] == "query"]

    def _side_channels(self, path: str, table: str) -> Iterator[tuple[str, str]]:
        """What some row of the table has in it, whoever it belongs to."""
        names = [each["name"] for each in self._asked(path)]
        columns = {name: SNAKE.sub("_", name).lower() for name in names}
        rows = self.truth.rows[table]
        known = [
            name
            for name, column in columns.items()
            if name not in ABOUT_A_PLACE and rows and column in rows[0]
        ]
        if not known:
            return
        name = self.random.choice(known)
        value = self.random.choice(rows)[columns[name]]
        if value is not None:
            yield name, str(value).lower() if isinstance(value, bool) else str(value)

    def _details(self, path: str, table: str, org: Row) -> None:
        seen = {row["id"] for row in self._told(path, table, org)}
        rows = self.truth.rows[table]
        known = [row for row in rows if row["id"] in seen]
        hidden = [row for row in rows if row["id"] not in seen]
        absent = self._get(path.replace("{id}", str(uuid4())), org)
        for row in self.random.sample(known, min(1, len(known))):
            answer = self._get(path.replace("{id}", str(row["id"])), org)
            if path.count("/") == 2 and answer.status_code != 200:
                self._say(path, org, f"does not show what it should: {answer.status_code}")
            elif path.count("/") == 2:
                self._fields(path, table, org, row, answer.json())
        for row in self.random.sample(hidden, min(2, len(hidden))):
            answer = self._get(path.replace("{id}", str(row["id"])), org)
            if _without_moment(answer) != _without_moment(absent) or answer.status_code != 404:
                self._say(path, org, f"tells that something hidden is there: {answer.text[:200]}")
        if hidden:
            self._changed(path, org, hidden[0]["id"])

    def _changed(self, path: str, org: Row, hidden: UUID) -> None:
        """Whoever changes or withdraws what is hidden, at any version, hears what they hear of what
        is not there."""
        methods = sorted(self.openapi["paths"][path].keys() & {"patch", "delete"})
        if not methods:
            return
        method, version = self.random.choice(methods), self.random.choice(('"1"', "*", None))
        more: dict[str, Any] = {"headers": {"If-Match": version} if version else {}}
        more |= {"json": {}} if method == "patch" else {}
        there, absent = (
            self._asks(org, method, path.replace("{id}", str(id)), **more)
            for id in (hidden, uuid4())
        )
        if _without_moment(there) != _without_moment(absent):
            self._say(path, org, f"{method} tells that something hidden is there")

    def _told(self, path: str, table: str, org: Row) -> list[Row]:
        """Of whom the organisation may hear there: a provider of its own requests in a round."""
        rows = self._seen(table, org)
        if path.endswith(("/unplaced", "/reasons")):
            link = "round_id" if table == "round" else "request_id"
            told = {each[link] for each in self._seen("round_unplaced", org)}
            more = rows if table == "round" else []
            return [row for row in self.truth.rows[table] if row["id"] in told or row in more]
        return rows

    def _seen(self, table: str, org: Row) -> list[Row]:
        seen = self.truth.seen(table, org)
        return [row for row in self.truth.rows[table] if self.truth.key(table, row) in seen]

    def _fields(self, path: str, table: str, org: Row, row: Row, body: dict[str, Any]) -> None:
        if path.startswith(tuple(NOT_FOR_PARTIES)) and not self._in_full(table, row, org):
            names = NOT_FOR_PARTIES["/" + path.split("/")[1]]
            if told := names & body.keys():
                self._say(path, org, f"tells a party {told}")
        if path.startswith("/decisions"):
            about = self.truth.by_id["proposal"][row["proposal_id"]]
            decides = about["municipality_code"] in self.truth.decided(org)
            if any(body[name] is not (True if decides else None) for name in FOUND_OUT):
                self._say(path, org, "tells of a home elsewhere, or does not tell who decides")

    def _in_full(self, table: str, row: Row, org: Row) -> bool:
        """Who asked for the household or decides on it; of a placement who supports it, too."""
        about = row if table == "proposal" else self.truth.by_id["proposal"][row["proposal_id"]]
        parties = {about["organisation_id"], about["provider_id"]}
        if table == "placement":
            parties.add(row["support_provider_id"])
        return org["id"] in parties or about["municipality_code"] in self.truth.decided(org)

    def _ids(self, path: str, org: Row, query: dict[str, str]) -> set[UUID]:
        answer = self._get(path, org, params=query | {"limit": str(EVERYTHING)})
        if answer.status_code != 200:
            self._say(path, org, f"answers {answer.status_code}: {answer.text[:200]}")
            return set()
        (rows,) = (value for value in answer.json().values() if isinstance(value, list))
        table = TABLES[path]
        for body in rows:
            self._fields(path, table, org, self.truth.by_id[table][UUID(body["id"])], body)
        return {UUID(row["id"]) for row in rows}

    def _get(self, path: str, org: Row, **more: Any) -> Any:
        return self._asks(org, "get", path, **more)

    def _asks(self, org: Row, method: str, path: str, **more: Any) -> Any:
        self.requests += 1
        answer = self._caller(org).request(method.upper(), path, **more)
        told = answer.text + str(answer.headers)
        if any(f'"{name}":true' in told for name in FOUND_OUT) and not self.truth.decided(org):
            self._say(path, org, "tells of another person")
        for word in set(WORD.findall(told)):
            table, row = self.rows_of_words[word]
            if self.truth.key(table, row) not in self.truth.seen(table, org):
                self._say(path, org, f"tells a word of a hidden row of {table}")
        return answer

    def _caller(self, org: Row) -> Caller:
        if org["id"] not in self.callers:
            actor = Actor("walker@test", org["id"], OrganisationKind[org["kind"]])
            self.callers[org["id"]] = self.world.caller(actor)
        return self.callers[org["id"]]

    def _compare(self, path: str, org: Row, found: set[UUID], meant: set[UUID]) -> None:
        if found != meant:
            self._say(path, org, f"{len(found - meant)} too many, {len(meant - found)} missing")

    def _say(self, path: str, org: Row, what: str) -> None:
        self.findings.append(f"{path} as {org['kind']}: {what}")


def _stands(table: str, row: Row) -> bool:
    """Whether a list shows it that asks for nothing."""
    if table == "place":
        return bool(row["state"] != "WITHDRAWN")
    return row.get("withdrawn_at") is None


def _without_moment(answer: Any) -> Any:
    headers = {n: v for n, v in answer.headers.items() if n not in CHANGES_WITH_EACH_ANSWER}
    return answer.status_code, answer.content, headers
