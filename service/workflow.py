"""The life of a kind of row as one table: which step leads from which state to which."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from matching.codes.code import Code
from service.audit import service as audit
from service.errors import Conflict
from service.events.service import happened

Moves = Mapping[tuple[Any, Any], str]
"""(from, to) -> the name of the step, as it stands in the audit."""


def step(db: Session, subject: str, moves: Moves, row: Any, to: Code) -> None:
    """Takes the step, writes its audit line and tells whom it concerns; a step that is not in the
    table is a conflict."""
    name = moves.get((row.state, to))
    if row.state is to:
        raise Conflict(f"This {subject} is {to.en} already.", nl=f"Dit is al {to.nl}.")
    if name is None:
        said = f"This {subject} is {row.state.en}; it cannot become {to.en}."
        raise Conflict(said, nl=f"Dit is {row.state.nl}; het kan niet {to.nl} worden.")
    row.state = to
    audit.record(db, name, f"{subject}s", row.id)
    happened(db, row)
