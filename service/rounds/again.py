"""The plan of a round worked out again on its own snapshot, by the engine in its own process."""

import json
from collections.abc import Sequence
from contextlib import ExitStack
from tempfile import TemporaryFile

from sqlalchemy.orm import Session

from service.models import RoundSnapshot
from service.rounds import engine_process
from service.rounds.engine_process import EngineStopped
from service.rounds.snapshot_file import opened, path_of
from service.rounds.tried import SECONDS, patience, too_long


def worked_out(
    db: Session, kept: RoundSnapshot, program: str, words: Sequence[str], *more: str
) -> bytes:
    """What a program of the engine writes about the snapshot, its plan and more texts, in that
    order; the connection stays ours meanwhile. Busy where that takes too long."""
    texts = (json.dumps(kept.solution), *more)
    with ExitStack() as stack, TemporaryFile() as result:
        given = [
            stack.enter_context(opened(each))
            for each in (kept.problem, *(text.encode() for text in texts))
        ]
        paths = [str(path_of(file)) for file in given]
        out = ["--out", str(path_of(result)), "--seconds", str(SECONDS)]
        try:
            engine_process.run(
                program,
                [*paths, *out, *words],
                (*given, result),
                lambda _: None,
                patience(db),
            )
        except EngineStopped:
            raise too_long() from None
        result.seek(0)
        return result.read()
