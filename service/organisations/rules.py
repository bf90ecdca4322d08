"""What happens when an organisation is registered, changed or withdrawn."""

from typing import Any

from sqlalchemy.orm import Session

from service.actor import Actor
from service.codelists.organisations import DECIDERS, OrganisationKind
from service.errors import Conflict
from service.models import Organisation
from service.organisations import open_repository
from service.placements import repository as placements
from service.registry import Rules
from service.registry.repository import lock
from service.requirements import Requirement, require

REQUIREMENTS: tuple[Requirement[Organisation], ...] = (
    Requirement(
        code="one_platform",
        where="kind",
        nl="Er is al een platform.",
        en="There is a platform already.",
        basis="docs: the platform registers all others",
        met=lambda it: it.kind is not OrganisationKind.PLATFORM,
    ),
    Requirement(
        code="municipality_needed",
        where="municipalityCode",
        nl="Vul de gemeentecode in.",
        en="Give the code of the municipality.",
        basis="a municipality decides for one area",
        met=lambda it: it.kind not in DECIDERS or it.municipality_code is not None,
    ),
    Requirement(
        code="no_municipality",
        where="municipalityCode",
        nl="Alleen een gemeente heeft een gemeentecode.",
        en="Only a municipality has the code of one.",
        basis="a municipality decides for one area",
        met=lambda it: it.kind in DECIDERS or it.municipality_code is None,
    ),
    Requirement(
        code="no_contract_forms",
        where="contractForms",
        nl="Alleen een zorgaanbieder heeft contractvormen.",
        en="Only a care provider has contract forms.",
        basis="handreiking Wonen met begeleiding",
        met=lambda it: it.kind is OrganisationKind.CARE_PROVIDER or not it.contract_forms,
    ),
)


class OrganisationRules(Rules[Organisation]):
    """Who takes part keeps its kind, and stays while others count on it."""

    def prepare(self, db: Session, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
        """Checks a new organisation."""
        require(REQUIREMENTS, Organisation(**values))
        return values

    def change(self, db: Session, actor: Actor, row: Organisation, values: dict[str, Any]) -> None:
        """Checks the changed organisation, and what is offered on its word."""
        lock(db, row)
        before = set(row.contract_forms)
        super().change(db, actor, row, values)
        require(REQUIREMENTS[1:], row)
        lost = before.difference(row.contract_forms)
        if lost & placements.forms_promised(db, row.id):
            raise Conflict(
                "A place is offered in this contract form: wait for the answers.",
                nl="In deze contractvorm wordt een woonplek aangeboden: wacht op de antwoorden.",
            )

    def withdraw(self, db: Session, actor: Actor, row: Organisation) -> None:
        """Only when it has nothing open; never the platform."""
        if row.kind is OrganisationKind.PLATFORM:
            raise Conflict(
                "The platform itself takes part as long as there is one.",
                nl="Het platform zelf doet altijd mee.",
            )
        lock(db, row)
        if open_repository.has_open_rows(db, row.id):
            raise Conflict(
                "It still has places, requests, offers or a round that runs: they must end first.",
                nl="Er zijn nog woonplekken, aanvragen, aanbiedingen of een ronde die loopt: die "
                "moeten eerst klaar zijn.",
            )
        super().withdraw(db, actor, row)
