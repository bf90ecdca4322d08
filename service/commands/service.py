"""A command with an Idempotency-Key has one effect and one answer.

The key is written in the command's own transaction: a crash loses both or neither, and a second
request with the key waits for the first. After draft-ietf-httpapi-idempotency-key-header-07.
"""

from collections.abc import Collection

from fastapi import Request, Response
from sqlalchemy.orm import Session

from service.actor import Actor
from service.commands import repository
from service.commands.unkept import without
from service.errors import Conflict
from service.models import AnsweredCommand
from service.persons.marks import Marker

KEPT_HEADERS = ("content-type", "content-crs", "location", "etag")


class Replayed(Exception):
    """This command was carried out before: here is its answer."""

    def __init__(self, command: AnsweredCommand) -> None:
        super().__init__(command.key)
        self.response = Response(
            content=command.body, status_code=command.status or 200, headers=command.headers
        )


def begin(request: Request, db: Session, actor: Actor, key: str) -> None:
    """Claims the key, or raises the answer that was given before."""
    fingerprint = _unguessable(db, request.state.fingerprint)
    if repository.claim(db, actor, key, fingerprint):
        request.state.command_key = (actor.organisation_id, key)
        return
    command = repository.get(db, actor.organisation_id, key)
    if command.fingerprint != fingerprint:
        raise Conflict(
            "This Idempotency-Key was used before for another request.",
            nl="Deze Idempotency-Key is al gebruikt voor een ander verzoek.",
        )
    raise Replayed(command)


def _unguessable(db: Session, fingerprint: str) -> str:
    """Names are few enough to try them all: where identities are kept, no plain digest of what was
    sent stands in the database."""
    marker: Marker | None = db.info.get("marker")
    return marker.fingerprint(fingerprint) if marker else fingerprint


def remember(request: Request, response: Response, unkept: Collection[str]) -> None:
    """Keeps the answer beside the key, before the transaction ends; of `unkept` only that they
    were there."""
    organisation_id, key = request.state.command_key
    repository.keep(
        request.state.db,
        organisation_id,
        key,
        status=response.status_code,
        headers={name: response.headers[name] for name in KEPT_HEADERS if name in response.headers},
        body=without(bytes(response.body), unkept),
    )
