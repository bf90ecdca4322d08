"""Which form of the answer the client takes: JSON with geometry in it, or GeoJSON."""

from enum import Enum
from typing import Annotated

from fastapi import Depends, Header

from service.media_types import liking


class Form(Enum):
    """A media type in which located rows can be answered, the preferred one first."""

    JSON = "application/json"
    GEOJSON = "application/geo+json"


async def asked_form(
    accept: Annotated[str, Header(max_length=1_000, include_in_schema=False)] = "*/*",
) -> Form:
    """The form that the client likes best; the route has refused those who take neither. Async, as
    it is too little work for a thread."""
    return max(Form, key=lambda form: (liking(accept, form.value), form is Form.JSON))


AskedForm = Annotated[Form, Depends(asked_form)]
