"""A finding of the linter of migrations is met, or has a reason."""

import pytest

from service import migrations
from service.cli.migration_findings import (
    TAKES_AWAY,
    Acceptance,
    acceptances,
    complaints,
    findings,
)

LOCKING = "create index ix_place_kind on place (kind);"
LESS = "alter table place drop column kind;"
INDEX, COLUMN = "require-concurrent-index-creation", "ban-drop-column"


def told(sql: str, *accepted: Acceptance, stops: tuple[str, ...] = ()) -> list[str]:
    """What is said of a planted migration 0900, what ours accept everywhere accepted."""
    everywhere = [one for one in acceptances() if one.migrations is None]
    found = [one for one in findings({"0900": sql}) if not any(a.covers(one) for a in everywhere)]
    return list(complaints(found, accepted, stops))


def accepted(*rules: str, migration: str = "0900") -> Acceptance:
    return Acceptance(frozenset(rules), frozenset({migration}), "tried")


@pytest.mark.parametrize("sql", [LOCKING, LESS])
def test_a_finding_without_a_reason_is_told_with_its_statement(sql: str) -> None:
    (complaint,) = told(sql)
    assert complaint.startswith("0900: ")
    assert sql.removesuffix(";") in complaint


def test_a_reason_is_for_its_own_rule_and_migration() -> None:
    assert told(LOCKING, accepted(INDEX)) == []
    assert len(told(LOCKING, accepted(COLUMN))) == 2
    assert len(told(LOCKING, accepted(INDEX, migration="0901"))) == 2


def test_a_reason_for_what_is_not_found_is_told() -> None:
    assert told("select 1;", accepted(INDEX)) == [
        f"nothing is found any more of 0900, {INDEX}: accepted for nothing"
    ]


def test_what_takes_something_away_stops_older_programs_whatever_the_reason() -> None:
    assert COLUMN in TAKES_AWAY
    (complaint,) = told(LESS, accepted(COLUMN))
    assert "name it in stops_older_programs" in complaint
    assert told(LESS, accepted(COLUMN), stops=("0900",)) == []


def test_every_acceptance_has_a_reason_and_each_migration_that_stops_others_says_how() -> None:
    assert all(one.why for one in acceptances())
    stops = migrations.stops_older_programs()
    assert all(stops.values())
    assert all(map(migrations.is_known, stops))
