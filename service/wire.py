"""What goes over the wire: strict on the way in, complete on the way out, camelCase both ways."""

import json
import re
import unicodedata
from collections.abc import Collection
from datetime import UTC, date, datetime
from operator import getitem
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

from fastapi import Query
from pydantic import (
    AfterValidator,
    AliasGenerator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    TypeAdapter,
    ValidationError,
    create_model,
)
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError, core_schema

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ISO_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})", re.ASCII
)
_DIGITS = re.compile(r"-?\d+", re.ASCII)
_YEARS = range(1900, 2201)
NOT_A_DAY: Final = ("date_form", "is not a date as yyyy-mm-dd")
NOT_A_MOMENT: Final = ("date_time_form", "is not a date and time as 2026-11-30T14:05:00Z")
"""Code and sentence, for the form and for the day of the calendar or the hour alike."""
_INT4 = 2**31 - 1
HOPELESS = 2_000
"""Faults in one body; telling more of them apart takes seconds, on the loop of everybody."""
ALL_WRONG: Final = ("too_many_faults", f"has more than {HOPELESS} faults: none is told")


class Inbound(BaseModel):
    """A body as sent to us: unknown fields, loose types, NaN and infinity are errors."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,
        alias_generator=to_camel,
        validate_by_alias=True,
        validate_by_name=False,
    )


class Outbound(BaseModel):
    """A body as we send it: read from a row, no defaults, so that a client knows every field."""

    model_config = ConfigDict(
        from_attributes=True,
        frozen=True,
        alias_generator=to_camel,
        validate_by_alias=True,
        validate_by_name=True,
    )


class FromRow(Outbound):
    """The same, read from a row of a query: each field is looked for by the name that it has here
    alone. To hear from a row that it has no `rentCents` takes three times as long as all the
    rest."""

    model_config = ConfigDict(alias_generator=AliasGenerator(serialization_alias=to_camel))


class Asked(BaseModel):
    """The query of a request; an unknown parameter is an error, as a typing mistake would else
    silently widen what is asked."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,
        alias_generator=to_camel,
        validate_by_alias=True,
        validate_by_name=False,
    )


class NothingAsked(Asked):
    """The query of an operation that has none."""


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""General categories of Unicode that nobody sees: control, format, unassigned, breaks of lines."""


def _plain(text: str, but: str = "") -> str:
    """NFC and visible: PostgreSQL refuses NUL, people are fooled by the rest."""
    text = unicodedata.normalize("NFC", text)
    if any(unicodedata.category(c) in _UNSEEN and c not in but for c in text):
        raise PydanticCustomError("invisible_character", "holds a control or invisible character")
    return text.strip()


def _plain_lines(text: str) -> str:
    """The same, in more lines than one."""
    return _plain(text, but="\n")


def _iso_day(value: Any) -> Any:
    """A day is written yyyy-mm-dd: a number of seconds would be taken for one as well."""
    if not isinstance(value, date) and not _written(value, _ISO_DAY):
        raise PydanticCustomError(*NOT_A_DAY)
    return value


def _iso_moment(value: Any) -> Any:
    """A moment has its offset, and an upper-case T and Z (API Design Rules, date-time/format)."""
    if not isinstance(value, datetime) and not _written(value, _ISO_MOMENT):
        raise PydanticCustomError(*NOT_A_MOMENT)
    return value


def _in_digits(value: Any) -> Any:
    """A number in a query is digits: Python reads `1_0` as ten."""
    if isinstance(value, str) and not _written(value, _DIGITS):
        raise PydanticKnownError("int_parsing")
    return value


def _written(value: Any, form: re.Pattern[str]) -> bool:
    return isinstance(value, str) and form.fullmatch(value) is not None


D = TypeVar("D", bound=date)


def _possible(value: D) -> D:
    """Far years overflow where days are counted or zones applied."""
    if value.year not in _YEARS:
        raise PydanticCustomError(
            "year_impossible", f"lies outside the years {_YEARS.start} to {_YEARS.stop - 1}"
        )
    return value


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


T = TypeVar("T")


def _distinct(values: list[T]) -> list[T]:
    if len(set(values)) != len(values):
        raise PydanticCustomError("named_twice", "names something twice")
    return values


InDigits = BeforeValidator(_in_digits)
"""Of a whole number in a query."""
Word = Annotated[str, AfterValidator(_plain), Field(min_length=1, max_length=120)]
Text = Annotated[str, AfterValidator(_plain_lines), Field(min_length=1, max_length=2000)]
Reference = Annotated[str, AfterValidator(_plain), Field(min_length=1, max_length=60)]
Day = Annotated[date, BeforeValidator(_iso_day), AfterValidator(_possible), Field(strict=False)]
Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_iso_moment),
    AfterValidator(_possible),
    AfterValidator(_in_utc),
    Field(strict=False),
]
ValidOn = Annotated[Day | None, Field(description="Only what holds on this day (geldig op)")]
Cents = Annotated[int, Field(ge=0, le=10_000_000, description="Euro cents")]
Metres = Annotated[int, Field(ge=0, le=400_000, description="Metres")]
Count = Annotated[int, Field(ge=0, le=100_000)]
Days = Annotated[int, Field(ge=0, le=40_000, description="Days")]
Small = Annotated[int, Field(ge=0, le=99)]
Seed = Annotated[int, Field(ge=0, le=_INT4)]
Id = UUID
MunicipalityCode = Annotated[
    str, Field(pattern=r"^[0-9]{4}$", description="CBS code of a municipality (gemeentecode)")
]
Codes = Annotated[
    list[T], AfterValidator(_distinct), Field(json_schema_extra={"uniqueItems": True})
]
"""Several codes of one list, each at most once."""


class Raw(bytes):
    """A JSON body that nothing has parsed yet."""


def _once_each(pairs: list[tuple[str, Any]]) -> None:
    """One reader takes the first of two equal names, the next the last: refuse them."""
    if len({name for name, _ in pairs}) != len(pairs):
        raise PydanticCustomError("duplicate_name", "names a field twice")


class _FromRaw:
    """Parses a raw body in pydantic's own JSON mode, which alone is strict about types and yet
    takes dates and UUIDs as text; it also bounds nesting and refuses broken surrogates."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        adapter: TypeAdapter[Any] = TypeAdapter(source)

        def parse(value: Any) -> Any:
            if not isinstance(value, Raw):
                return value
            try:
                parsed = adapter.validate_json(bytes(value))
            except ValidationError as error:
                if error.error_count() > HOPELESS:
                    raise PydanticCustomError(*ALL_WRONG) from None
                raise
            json.loads(value, object_pairs_hook=_once_each)
            return parsed

        return core_schema.no_info_before_validator_function(parse, handler(source))


Body = Annotated[T, _FromRaw()]


def changes_of(*models: type[Inbound], says: str, leave_out: Collection[str] = ()) -> type[Inbound]:
    """The body of a change: the fields of the models, each of which may be left out; of two
    fields with one name the later counts.

    What is left out stays as it is; that is not the same as null, which only fields take that
    can be empty."""
    fields = {name: info for model in models for name, info in model.model_fields.items()}
    optional: Any = {name: _optional(f) for name, f in fields.items() if name not in leave_out}
    name = models[0].__name__.removesuffix("In") + "Change"
    made: type[Inbound] = create_model(
        name, __base__=Inbound, __doc__=says, __module__=models[0].__module__, **optional
    )
    return made


def _optional(info: FieldInfo) -> tuple[Any, Any]:
    """By a factory, as a plain default of null would stand in the documentation."""
    known = info.asdict()
    attributes = {k: v for k, v in known["attributes"].items() if not k.startswith("default")}
    annotation = getitem(Annotated, (known["annotation"], *known["metadata"], Field(**attributes)))
    return annotation, Field(default_factory=_nothing)


def _nothing() -> None:
    return None


def list_of(model: type[BaseModel]) -> Any:
    """`list[model]` for a model that is only known at run time."""
    return list.__class_getitem__(model)


def query_of(model: type[BaseModel]) -> Any:
    """A query of this model, which is only known at run time."""
    return getitem(Annotated, (model, Query()))


def body_of(model: type[BaseModel]) -> Any:
    """`Body[model]` for a model that is only known at run time."""
    return getitem(Annotated, (model, _FromRaw()))
