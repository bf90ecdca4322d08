"""A problem as bytes: canonical for the digest, npz for the file."""

import json
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from matching.arrange import arranged
from matching.canonical import sha256
from matching.policy import Policy
from matching.problem import Problem
from matching.table import ProblemError, Table

FORMAT = "woonplek-problem-1"


def canonical_bytes(problem: Problem) -> bytes:
    """The same bytes for the same problem, in whatever order its rows came."""
    ordered = arranged(problem)
    arrays = _arrays(ordered)
    header = {name: [array.dtype.str, list(array.shape)] for name, array in arrays.items()}
    start = json.dumps([FORMAT, problem.day, header], separators=(",", ":")).encode()
    return start + b"\n" + b"".join(array.tobytes() for array in arrays.values())


def digest(problem: Problem) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return sha256(canonical_bytes(problem))


def save(path: Path, problem: Problem, policy: Policy | None = None) -> None:
    """Writes an npz file that `load` and `python -m matching` read; the policy travels along."""
    text = policy.to_json() if policy else ""
    parts: dict[str, Any] = {
        "format": np.array(FORMAT),
        "day": np.array(problem.day),
        "policy": np.frombuffer(text.encode(), dtype=np.uint8),
        **_arrays(problem),
    }
    with path.open("wb") as file:
        np.savez(file, **parts)


def load(path: Path) -> tuple[Problem, Policy | None]:
    """Raises `ProblemError` when the file is no problem of this format."""
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except (ValueError, EOFError, BadZipFile) as error:
        raise ProblemError(f"{path.name} is no npz file: {error}") from None
    if str(arrays.get("format")) != FORMAT:
        raise ProblemError(f"{path.name} is not of the format {FORMAT}")
    text = arrays["policy"].tobytes()
    return _problem(arrays), Policy.from_json(text) if text else None


def _arrays(problem: Problem) -> dict[str, NDArray[Any]]:
    return {
        f"{name}.{column}": values.astype(values.dtype.newbyteorder("<"))
        for name, table in problem.tables().items()
        for column, values in table.columns().items()
    }


def _problem(arrays: dict[str, NDArray[Any]]) -> Problem:
    tables: dict[str, Table] = {}
    for name, kind in Problem.table_kinds().items():
        wanted = {column: f"{name}.{column}" for column, _ in kind.specs()}
        missing = [path for path in wanted.values() if path not in arrays]
        if missing:
            raise ProblemError(f"{missing[0]} is missing")
        tables[name] = kind(**{column: arrays[path] for column, path in wanted.items()})
    return Problem(day=int(arrays["day"]), **tables)  # type: ignore[arg-type]
