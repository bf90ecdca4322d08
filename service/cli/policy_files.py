"""A policy from a file, registered like any other: a round only uses what is on record."""

import json
from pathlib import Path
from uuid import UUID

import typer
from pydantic import ValidationError
from sqlalchemy.orm import Session

from matching.policy import Policy
from service.actor import Actor
from service.cli.whole_file import read_whole
from service.clock import today
from service.errors import Fault
from service.policies import repository
from service.policies.endpoints import POLICIES
from service.policies.schemas import PolicyIn
from service.registry import service as registry
from service.validation import faults_of


def registered_policy(db: Session, actor: Actor, path: Path) -> UUID:
    """The policy with the file's content (by itself, or in an answer such as that of
    `GET /v1/default-policy`), named after the file; what is on record gets no new edition."""
    body = _read(path)
    known = repository.with_content(db, actor, body.name, body.content.sha256(), today())
    return known or registry.create(db, actor, POLICIES, body).id


def policy_in(path: Path) -> Policy:
    """The policy that the file's content is; what it leaves out is as in the engine's own."""
    return _read(path).content


def _read(path: Path) -> PolicyIn:
    try:
        found = json.loads(read_whole(path))
    except ValueError as error:
        raise typer.BadParameter(f"{path} is not JSON: {error}") from error
    answered = isinstance(found, dict) and "content" in found
    body = {
        "name": path.stem,
        "period": {"startDate": today().isoformat()},
        "content": found["content"] if answered else found,
    }
    try:
        return PolicyIn.model_validate_json(json.dumps(body))
    except ValidationError as error:
        told = "; ".join(_told(fault, answered) for fault in faults_of(error.errors()))
        raise typer.BadParameter(f"{path}: {told}") from error


def _told(fault: Fault, answered: bool) -> str:
    """By where it is in the file."""
    where = fault.where if answered else fault.where.removeprefix("content").lstrip(".")
    return f"{where or 'the policy'}: {fault.detail}"
