"""A problem as bytes: canonical for the digest, npz for the file."""

import json
import zlib
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from matching.arrange import arranged
from matching.canonical import sha256
from matching.policy import Policy
from matching.problem import Problem
from matching.table import ProblemError, Spec, Table

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
        with path.open("rb") as file:
            arrays = _read(np.load(file, allow_pickle=False))
    except (ValueError, EOFError, BadZipFile, zlib.error):
        # Not in numpy's words: of objects it says how to load them all the same, which is unsafe.
        raise ProblemError(f"{path.name} is no npz file of numbers, or not all of one") from None
    if str(arrays.get("format")) != FORMAT:
        raise ProblemError(f"{path.name} is not of the format {FORMAT}")
    text = _part(arrays, "policy").tobytes()
    return _problem(arrays), Policy.from_json(text) if text else None


def _read(archive: Any) -> dict[str, NDArray[Any]]:
    if not isinstance(archive, np.lib.npyio.NpzFile):
        raise ValueError("it holds one array")
    return {name: np.asarray(archive[name]) for name in archive.files}


def _part(arrays: dict[str, NDArray[Any]], name: str) -> NDArray[Any]:
    if name not in arrays:
        raise ProblemError(f"{name} is missing")
    return arrays[name]


def _arrays(problem: Problem) -> dict[str, NDArray[Any]]:
    return {
        f"{name}.{column}": values.astype(values.dtype.newbyteorder("<"))
        for name, table in problem.tables().items()
        for column, spec in table.specs()
        if not _says_nothing(spec, values := getattr(table, column))
    }


def _says_nothing(spec: Spec, values: NDArray[Any]) -> bool:
    return spec.usual is not None and bool((values == spec.usual).all())


def _problem(arrays: dict[str, NDArray[Any]]) -> Problem:
    tables: dict[str, Table] = {}
    for name, kind in Problem.table_kinds().items():
        columns = {
            column: _part(arrays, f"{name}.{column}")
            for column, spec in kind.specs()
            if spec.usual is None or f"{name}.{column}" in arrays
        }
        tables[name] = kind.from_columns(**columns)
    day = _part(arrays, "day")
    if day.shape or day.dtype.kind not in "iu":
        raise ProblemError("day is no whole number")
    return Problem(day=int(day), **tables)  # type: ignore[arg-type]
