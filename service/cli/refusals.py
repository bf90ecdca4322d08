"""What a person can mend about files of the engine, in one line."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from service.rounds.engine_process import EngineFailed, EngineStopped


@contextmanager
def in_one_line(problem: Path, undone: str) -> Iterator[None]:
    """Ends the program with what is wrong with the problem or a file beside it, or with the engine;
    where that was stopped, with what is left undone: "written"."""
    try:
        yield
    except OSError as error:
        sys.exit(f"woonplek: {error.filename or problem}: {error.strerror}")
    except (ValueError, typer.BadParameter, EngineFailed) as error:
        sys.exit(f"woonplek: {error}")
    except EngineStopped:
        sys.exit(f"woonplek: the engine was stopped; nothing is {undone}")
