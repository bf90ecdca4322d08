"""What the database refused, in our own words; its own would tell of other people's rows."""

from psycopg import DataError, InterfaceError, OperationalError
from pydantic.alias_generators import to_camel
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from service.errors import Busy, Conflict, DatabaseAway, Fault, InvalidInput, WoonplekError

CONSTRAINTS: dict[str, tuple[str, str]] = {
    "uq_property_organisation_id_owner_reference": (
        "There is a property with this ownerReference.",
        "Er is al een pand met dit kenmerk.",
    ),
    "uq_place_organisation_id_owner_reference": (
        "There is a place with this ownerReference.",
        "Er is al een woonplek met dit kenmerk.",
    ),
    "uq_household_organisation_id_provider_reference": (
        "There is a household with this providerReference.",
        "Er is al een huishouden met dit kenmerk.",
    ),
    "uq_request_organisation_id_provider_reference": (
        "There is a request with this providerReference.",
        "Er is al een aanvraag met dit kenmerk.",
    ),
    "uq_request_open_household": (
        "This household has an open request already.",
        "Dit huishouden heeft al een open aanvraag.",
    ),
    "uq_policy_organisation_id_name_edition": (
        "There is a policy with this name and edition.",
        "Er is al een beleid met deze naam en versie.",
    ),
    "uq_region_code": (
        "There is a region with this code.",
        "Er is al een regio met deze code.",
    ),
    "uq_organisation_municipality": (
        "This municipality takes part already.",
        "Deze gemeente doet al mee.",
    ),
    "uq_round_active_region": (
        "A round in this region waits or runs already: the next can start when it has ended.",
        "In deze regio loopt of wacht al een ronde. De volgende kan daarna.",
    ),
    "uq_decision_proposal_id": (
        "This proposal has been decided on.",
        "Over dit voorstel is al besloten.",
    ),
    "ex_placement_place": (
        "The place is held or occupied in this period.",
        "De woonplek is in deze tijd al bezet of vastgehouden.",
    ),
    "ex_placement_household": (
        "The household has a place in this period.",
        "Het huishouden heeft in deze tijd al een woonplek.",
    ),
    "ex_agreement_once": (
        "There is an agreement with this provider in this period.",
        "Er is in deze tijd al een afspraak met deze zorgaanbieder.",
    ),
    "ex_mandate_once": (
        "There is a mandate for this organisation in this period.",
        "Er is in deze tijd al een mandaat voor deze organisatie.",
    ),
    "ex_lease_budget_once": (
        "There is a lease budget in this period.",
        "Er is in deze tijd al een aantal huurcontracten vastgelegd.",
    ),
    "ex_neighbourhood_capacity_once": (
        "There is a capacity for this neighbourhood in this period.",
        "Voor deze buurt is in deze tijd al een ruimte vastgelegd.",
    ),
    "ex_housing_first_rule_once": (
        "There is a rule for this complex in this period.",
        "Voor dit complex is er in deze tijd al een regel.",
    ),
    "ex_person_claim_once": (
        "One person, one home: somebody of this household has a home elsewhere in this period, or "
        "one is held for them. The municipality that decides finds out; if it is somebody else by "
        "the same name and birth date, or somebody who leaves that home, it says so with its "
        "decision (anotherPerson, leavesOtherHome).",
        "Eén mens, één woonplek: iemand van dit huishouden heeft in deze periode al een woonplek, "
        "of er is er een vastgelegd. De gemeente die besluit zoekt het uit. Is het iemand anders "
        "met dezelfde naam en geboortedatum, of verlaat deze mens die woonplek? Dan zegt zij "
        "dat bij haar besluit.",
    ),
}
"""What breaking a constraint means to the person who did, in English and Dutch."""
IN_THE_WAY = "This stands in the way of another row.", "Dit staat iets anders in de weg."


def as_error(error: SQLAlchemyError) -> WoonplekError | None:
    """Our error for the database's or its pool's, or None when it is not the caller's doing."""
    if isinstance(error, PoolTimeout):
        return Busy("All database connections are in use; try again.")
    if isinstance(error, StaleDataError):
        return Conflict(
            "Somebody else changed it at the same moment: nothing of yours was done; try again.",
            nl="Iemand anders veranderde dit op hetzelfde moment. Van u is niets gedaan: probeer "
            "het opnieuw.",
        )
    return _refused(error) if isinstance(error, DBAPIError) else None


def _refused(error: DBAPIError) -> WoonplekError | None:
    state: str = getattr(error.orig, "sqlstate", None) or ""
    if error.connection_invalidated or _is_away(error, state):
        return DatabaseAway("Try again; with the same Idempotency-Key nothing is done twice.")
    constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None) or ""
    if state in {"23505", "23P01"}:
        said, nl = CONSTRAINTS.get(constraint, IN_THE_WAY)
        return Conflict(said, nl=nl)
    if state == "23503":
        where = _field(error, constraint)
        return _invalid("reference_unknown", "refers to something that does not exist", where)
    if state in {"23514", "23502"} or state.startswith("22") or _cannot_be_sent(error, state):
        return _invalid("value_refused", f"is not allowed ({_rule(constraint)})")
    if state in {"55P03", "40001", "40P01", "57014"} or state.startswith("53"):
        nl = "Anderen zijn hiermee bezig. Probeer het opnieuw."
        return Busy("Others are working on this; try again.", nl=nl)
    return None


def _is_away(error: DBAPIError, state: str) -> bool:
    """Who finds no server hears it from libpq, which has no SQLSTATE."""
    by_libpq = not state and isinstance(error.orig, OperationalError | InterfaceError)
    return by_libpq or state.startswith(("08", "57P")) or state == "3D000"


def _cannot_be_sent(error: DBAPIError, state: str) -> bool:
    """A NUL in a text is refused by the driver, which has no SQLSTATE."""
    return not state and isinstance(error.orig, DataError)


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
