"""What stands in the audit, read by the role that may."""

from collections.abc import Sequence
from typing import Any

from isolated_databases import Database, compile_once
from sqlalchemy import select

from service.audit.asking import REFUSED
from service.audit.repository import READ
from service.db import make_engine, make_sessions
from service.models import AuditEvent

DONE = (AuditEvent.action != READ, AuditEvent.result.not_like(f"{REFUSED}%"))
"""Lines of what was done, not of what was only read or asked in vain."""


def lines(database: Database, *conditions: Any) -> Sequence[AuditEvent]:
    """The lines that meet all conditions, in the order in which they were written."""
    engine = make_engine(database.audit_dsn)
    compile_once(engine)
    try:
        with make_sessions(engine)() as db:
            asked = select(AuditEvent).where(*conditions).order_by(AuditEvent.id)
            return db.scalars(asked).all()
    finally:
        engine.dispose()
