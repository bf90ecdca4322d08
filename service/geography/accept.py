"""Which form of the answer the client takes: JSON with geometry in it, or GeoJSON."""

from enum import Enum
from typing import Annotated

from fastapi import Depends, Header

from service.errors import NotAcceptable
from service.media_types import liking


class Form(Enum):
    """A media type in which located rows can be answered, the preferred one first."""

    JSON = "application/json"
    GEOJSON = "application/geo+json"


def parse_accept(accept: str) -> Form:
    """The form that an Accept header likes best; raises NotAcceptable."""
    best = max(Form, key=lambda form: (liking(accept, form.value), form is Form.JSON))
    if liking(accept, best.value) <= 0:
        raise NotAcceptable(f"Ask for {Form.JSON.value} or {Form.GEOJSON.value}.")
    return best


async def asked_form(
    accept: Annotated[str, Header(max_length=1_000, include_in_schema=False)] = "*/*",
) -> Form:
    """The form of this request's answer; async as it is too little work for a thread."""
    return parse_accept(accept)


AskedForm = Annotated[Form, Depends(asked_form)]
