"""What stands in the way of what somebody does is said in both languages.

That a `Conflict` has its Dutch is seen to by its type; here it is what the database refuses."""

from collections.abc import Iterator

from sqlalchemy import Constraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from service.database_errors import CONSTRAINTS, IN_THE_WAY
from service.models import Base

NOBODY_CHOOSES = {
    "uq_household_link_key",
    "uq_household_link_session_key",
    "uq_lease_placement_id",
    "uq_offer_proposal_id_party",
    "uq_placement_proposal_id",
    "uq_property_organisation_id_id_municipality_code",
    "uq_proposal_round_id_request_id",
    "uq_webhook_delivery_endpoint_id_event_id",
}
"""Of these the program itself makes one, and no body names them."""


def refusing() -> Iterator[str]:
    """Whatever of the database says that there is such a row already."""
    for table in Base.metadata.tables.values():
        for rule in (*table.constraints, *table.indexes):
            if _refuses(rule):
                assert rule.name is not None
                yield str(rule.name)


def _refuses(rule: Constraint | Index) -> bool:
    if isinstance(rule, UniqueConstraint):
        return {column.name for column in rule.columns} != {"organisation_id", "id"}
    return isinstance(rule, ExcludeConstraint) or (isinstance(rule, Index) and rule.unique)


def test_what_the_database_refuses_is_told_in_both_languages() -> None:
    assert set(refusing()) == CONSTRAINTS.keys() | NOBODY_CHOOSES
    for en, nl in (*CONSTRAINTS.values(), IN_THE_WAY):
        assert en.endswith(".")
        assert nl.endswith(".")
        assert en != nl
