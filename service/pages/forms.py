"""What a form of a page sends, and what is wrong with it in words for its reader."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from fastapi import Request
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from geo.errors import GeographyError
from service.errors import Fault, InvalidInput, UnsupportedMediaType, WoonplekError
from service.incoming import read_body
from service.pages import forgery
from service.pages.parts import MOST_FIELDS, parts_of
from service.requirements import Requirement

FORM = "application/x-www-form-urlencoded"
WITH_FILES = "multipart/form-data"
MOST_BYTES = 64 * 1024
"""Of a form without files, also where a file may be sent: reading 20 MB of `%41` takes seconds."""
Wrong = str | Requirement[Any] | GeographyError | Fault | WoonplekError
"""The code of a fault, or what says in both languages what is wrong."""
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Upload:
    """A file that was chosen in a form."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Form:
    """The fields of a form as they were filled in; `wrong` are the codes of what is not right with
    each, by its name."""

    fields: Mapping[str, list[str]] = field(default_factory=dict)
    wrong: Mapping[str, "Wrong"] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """What was filled in, without the blanks around it."""
        return self.fields.get(name, [""])[0].strip()

    def all(self, name: str) -> list[str]:
        """All that were chosen."""
        return self.fields.get(name, [])

    def filled(self, values: Mapping[str, str]) -> "Form":
        """The same form with these fields filled in by us, and nothing said to be wrong."""
        return Form({**self.fields, **{name: [value] for name, value in values.items()}})

    def if_match(self, name: str = "version") -> str:
        """The ETag of a row as it was when the form was filled in from it."""
        return f'"{self.one(name)}"'

    def refused(self, wrong: Mapping[str, "Wrong"]) -> "Form":
        """The same form, with what is wrong."""
        return Form(self.fields, wrong)


async def read(request: Request) -> Form:
    """The form of a request; who asks for it sees to it that it was sent from where it should."""
    kind = request.headers.get("content-type", "")
    media = kind.partition(";")[0].strip().lower()
    if media == WITH_FILES:
        return _with_files(kind, await read_body(request))
    if media != FORM:
        raise UnsupportedMediaType("Send a form.")
    body = await read_body(request)
    if len(body) > MOST_BYTES:
        raise HTTPException(413)
    try:
        sent = parse_qsl(
            body.decode(),
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


def _with_files(kind: str, body: bytes) -> Form:
    fields: dict[str, list[str]] = {}
    files: dict[str, Upload] = {}
    for part in parts_of(kind, body):
        if part.file is not None:
            files[part.name] = Upload(part.file, part.content)
        else:
            fields.setdefault(part.name, []).append(part.content.decode(errors="replace"))
    return Form(fields, files=files)


async def read_own(request: Request, secret: str) -> Form:
    """That of a visitor who is signed in: only a form that we gave them counts."""
    form = await read(request)
    forgery.check(request, secret, form.one(forgery.FIELD))
    return form


def parsed(model: type[M], body: Mapping[str, Any]) -> M:
    """The body of the same command as the API takes, checked by the same model."""
    return model.model_validate_json(json.dumps(body))
