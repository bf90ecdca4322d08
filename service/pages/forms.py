"""What a form of a page sends, and what is wrong with it in words for its reader."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from fastapi import Request
from pydantic import BaseModel, ValidationError

from geo.errors import GeographyError
from service.errors import InvalidInput, UnsupportedMediaType
from service.incoming import read_body
from service.pages import forgery
from service.requirements import Requirement

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 200
Wrong = str | Requirement[Any] | GeographyError
"""The code of a fault, or what says in both languages what is wrong."""
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Form:
    """The fields of a form as they were filled in; `wrong` are the codes of what is not right with
    each, by its name."""

    fields: Mapping[str, list[str]] = field(default_factory=dict)
    wrong: Mapping[str, "Wrong"] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """What was filled in, without the blanks around it."""
        return self.fields.get(name, [""])[0].strip()

    def all(self, name: str) -> list[str]:
        """All that were chosen."""
        return self.fields.get(name, [])

    def refused(self, wrong: Mapping[str, "Wrong"]) -> "Form":
        """The same form, with what is wrong."""
        return Form(self.fields, wrong)


async def read(request: Request) -> Form:
    """The form of a request that was surely sent from a page of ours."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise UnsupportedMediaType("Send a form.")
    try:
        sent = parse_qsl(
            (await read_body(request)).decode(),
            keep_blank_values=True,
            max_num_fields=MOST_FIELDS,
            errors="strict",
        )
    except ValueError:
        raise InvalidInput("This is not a form.") from None
    fields: dict[str, list[str]] = {}
    for name, value in sent:
        fields.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return Form(fields)


async def read_own(request: Request, secret: str) -> Form:
    """The same, of a visitor who is signed in: only a form that we gave them counts."""
    form = await read(request)
    forgery.check(request, secret, form.one(forgery.FIELD))
    return form


def parsed(model: type[M], body: Mapping[str, Any]) -> M:
    """The body of the same command as the API takes, checked by the same model."""
    return model.model_validate_json(json.dumps(body))


def wrong_in(error: ValidationError, named: Mapping[str, str] | None = None) -> dict[str, Wrong]:
    """The code of the first fault of each field; `named` says how the form calls it, if otherwise.
    A fault of the whole stands under no name."""
    faults: dict[str, Wrong] = {}
    for fault in error.errors(include_url=False, include_input=False, include_context=False):
        where = ".".join(part for part in fault["loc"] if isinstance(part, str))
        faults.setdefault((named or {}).get(where, where), str(fault["type"]))
    return faults
