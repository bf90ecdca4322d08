"""The form for several decisions: what was chosen, and one outcome, reason and motivation."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from service.codelists.decisions import DecisionOutcome, RejectionReason
from service.errors import InvalidInput
from service.pages.forms import Form, parsed
from service.proposals.batch import MOST, Asked
from service.proposals.schemas import DecisionIn, Digest

DIGEST: TypeAdapter[str] = TypeAdapter(Digest)
CHOSEN = "chosen"
NOT_YET = {"motivation": "-", "reasonCode": RejectionReason.OTHER.value}
"""What stands in for what is filled in later, when it is looked at first."""


def chosen(form: Form) -> Sequence[tuple[UUID, str]]:
    """The proposals, each with the digest of what was shown."""
    try:
        pairs = [(UUID(id), DIGEST.validate_python(digest)) for id, _, digest in _parts(form)]
    except ValueError:
        raise InvalidInput("This is not a form.") from None
    if len(pairs) > MOST:
        raise InvalidInput("These are too many at once.")
    return list(dict(pairs).items())


def asked(form: Form, given: dict[str, str]) -> list[Asked]:
    """The decisions, each with what all have in common."""
    rejected = given.get("outcome") == DecisionOutcome.REJECTED
    body: dict[str, Any] = {k: v for k, v in given.items() if k != "reasonCode" or rejected}
    return [Asked(id, parsed(DecisionIn, body | {"digest": digest})) for id, digest in chosen(form)]


def filled_in(form: Form) -> dict[str, str]:
    """What was filled in for all."""
    return {name: form.one(name) for name in ("outcome", *NOT_YET) if form.one(name)}


def _parts(form: Form) -> list[tuple[str, str, str]]:
    return [value.partition(".") for value in form.all(CHOSEN)]
