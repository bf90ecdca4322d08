"""One spelling in JSON for the engine's dataclasses, and strict reading of it back.

The same value always gives the same bytes: keys sorted, no spaces, no floats.
"""

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date
from types import UnionType
from typing import Any, Self, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

from matching.codes.code import Code

# A field that came later is left out where it has its default, so that what was written before
# keeps its bytes and its digest.
LEFT_OUT = {"left_out_at_its_default": True}
T = TypeVar("T")


class FormError(ValueError):
    """The JSON does not have the expected form; the message names the field."""


def to_json(value: object) -> str:
    """Canonical JSON of a dataclass."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def from_json(kind: type[T], text: str | bytes) -> T:
    """The dataclass of this kind that the JSON spells; unknown and missing fields are errors."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FormError(f"not JSON: {error}") from None
    read: T = _read(kind, data, kind.__name__.lower())
    return read


class Written:
    """A dataclass that is kept and handed on as a file of JSON."""

    __slots__ = ()

    def to_json(self) -> str:
        """Canonical JSON: the same value always gives the same text."""
        return to_json(self)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Raises `FormError` naming the field, and what the dataclass raises itself."""
        return from_json(cls, text)


def sha256(text: str | bytes) -> str:
    """The digest in hexadecimal."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {
            item.name: _plain(getattr(value, item.name))
            for item in fields(value)
            if item.metadata != LEFT_OUT or getattr(value, item.name) != item.default
        }
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, UUID | date):
        return str(value)
    return value


def _read(kind: Any, data: object, path: str) -> Any:
    if is_dataclass(kind):
        return _read_dataclass(kind, data, path)
    if get_origin(kind) is tuple:
        if not isinstance(data, list):
            raise FormError(f"{path}: expected a list, got {_shown(data)}")
        item = get_args(kind)[0]
        return tuple(_read(item, one, f"{path}[{row}]") for row, one in enumerate(data))
    if isinstance(kind, UnionType):
        wanted = [one for one in get_args(kind) if one is not type(None)]
        return None if data is None else _read(wanted[0], data, path)
    return _read_scalar(kind, data, path)


def _read_dataclass(kind: Any, data: object, path: str) -> Any:
    if not isinstance(data, dict):
        raise FormError(f"{path}: expected an object, got {_shown(data)}")
    hints = get_type_hints(kind)
    names = [item.name for item in fields(kind)]
    usual = {item.name: _plain(item.default) for item in fields(kind) if item.metadata == LEFT_OUT}
    data = {**usual, **data}
    for wrong in sorted(set(data) ^ set(names)):
        raise FormError(f"{path}.{wrong}: {'missing' if wrong in names else 'unknown field'}")
    values = {name: _read(hints[name], data[name], f"{path}.{name}") for name in names}
    try:
        return kind(**values)
    except FormError:
        raise
    except ValueError as error:
        raise FormError(f"{path}: {error}") from None


def _read_scalar(kind: Any, data: object, path: str) -> Any:
    if kind in (int, bool, str):
        if type(data) is not kind:
            raise FormError(f"{path}: expected {kind.__name__}, got {_shown(data)}")
        return data
    if not isinstance(data, str):
        raise FormError(f"{path}: expected text, got {_shown(data)}")
    try:
        return date.fromisoformat(data) if kind is date else kind(data)
    except ValueError:
        choices = f"one of {', '.join(kind)}" if issubclass(kind, Code) else kind.__name__
        raise FormError(f"{path}: {_shown(data)} is not {choices}") from None


def _shown(data: object) -> str:
    return json.dumps(data)[:60]
