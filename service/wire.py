"""What goes over the wire: strict on the way in, complete on the way out, camelCase both ways."""

import re
import unicodedata
from datetime import date
from operator import getitem
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Query
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    TypeAdapter,
)
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, core_schema

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INT4 = 2**31 - 1


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


def _plain(text: str) -> str:
    """NFC and visible: PostgreSQL refuses NUL, people are fooled by the rest."""
    text = unicodedata.normalize("NFC", text)
    if any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn"} and c != "\n" for c in text):
        raise ValueError("holds a control or invisible character")
    return text.strip()


def _iso_day(value: Any) -> Any:
    """A day is written yyyy-mm-dd: a number of seconds would be taken for one as well."""
    if isinstance(value, str) and not _ISO_DAY.fullmatch(value):
        raise ValueError("is not a date as yyyy-mm-dd")
    if isinstance(value, int | float):
        raise ValueError("is not a date as yyyy-mm-dd")
    return value


Word = Annotated[str, AfterValidator(_plain), Field(min_length=1, max_length=120)]
Text = Annotated[str, AfterValidator(_plain), Field(min_length=1, max_length=2000)]
Reference = Annotated[str, AfterValidator(_plain), Field(min_length=1, max_length=60)]
Day = Annotated[date, BeforeValidator(_iso_day), Field(strict=False)]
Moment = AwareDatetime
Cents = Annotated[int, Field(ge=0, le=10_000_000, description="Euro cents")]
Metres = Annotated[int, Field(ge=0, le=400_000, description="Metres")]
Count = Annotated[int, Field(ge=0, le=100_000)]
Small = Annotated[int, Field(ge=0, le=99)]
Seed = Annotated[int, Field(ge=0, le=_INT4)]
Id = UUID
MunicipalityCode = Annotated[
    str, Field(pattern=r"^\d{4}$", description="CBS code of a municipality (gemeentecode)")
]

T = TypeVar("T")


class Raw(bytes):
    """A JSON body that nothing has parsed yet."""


class _FromRaw:
    """Parses a raw body in pydantic's own JSON mode, which alone is strict about types and yet
    takes dates and UUIDs as text; it also bounds nesting and refuses broken surrogates."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        adapter: TypeAdapter[Any] = TypeAdapter(source)

        def parse(value: Any) -> Any:
            return adapter.validate_json(bytes(value)) if isinstance(value, Raw) else value

        return core_schema.no_info_before_validator_function(parse, handler(source))


Body = Annotated[T, _FromRaw()]


def list_of(model: type[BaseModel]) -> Any:
    """`list[model]` for a model that is only known at run time."""
    return list.__class_getitem__(model)


def query_of(model: type[BaseModel]) -> Any:
    """A query of this model, which is only known at run time."""
    return getitem(Annotated, (model, Query()))


def body_of(model: type[BaseModel]) -> Any:
    """`Body[model]` for a model that is only known at run time."""
    return getitem(Annotated, (model, _FromRaw()))
