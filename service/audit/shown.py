"""What an answer shows of people, read from its bytes by its model: no endpoint can forget it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, get_args
from uuid import UUID

from pydantic import BaseModel
from pydantic_core import from_json

from service.audit.repository import READ, Line
from service.codelists.audit import ProcessingActivity


@dataclass(frozen=True)
class About:
    """Marks, in a model of an answer, the id of a row about a person: `Annotated[UUID,
    About("requests")]`. The kinds stand in `service/audit/persons.py`."""

    subject: str
    activity: ProcessingActivity | None = None
    """For what the row is used here, where that is not what its kind is used for."""


@dataclass(frozen=True)
class Shape:
    """Where ids of such rows stand in an answer: by name on the wire here, and further inside."""

    rows: Mapping[str, About] = field(default_factory=dict)
    inside: Mapping[str, "Shape"] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether the answer shows anybody at all."""
        return bool(self.rows or self.inside)

    def __or__(self, other: "Shape") -> "Shape":
        """What stands in one or the other."""
        both = self.inside.keys() & other.inside.keys()
        merged = {name: self.inside[name] | other.inside[name] for name in both}
        return Shape({**self.rows, **other.rows}, {**self.inside, **other.inside, **merged})


def shape_of(annotation: Any) -> Shape:
    """The shape of an answer of this type: a model, a list of them, one or another."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _of_model(annotation)
    found = Shape()
    for part in get_args(annotation):
        found |= shape_of(part)
    return found


@cache
def _of_model(model: type[BaseModel]) -> Shape:
    rows, inside = {}, {}
    for name, info in model.model_fields.items():
        on_the_wire = info.serialization_alias or info.alias or name
        marks = [mark for mark in info.metadata if isinstance(mark, About)]
        if marks:
            rows[on_the_wire] = marks[0]
        elif further := shape_of(info.annotation):
            inside[on_the_wire] = further
    return Shape(rows, inside)


def seen_in(body: bytes, shape: Shape) -> Iterator[Line]:
    """A line for each row about a person in the body of an answer."""
    return _seen(from_json(body), shape)


def _seen(value: Any, shape: Shape) -> Iterator[Line]:
    if isinstance(value, list):
        for each in value:
            yield from _seen(each, shape)
    elif isinstance(value, dict):
        for name, about in shape.rows.items():
            if name in value:
                yield Line.of(READ, about.subject, UUID(value[name]), activity=about.activity)
        for name, inner in shape.inside.items():
            yield from _seen(value.get(name), inner)
