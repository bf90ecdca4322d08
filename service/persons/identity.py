"""An identity and how it is kept: under a key of the person's own, which the installation's key
wraps. Both say whose it is, so that neither can be moved to another person or care provider."""

from datetime import date
from typing import Any, Protocol
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from service.encryption.cipher import Unreadable, decrypt, encrypt, new_key
from service.encryption.keys import Keys
from service.errors import KeyMissing

NOT_READABLE = "This identity cannot be read with the keys of this installation."
WHOSE = ("id", "organisation_id", "household_id")
BLOCK = 256
"""Lengths are rounded up to this many bytes: a long name does not show."""


class Identity(BaseModel):
    """Who somebody is, and how they are reached; nothing else of them is kept."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    given_name: str
    family_name: str
    date_of_birth: date
    phone: str | None
    email: str | None


class Sealed(Protocol):
    """A row, or a part of one, in which an identity is sealed."""

    id: Any
    organisation_id: Any
    household_id: Any
    wrapped_key: Any
    sealed: Any


def sealed(db: Session, identity: Identity, **whose: UUID) -> dict[str, bytes]:
    """The columns of an identity, under a key that is made for it."""
    keys: Keys = db.info["keys"]
    key = new_key()
    plain = identity.model_dump_json().encode()
    padded = plain.ljust(-(-len(plain) // BLOCK) * BLOCK)
    return {
        "wrapped_key": keys.encrypt(key, _where("wrapped_key", **whose)),
        "sealed": encrypt(key, padded, _where("sealed", **whose).encode()),
    }


def opened(db: Session, row: Sealed) -> Identity:
    """The identity in a row; KeyMissing where its key is not here, or it is not this row's."""
    keys: Keys = db.info["keys"]
    whose = {name: getattr(row, name) for name in WHOSE}
    try:
        key = keys.decrypt(row.wrapped_key, _where("wrapped_key", **whose))
        plain = decrypt(key, row.sealed, _where("sealed", **whose).encode())
    except Unreadable as error:
        raise KeyMissing(NOT_READABLE) from error
    return Identity.model_validate_json(plain)


def _where(column: str, *, id: UUID, organisation_id: UUID, household_id: UUID) -> str:
    return f"person.{column} {id} of {household_id} of {organisation_id}"
