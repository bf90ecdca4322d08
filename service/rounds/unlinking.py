"""Takes out of a round whom a request was of: it gets an id that nobody knows, and stands as a row
of numbers from then on. The others of the round keep what their reasons rest on."""

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from sqlalchemy.orm import Session

from matching.archive import digest
from matching.table import ProblemError
from service.audit import service as audit
from service.models import RoundSnapshot
from service.rounds import repository
from service.rounds.snapshot import requests_of
from service.rounds.snapshot_file import GONE, as_bytes, from_bytes


def unlink(db: Session, round_ids: Collection[UUID], request_ids: Collection[UUID]) -> None:
    """Of each of these rounds its snapshot, solution and advice; its digest is that of the new
    snapshot, so that they still belong together."""
    for id in sorted(round_ids):
        # Somebody else of the same round may be erased at the same moment.
        round = repository.locked(db, id)
        snapshot = db.get_one(RoundSnapshot, id)
        fresh = {each: uuid4() for each in request_ids}
        snapshot.problem, now = _with_ids(snapshot.problem, fresh)
        words = {str(old): str(new) for old, new in fresh.items()}
        if now is not None and round.snapshot_hash is not None:
            words[round.snapshot_hash] = now
            round.snapshot_hash = now
        gone = set(map(str, request_ids))
        snapshot.seals = {key: seal for key, seal in snapshot.seals.items() if key not in gone}
        snapshot.solution = _with_words(snapshot.solution, words)
        snapshot.advice = _with_words(snapshot.advice, words)
        round.certificate = _with_words(round.certificate, words)
        audit.record(db, "unlink", "rounds", id)
    db.flush()


def _with_ids(data: bytes, fresh: Mapping[UUID, UUID]) -> tuple[bytes, str | None]:
    """The file and its digest; what no program of today can read nobody can replay, and goes."""
    try:
        problem, policy = from_bytes(data)
    except ProblemError:
        return GONE, None
    ids = b"".join(fresh.get(id, id).bytes for id in requests_of(problem))
    column = np.frombuffer(ids, np.uint8).reshape(problem.requests.id.shape)
    changed = replace(problem, requests=replace(problem.requests, id=column))
    return as_bytes(changed, policy), digest(changed)


def _with_words(content: dict[str, Any] | None, words: Mapping[str, str]) -> dict[str, Any] | None:
    if content is None:
        return None
    text = json.dumps(content)
    for old, new in words.items():
        text = text.replace(old, new)
    result: dict[str, Any] = json.loads(text)
    return result
