"""A connection that does not wait for ever for a server that nobody hears any more.

The server ends what takes too long, but only as long as it is there: where a network swallows what
is sent, libpq waits for hours, and with it a thread and a place in the pool.
"""

import time
from collections.abc import Callable
from typing import Any

from psycopg import Connection, Error, OperationalError
from psycopg.abc import RV, PQGen
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

ANSWER_SECONDS = 5.0
"""What a server may be late after the time that it has for a statement."""
CONNECT_SECONDS = 5
RESTED_SECONDS = 1.0
RESTS_SINCE = "rests_since"
"""Where the pool keeps since when a connection lies in it, by a clock that only goes on."""
PREPARED = 500
"""How many statements a connection keeps prepared: more than we have, where psycopg keeps 100 and
would plan most of them anew, which takes longer than to run them."""


class PatientConnection(Connection[Any]):
    """Is closed when an answer takes longer than `patience` (seconds; None: for ever)."""

    patience: float | None = None

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Raises OperationalError when the answer does not come."""
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except OperationalError:
            if self.pgconn.transaction_status is TransactionStatus.ACTIVE:
                self.close()  # what it would still say belongs to nobody
            raise


def connecting(statement_timeout_ms: int) -> Callable[..., PatientConnection]:
    """Connects as the event `do_connect` of SQLAlchemy asks; 0 is no bound on a statement."""

    def connect(_: Any, __: Any, given: Any, named: Any) -> PatientConnection:
        made = PatientConnection.connect(*given, **{"connect_timeout": CONNECT_SECONDS} | named)
        made.prepared_max = PREPARED
        if statement_timeout_ms:
            made.patience = statement_timeout_ms / 1000 + ANSWER_SECONDS
        return made

    return connect


def ask_who_rested(engine: Engine) -> None:
    """A connection that lay in the pool is asked whether it still works, and all in it are made
    anew where one does not. Who worked within `RESTED_SECONDS` is not asked, as `pool_pre_ping`
    would: that is a question more to the database for every request."""

    def lies_down(_: Any, record: Any) -> None:
        record.info[RESTS_SINCE] = time.monotonic()

    def gets_up(connection: Any, record: Any, _: Any) -> None:
        since = record.info.get(RESTS_SINCE)
        rested = since is not None and time.monotonic() - since > RESTED_SECONDS
        if rested and not _answers(engine, connection):
            raise InvalidatePoolError

    event.listen(engine, "checkin", lies_down)
    event.listen(engine, "checkout", gets_up)


def _answers(engine: Engine, connection: Any) -> bool:
    try:
        return engine.dialect.do_ping(connection)
    except Error:
        return False
