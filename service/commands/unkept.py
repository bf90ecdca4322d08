"""What an answer says once: it is not kept beside the key of its command."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic_core import from_json, to_json


@dataclass(frozen=True)
class Unkept:
    """Marks a field of an answer, a secret, that is null where the answer is given again."""


def unkept_in(answer: Any) -> frozenset[str]:
    """The names on the wire of such fields in a model."""
    if not (isinstance(answer, type) and issubclass(answer, BaseModel)):
        return frozenset()
    fields = answer.model_fields.items()
    marked = {
        name: info for name, info in fields if any(isinstance(m, Unkept) for m in info.metadata)
    }
    return frozenset(
        info.serialization_alias or info.alias or name for name, info in marked.items()
    )


def without(body: bytes, names: Collection[str]) -> bytes:
    """The answer as it is kept."""
    return to_json(from_json(body) | dict.fromkeys(names)) if names else body
