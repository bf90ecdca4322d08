"""What the database refused, in our own words; its own would tell of other people's rows."""

from psycopg import InterfaceError, OperationalError
from pydantic.alias_generators import to_camel
from sqlalchemy.exc import DBAPIError

from service.errors import Busy, Conflict, DatabaseAway, Fault, InvalidInput, WoonplekError

CONSTRAINTS: dict[str, str] = {
    "uq_property_organisation_id_owner_reference": "There is a property with this ownerReference.",
    "uq_place_organisation_id_owner_reference": "There is a place with this ownerReference.",
    "uq_household_organisation_id_provider_reference": (
        "There is a household with this providerReference."
    ),
    "uq_request_organisation_id_provider_reference": (
        "There is a request with this providerReference."
    ),
    "uq_request_open_household": "This household has an open request already.",
    "uq_policy_organisation_id_name_edition": "There is a policy with this name and edition.",
    "uq_region_code": "There is a region with this code.",
    "uq_organisation_municipality": "This municipality takes part already.",
    "uq_round_active_region": (
        "A round in this region waits or runs already: the next can start when it has ended."
    ),
    "uq_decision_proposal_id": "This proposal has been decided on.",
    "ex_placement_place": "The place is held or occupied in this period.",
    "ex_placement_household": "The household has a place in this period.",
    "ex_agreement_once": "There is an agreement with this provider in this period.",
    "ex_mandate_once": "There is a mandate for this organisation in this period.",
    "ex_lease_budget_once": "There is a lease budget in this period.",
    "ex_neighbourhood_capacity_once": "There is a capacity for this neighbourhood in this period.",
    "ex_housing_first_rule_once": "There is a rule for this complex in this period.",
}
"""What breaking a constraint means to the person who did."""


def as_error(error: DBAPIError) -> WoonplekError | None:
    """Our error for the database's, or None when it is not the caller's doing."""
    state: str = getattr(error.orig, "sqlstate", None) or ""
    if error.connection_invalidated or _is_away(error, state):
        return DatabaseAway("Try again; with the same Idempotency-Key nothing is done twice.")
    constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None) or ""
    if state in {"23505", "23P01"}:
        return Conflict(CONSTRAINTS.get(constraint, "This stands in the way of another row."))
    if state == "23503":
        where = _field(error, constraint)
        return _invalid("reference_unknown", "refers to something that does not exist", where)
    if state in {"23514", "23502"} or state.startswith("22"):
        return _invalid("value_refused", f"is not allowed ({_rule(constraint)})")
    if state in {"55P03", "40001", "40P01", "57014"} or state.startswith("53"):
        return Busy("Others are working on this; try again.")
    return None


def _is_away(error: DBAPIError, state: str) -> bool:
    """Who finds no server hears it from libpq, which has no SQLSTATE."""
    by_libpq = not state and isinstance(error.orig, OperationalError | InterfaceError)
    return by_libpq or state.startswith(("08", "57P")) or state == "3D000"


def _field(error: DBAPIError, constraint: str) -> str:
    """The field of the body that a foreign key is about, from the names that `base.py` gives:
    `fk_request_organisation_id_group_id` is about `groupId`."""
    table = getattr(getattr(error.orig, "diag", None), "table_name", None) or ""
    column = constraint.removeprefix(f"fk_{table}_").removeprefix("organisation_id_")
    return f"body.{to_camel(column)}" if column else "body"


def _rule(constraint: str) -> str:
    """The constraint's name without the table's: short words such as `rent within maximum`."""
    return constraint.split("_", 2)[-1].replace("_", " ") or "value out of range"


def _invalid(code: str, detail: str, where: str = "body") -> InvalidInput:
    return InvalidInput("The input is not valid.", [Fault(where, code, detail)])
