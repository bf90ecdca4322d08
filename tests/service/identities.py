"""Identities written down over HTTP, with a word in them that stands nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import Any
from uuid import UUID

from conftest import Caller
from matching_table import Case, MatchingTable

from service.codelists.organisations import OrganisationKind
from service.models import Request

CANARY = "Kanariegeheim"
BORN = "1983-04-12"
_number = count(1)


def identity(household_id: Any, **more: Any) -> dict[str, Any]:
    """Somebody whose every word is a canary."""
    return {
        "householdId": str(household_id),
        "givenName": f"{CANARY}voor",
        "familyName": f"van {CANARY}achter",
        "dateOfBirth": BORN,
        "phone": "06 55512345",
        "email": f"{CANARY}@post.example".lower(),
    } | more


@dataclass(frozen=True)
class Asked:
    """A household with a request, and the table at which it is asked for."""

    table: MatchingTable
    request_id: UUID
    household_id: UUID

    @classmethod
    def at(cls, table: MatchingTable, **request: Any) -> Asked:
        """A household of the table's care provider."""
        request_id = table.household(**request)
        with table.session() as db:
            return cls(table, request_id, db.get_one(Request, request_id).household_id)

    def written(self, **more: Any) -> Any:
        """The answer to writing down who somebody of it is."""
        return self.table.provider.post("/persons", identity(self.household_id, **more))

    def known(self, **more: Any) -> Asked:
        """The same household, with somebody written down."""
        answer = self.written(**more)
        assert answer.status_code == 201, answer.text
        return self

    def proposed(self) -> Case:
        """A proposal for it, on a place of its own."""
        return self.table.proposal(self.request_id)

    def doubles(self, by: Caller | None = None) -> dict[str, bool | None]:
        """What who decides is told: whether it is housed elsewhere, by certainty."""
        answer = (by or self.table.municipality).get(f"/requests/{self.request_id}/doubles")
        assert answer.status_code == 200, answer.text
        return {each["certainty"]: each["housed"] for each in answer.json()["doubles"]}


def elsewhere(table: MatchingTable) -> MatchingTable:
    """The same table with another care provider at it."""
    name = f"Stichting Elders {next(_number)}"
    return replace(table, provider=table.world.organisation(OrganisationKind.CARE_PROVIDER, name))
