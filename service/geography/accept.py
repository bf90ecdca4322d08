"""Which form of the answer the client takes: JSON with geometry in it, or GeoJSON."""

from enum import Enum
from typing import Annotated

from fastapi import Depends, Header

from service.errors import NotAcceptable


class Form(Enum):
    """A media type in which located rows can be answered, the preferred one first."""

    JSON = "application/json"
    GEOJSON = "application/geo+json"


def parse_accept(accept: str) -> Form:
    """The form that an Accept header likes best (RFC 9110, 12.5.1); raises NotAcceptable."""
    liked = [_part(part) for part in accept.split(",")]
    best = max(Form, key=lambda form: (_quality(liked, form.value), form is Form.JSON))
    if _quality(liked, best.value) <= 0:
        raise NotAcceptable(f"Ask for {Form.JSON.value} or {Form.GEOJSON.value}.")
    return best


def _part(text: str) -> tuple[str, float]:
    """A media range and its quality; parameters other than q do not matter to us."""
    media, *parameters = (piece.strip().lower() for piece in text.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return media, _number(value.strip())
    return media, 1.0


def _number(text: str) -> float:
    whole, _, decimals = text.partition(".")
    right = whole in {"0", "1"} and len(decimals) <= 3 and (decimals or "0").isdecimal()
    return min(float(text), 1.0) if right else 0.0


def _quality(liked: list[tuple[str, float]], media: str) -> float:
    """That of the most specific range, as a client may take all but one: `*/*, x/y;q=0`."""
    for named in (media, "application/*", "*/*"):
        found = [quality for range_, quality in liked if range_ == named]
        if found:
            return max(found)
    return 0.0


async def asked_form(
    accept: Annotated[str, Header(max_length=1_000, include_in_schema=False)] = "*/*",
) -> Form:
    """The form of this request's answer; async as it is too little work for a thread."""
    return parse_accept(accept)


AskedForm = Annotated[Form, Depends(asked_form)]
