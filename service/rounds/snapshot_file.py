"""The snapshot as bytes, through files without a name: none of it stays on the disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from matching.archive import load, save
from matching.policy import Policy
from matching.problem import Problem

GONE = b""
"""Of a snapshot that was there."""


def as_bytes(problem: Problem, policy: Policy) -> bytes:
    """The engine's own file (npz) with the policy in it."""
    with TemporaryFile() as file:
        save(path_of(file), problem, policy)
        file.seek(0)
        return file.read()


def from_bytes(data: bytes) -> tuple[Problem, Policy]:
    """What `as_bytes` kept."""
    with opened(data) as file:
        problem, policy = load(path_of(file))
    return problem, policy or Policy()


@contextmanager
def opened(data: bytes) -> Iterator[IO[bytes]]:
    """A file without a name that holds these bytes."""
    with TemporaryFile() as file:
        file.write(data)
        file.flush()
        yield file


def path_of(file: IO[bytes]) -> Path:
    """How this process, and a child that was handed the file, can open it."""
    return Path(f"/dev/fd/{file.fileno()}")
