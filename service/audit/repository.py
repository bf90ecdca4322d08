"""Adds lines to the audit. It cannot read there: its role may not."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Self
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Insert,
    LargeBinary,
    String,
    Uuid,
    bindparam,
    case,
    cast,
    column,
    func,
    insert,
    null,
    select,
)
from sqlalchemy.orm import Session

from service.actor import Actor
from service.audit.persons import PERSONAL
from service.audit.trace import Trace
from service.codelists.audit import ProcessingActivity
from service.models import AuditEvent

READ = "read"
READ_NAMES = "read_names"
"""Who people are, by a landlord: a household reads that apart from all other looks."""


@dataclass(frozen=True)
class Line:
    """One thing done to one row, and for what somebody's data were used: None where it is about
    nobody."""

    action: str
    subject: str
    subject_id: UUID
    result: str
    activity: ProcessingActivity | None

    @classmethod
    def of(
        cls,
        action: str,
        subject: str,
        subject_id: UUID,
        result: str = "OK",
        activity: ProcessingActivity | None = None,
    ) -> Self:
        """The activity is that of the kind of row unless it is said."""
        usual = PERSONAL.get(subject)
        of_kind = usual.activity if usual else None
        return cls(action, subject, subject_id, result, activity or of_kind)


_OF_EACH = {
    "action": String,
    "subject": String,
    "subject_id": Uuid,
    "result": String,
    "activity": String,
}
_OF_ALL = {
    "organisation_id": Uuid,
    "actor": String,
    "origin": String,
    "trace_id": LargeBinary,
    "operation_id": LargeBinary,
    "parent_operation_id": LargeBinary,
}


@cache
def _statement(kinds: frozenset[str]) -> Insert:
    """Put together once, as that takes longer than most lines. Whom a line is about is looked up by
    the kind of row that it names: only of kinds that are there, as the database plans each look-up
    with the policies of its tables, and that took longer than all else."""
    lists: list[Any] = [
        cast(bindparam(f"each_{name}"), ARRAY(kind)) for name, kind in _OF_EACH.items()
    ]
    given = func.unnest(*lists).table_valued(*map(column, _OF_EACH), with_ordinality="place")
    said = given.render_derived(name="said")
    of_kind = {name: PERSONAL[name].household(said.c.subject_id) for name in sorted(kinds)}
    person = case(of_kind, value=said.c.subject) if of_kind else null()
    same: list[Any] = [cast(bindparam(f"all_{name}"), kind) for name, kind in _OF_ALL.items()]
    rows = select(*(said.c[name] for name in _OF_EACH), person, *same).order_by(said.c.place)
    return insert(AuditEvent).from_select([*_OF_EACH, "person_id", *_OF_ALL], rows)


def add(db: Session, actor: Actor, origin: str, trace: Trace, lines: Sequence[Line]) -> None:
    """All lines in one statement, in their order."""
    same = {
        "organisation_id": actor.organisation_id,
        "actor": actor.user,
        "origin": origin,
        "trace_id": trace.trace_id,
        "operation_id": trace.operation_id,
        "parent_operation_id": trace.parent_operation_id,
    }
    given = {f"all_{name}": value for name, value in same.items()}
    given |= {f"each_{name}": [getattr(line, name) for line in lines] for name in _OF_EACH}
    db.flush()
    kinds = PERSONAL.keys() & {line.subject for line in lines}
    db.connection().execute(_statement(frozenset(kinds)), given)
