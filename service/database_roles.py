"""Work in a transaction that the app's own role may not do: counting what belongs to others,
storing a round, deciding, destroying what is over; and one thing that a role of its own does
faster. Each has a role of its own in the database, with
no more rights than it needs; `service/roles.py` makes them, the migrations say what they may."""

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from service.roles import ARCHIVIST, COUNTER, DECIDER, READER, SOLVER

OWN_ALONE = "own_alone"
"""Where a session keeps the tables in which its actor sees none but its own rows; the database says
which, in `act_as`."""
TAKE_ON = text("select current_setting('role'), set_config('role', :role, true)")
PUT_BACK = text("select set_config('role', :role, true)")
WORKS_AS = "works_as"
"""Under this name a session has the role of the innermost block that it is in."""


@contextmanager
def counting(db: Session) -> Iterator[None]:
    """Reads what counts whoever it belongs to; what leaves the block are numbers, yes or no, or
    what a reader may know of a row that it sees."""
    with _working_as(db, COUNTER):
        yield


@contextmanager
def solving(db: Session) -> Iterator[None]:
    """Reads what a round is made of and writes what came of it; it decides on nothing."""
    with _working_as(db, SOLVER):
        yield


def decide_on(db: Session, proposal_id: UUID) -> None:
    """Until the transaction ends, what a decision on this proposal touches can be locked and
    changed; to who is no party to it nothing is there."""
    db.flush()
    db.info[WORKS_AS] = None
    db.execute(
        select(
            func.set_config("app.deciding", str(proposal_id), True),
            func.set_config("role", DECIDER, True),
        )
    )


@contextmanager
def archiving(db: Session, household_ids: Collection[UUID] = ()) -> Iterator[None]:
    """Destroys what no term keeps any more, and all about these households, as far as they are
    closed and the actor may have them erased; to others nothing is there."""
    erasing = ",".join(map(str, household_ids))
    db.execute(select(func.set_config("app.erasing", f"{{{erasing}}}", True)))
    with _working_as(db, ARCHIVIST):
        yield
    db.execute(select(func.set_config("app.erasing", "", True)))


def listing(db: Session, model: Any) -> AbstractContextManager[None]:
    """Reads a page of a table. Who sees none but its own rows works as a role whose policy is
    that alone: so the planner takes the index that has these rows in the order of the page."""
    return _working_as(db, READER) if model.__tablename__ in db.info[OWN_ALONE] else nullcontext()


@contextmanager
def supposing(db: Session, *, keep: bool = False) -> Iterator[None]:
    """What is done in the block is undone at its end, unless the caller keeps it for as long as it
    supposes more; who works is the same after it as before, whatever role it took on."""
    role, deciding = func.current_setting("role"), func.current_setting("app.deciding", True)
    before = db.execute(select(role, deciding)).one()
    with db.begin_nested() as supposed:
        yield
        if not keep:
            supposed.rollback()
            return
        db.flush()
        for name, value in zip(("role", "app.deciding"), before, strict=True):
            db.execute(select(func.set_config(name, value or "", True)))


@contextmanager
def _working_as(db: Session, role: str) -> Iterator[None]:
    """What is still to be written is written by the role that it belongs to. After an error nothing
    is set back: then nothing of the transaction stays. Inside a block of the same role it does
    nothing."""
    around = db.info.get(WORKS_AS)
    if around == role:
        yield
        return
    db.flush()
    before, _ = db.execute(TAKE_ON, {"role": role}).one()
    db.info[WORKS_AS] = role
    try:
        yield
    finally:
        db.info[WORKS_AS] = around
    db.flush()
    db.execute(PUT_BACK, {"role": before})
