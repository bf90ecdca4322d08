"""A policy from a file, registered like any other: a round only uses what is on record."""

import json
from pathlib import Path
from uuid import UUID

import typer
from pydantic import ValidationError
from sqlalchemy.orm import Session

from matching.policy import Policy
from service.actor import Actor
from service.clock import today
from service.policies import repository
from service.policies.endpoints import POLICIES
from service.policies.schemas import PolicyIn
from service.registry import service as registry


def registered_policy(db: Session, actor: Actor, path: Path) -> UUID:
    """The policy with the file's content (as `GET /v1/default-policy` writes it), named after the
    file; a content that is on record already gets no new edition."""
    body = _read(path)
    known = repository.with_content(db, actor, body.name, body.content.sha256(), today())
    return known or registry.create(db, actor, POLICIES, body).id


def policy_in(path: Path) -> Policy:
    """The policy that the file's content is; what it leaves out is as in the engine's own."""
    return _read(path).content


def _read(path: Path) -> PolicyIn:
    try:
        return PolicyIn.model_validate_json(
            json.dumps(
                {
                    "name": path.stem,
                    "period": {"startDate": today().isoformat()},
                    "content": json.loads(path.read_text()),
                }
            )
        )
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise typer.BadParameter(f"{path}: {where}: {first['msg']}") from error
    except ValueError as error:
        raise typer.BadParameter(f"{path} is not JSON: {error}") from error
