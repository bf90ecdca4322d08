"""One request, one transaction; the organisation is set here and nowhere else."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic_core import from_json
from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from service.actor import Actor
from service.audit import asking
from service.audit import service as audit
from service.audit.repository import Line
from service.database_errors import as_error
from service.database_roles import OWN_ALONE
from service.database_urls import sqlalchemy_url
from service.errors import NotAllowed, WoonplekError
from service.patient_connection import ask_who_rested, connecting
from service.security import Caller
from service.turns import TURN_TIMEOUT_SECONDS, turn_in

STATEMENT_TIMEOUT_MS = 5_000
LOCK_TIMEOUT_MS = 2_000
IDLE_TIMEOUT_MS = 5_000

AS_WE_READ = "-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c jit=off"
"""Whatever a role, a database or a variable of libpq says."""

ACT_AS = text("""
    select act_as(:organisation, :kind, :user), (
        select name from organisation
        where id = :organisation and kind = :kind and withdrawn_at is null)""")
NO_PART = "This organisation does not take part, or not in this role."
TAKES_PART_AS = "takes_part_as"
"""Where a session keeps what the organisation that it works for is called; None where there is none
such, in that role."""

Sessions = sessionmaker[Session]


def make_engine(dsn: str, pool_size: int = 10, **limits: int) -> Engine:
    """An engine whose connections bound every statement, lock and pause (milliseconds), and the
    wait for an answer that does not come."""
    times = {
        "statement_timeout": STATEMENT_TIMEOUT_MS,
        "lock_timeout": LOCK_TIMEOUT_MS,
        "idle_in_transaction_session_timeout": IDLE_TIMEOUT_MS,
    } | limits
    url = make_url(sqlalchemy_url(dsn))
    options = " ".join(f"-c {name}={value}" for name, value in times.items())
    given = url.query.get("options", "")
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=TURN_TIMEOUT_SECONDS,
        pool_use_lifo=True,  # the connection that has prepared most of what is asked
        json_deserializer=from_json,
        hide_parameters=True,  # what an error says of a statement ends in a log
        connect_args={"options": f"{given} {options} {AS_WE_READ}", "client_encoding": "UTF8"},
    )
    event.listen(engine, "do_connect", connecting(times["statement_timeout"]))
    ask_who_rested(engine)
    return engine


def make_sessions(engine: Engine, **info: Any) -> Sessions:
    """Sessions whose objects stay readable after the commit; each carries what the process has for
    all of them, such as its geocoder."""
    return sessionmaker(engine, expire_on_commit=False, info=info)


def seeing_one_moment(sessions: Sessions) -> Sessions:
    """Sessions whose transactions see the database as it was at their first statement."""
    engine: Engine = sessions.kw["bind"]
    return sessionmaker(
        **sessions.kw | {"bind": engine.execution_options(isolation_level="REPEATABLE READ")}
    )


def act_as(db: Session, actor: Actor) -> None:
    """Says for the rest of this transaction on whose behalf it runs; policies read it."""
    db.info["actor"] = actor
    asked = {"organisation": actor.organisation_id, "kind": actor.kind.value, "user": actor.user}
    db.info[OWN_ALONE], db.info[TAKES_PART_AS] = db.execute(ACT_AS, asked).one()


@contextmanager
def transaction(sessions: Sessions, actor: Actor) -> Iterator[Session]:
    """A transaction on behalf of the actor: committed at the end with the lines of its audit, or
    nothing of it."""
    with sessions.begin() as db:
        act_as(db, actor)
        yield db
        audit.write(db)


@contextmanager
def caller_transaction(request: Request, actor: Actor) -> Iterator[Session]:
    """A transaction on behalf of who calls; its organisation must take part in this role."""
    with transaction(request.app.state.sessions, actor) as db:
        audit.follow(db, asking.trace_of(request))
        if db.info[TAKES_PART_AS] is None:
            raise NotAllowed(NO_PART)
        yield db


async def turn(request: Request) -> AsyncIterator[None]:
    """Waits here for a free connection, not in a thread: those who wait would keep the threads
    from those who hold the connections, and nobody would get on. Commands have half of them, as a
    crowd that waits for the locks of one place would keep everybody else from reading."""
    said = "All database connections are in use; try again."
    state = request.app.state
    first = () if request.method == "GET" else (state.commands,)
    async with turn_in(said, *first, state.turns):
        yield


Turn = Annotated[None, Depends(turn, scope="function")]


def request_session(request: Request, actor: Caller, _: Turn) -> Iterator[Session]:
    """The request's transaction. With `scope="function"` it is committed before the answer leaves;
    FastAPI's default ends it after, and a failed commit would have been answered as a success."""
    with answering(request, actor) as db:
        request.state.db = db
        yield db


@contextmanager
def answering(request: Request, actor: Actor) -> Iterator[Session]:
    """The transaction of who asks; what is refused in it is written down, by the database too."""
    told: dict[Any, Any] = {}
    try:
        with caller_transaction(request, actor) as db:
            told = db.info
            yield db
    except WoonplekError as refusal:
        _note_refusal(request, actor, asking.in_vain(request, refusal, told), told)
        raise
    except SQLAlchemyError as error:
        _note_refusal(request, actor, asking.refused_below(request, as_error(error), told), told)
        raise


def _note_refusal(
    request: Request, actor: Actor, line: Line | None, told: Mapping[Any, Any]
) -> None:
    """In a transaction of its own, as that of the request is undone."""
    if line:
        with transaction(request.app.state.sessions, actor) as db:
            audit.follow(db, asking.trace_of(request))
            db.info["origin"] = told.get("origin", audit.ORIGIN)
            audit.record(db, line.action, line.subject, line.subject_id, line.result)


Db = Annotated[Session, Depends(request_session, scope="function")]
