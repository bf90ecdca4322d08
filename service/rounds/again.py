"""The plan of a round worked out again on its own snapshot, by the engine in its own process."""

import json
from collections.abc import Sequence
from contextlib import ExitStack
from tempfile import TemporaryFile

from service.models import RoundSnapshot
from service.rounds import engine_process
from service.rounds.snapshot_file import opened, path_of
from service.rounds.tried import Limit


def worked_out(
    kept: RoundSnapshot, program: str, words: Sequence[str], limit: Limit, *more: str
) -> bytes:
    """What a program of the engine writes about the snapshot, its plan and more texts, in that
    order. Raises EngineStopped where it had to stop."""
    texts = (json.dumps(kept.solution), *more)
    with ExitStack() as stack, TemporaryFile() as result:
        given = [
            stack.enter_context(opened(each))
            for each in (kept.problem, *(text.encode() for text in texts))
        ]
        paths = [str(path_of(file)) for file in given]
        out = ["--out", str(path_of(result)), "--seconds", str(limit.seconds)]
        engine_process.run(
            program, [*paths, *out, *words], (*given, result), lambda _: None, limit.stopped
        )
        result.seek(0)
        return result.read()
