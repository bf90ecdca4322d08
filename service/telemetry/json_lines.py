"""The program's log: one JSON object a line.

An error is told by its kind, its SQLSTATE and where it arose, never by its words: those may quote
what somebody sent or a row of the database."""

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, TextIO

FIELDS = "fields"
"""Under this name a record may carry more than its sentence."""
QUEUE = "procrastinate"
"""Its sentences quote what a job was put with: the account of who put it."""
TALKATIVE = ("httpx", QUEUE)
"""At INFO these tell every address that is asked, and every job."""
FRAMES = 30


class JsonLines(logging.Formatter):
    """A record as JSON, with when, how bad, who says it and what."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        at = datetime.fromtimestamp(record.created, UTC)
        said: dict[str, Any] = {
            "at": at.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _sentence(record),
        }
        said |= getattr(record, FIELDS, {})
        if record.exc_info and (error := record.exc_info[1]):
            said["error"] = [*_chain(error)]
        return json.dumps(said, default=str)


def begin(stream: TextIO | None = None) -> None:
    """From now on this process logs like that, to standard error unless a stream is given."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def _sentence(record: logging.LogRecord) -> str:
    if record.name.split(".")[0] != QUEUE:
        return record.getMessage()
    job: dict[str, Any] = getattr(record, "job", {})
    named = f" {job.get('task_name')}[{job.get('id')}]" if job else ""
    return f"{getattr(record, 'action', 'queue')}{named}"


def _chain(error: BaseException | None) -> Iterator[dict[str, Any]]:
    """The error and what it came from."""
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
        said = {"type": f"{type(error).__module__}.{type(error).__qualname__}"}
        if state := getattr(error, "sqlstate", None):
            said["sqlstate"] = state
        yield said | {"at": [f"{each.filename}:{each.lineno} {each.name}" for each in frames]}
        error = error.__cause__ or error.__context__
