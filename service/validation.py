"""What pydantic finds wrong with what was sent, in the words of the API.

Its own words name classes and types of Python, and differ with how a model was written."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from pydantic.alias_generators import to_camel

from matching.faults import Faulty
from service.errors import Fault
from service.geometry import AREA_TYPES
from service.wire import NOT_A_DAY, NOT_A_MOMENT

Found = Mapping[str, Any]
"""An error as pydantic lists it."""

UNKNOWN_NAME = "extra_forbidden"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_ENUM_MEMBER = re.compile(r"<\w+\.\w+: ('\w+')>")


def _always(sentence: str) -> Callable[[Found], str]:
    return lambda _: sentence


def _length(found: Found) -> str:
    """Of what another validator went before, pydantic says what it says of any value."""
    said = str(found["msg"]).partition(" after validation")[0]
    if not _is_text(found):
        return re.sub("^Value", "List", said)
    said = re.sub("^Value", "String", said)
    return re.sub(r"item(s?)$", r"character\1", said)


def _is_text(found: Found) -> bool:
    return isinstance(found["input"], str)


def _unreadable(found: Found) -> str:
    """With line and column; nothing of what was sent."""
    return f"cannot be read as JSON: {found['ctx']['error']}"


def _tags(found: Found) -> str:
    return f"Input should be {' or '.join(str(found['ctx']['expected_tags']).rsplit(', ', 1))}"


_OBJECT = ("model_type", _always("Input should be an object"))
_LIST = ("list_type", _always("Input should be a valid list"))
_UUID = _always("is not a UUID")
_DAY = (NOT_A_DAY[0], _always(NOT_A_DAY[1]))
_MOMENT = (NOT_A_MOMENT[0], _always(NOT_A_MOMENT[1]))

WORDS: Mapping[str, tuple[str, Callable[[Found], str]]] = {
    "dataclass_type": _OBJECT,
    "dict_type": _OBJECT,
    "is_instance_of": _OBJECT,
    "model_attributes_type": _OBJECT,
    "model_type": _OBJECT,
    "tuple_type": _LIST,
    "unexpected_keyword_argument": (UNKNOWN_NAME, _always("Extra inputs are not permitted")),
    "union_tag_not_found": ("missing", _always("Field required")),
    "union_tag_invalid": ("literal_error", _tags),
    "uuid_parsing": ("uuid_parsing", _UUID),
    "uuid_type": ("uuid_type", _UUID),
    "json_invalid": ("json_invalid", _unreadable),
    "date_from_datetime_parsing": _DAY,
    "date_parsing": _DAY,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_parsing": _MOMENT,
    "too_short": ("too_short", _length),
    "too_long": ("too_long", _length),
}
"""What pydantic calls a fault; what we call it, so that the same fault has one code; and our words
for it where pydantic's tell of Python or repeat what was sent."""


def faults_of(errors: Iterable[Found]) -> Iterator[Fault]:
    """What was found, each fault once: where, a stable code, and a sentence."""
    for found in errors:
        inside = found.get("ctx", {}).get("error")
        if isinstance(inside, Faulty):
            yield from _of_the_engine(found, inside)
        else:
            yield _fault(found)


def _of_the_engine(found: Found, faulty: Faulty) -> Iterator[Fault]:
    """The engine's fields have the same names on the wire, in another spelling."""
    for fault in faulty.faults:
        inside = (to_camel(step) if isinstance(step, str) else step for step in fault.path)
        where = ".".join(map(str, [*found["loc"], *inside]))
        yield Fault(where, fault.code, fault.says)


def code_of(found: Found) -> str:
    """What we call a fault; pydantic measures text and lists alike after another validator."""
    kind = str(found["type"])
    code, _ = WORDS.get(kind, (kind, _said))
    return f"string_{code}" if kind in {"too_short", "too_long"} and _is_text(found) else code


def _fault(found: Found) -> Fault:
    code = code_of(found)
    _, words = WORDS.get(str(found["type"]), (code, _said))
    return Fault(_where(found, code), code, words(found))


def _where(found: Found, code: str) -> str:
    """The place of a fault. An unknown name is repeated only where it looks like the name of a
    field with a typing mistake in it: else it is data in the wrong place. On the way there pydantic
    names the type of an area as if that were a field."""
    way = [step for step in found["loc"][:-1] if step not in AREA_TYPES]
    path = [str(step) for step in (*way, *found["loc"][-1:])]
    if code == UNKNOWN_NAME and not _NAME.fullmatch(path[-1]):
        path[-1] = "?"
    if found["type"].startswith("union_tag_"):
        path.append(found["ctx"]["discriminator"].strip("'"))
    return ".".join(path)[:200]


def _said(found: Found) -> str:
    """Pydantic's own sentence."""
    said = str(found["msg"]).removeprefix("Value error, ")
    return _ENUM_MEMBER.sub(r"\1", said)[:300]
