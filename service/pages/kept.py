"""A form on its way to the page that shows it again.

Nobody can go back to a page that answered a form: the browser would have to send it once more. So
who sent one that is not taken, or not yet, is led to a page that can be asked for again, and what
was written travels with the browser: in no address, no history and no table of ours. It is sealed
with the secret of the visit, so that no other visit reads it and nobody can slip one in, and it is
gone when it was shown."""

import hmac
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from service.encryption.cipher import Unreadable, decrypt, encrypt
from service.errors import Fault, WoonplekError
from service.pages import cookies, forgery
from service.pages.forms import Form, Wrong

MOST_BYTES = 3_800
"""With its name and what else belongs to it, a browser keeps a cookie of 4,096."""
SECONDS = 60
Sentence = tuple[str, str]
Said = str | tuple[str, str, list[Sentence]]


class Packed(BaseModel):
    """What travels: a fault is its code, or the sentences in both languages with those under them.
    It is looked at as it comes back, as whoever knows the secret of a visit can seal anything."""

    model_config = ConfigDict(strict=True)

    fields: dict[str, list[str]]
    wrong: dict[str, Said]
    status: Literal[200] | Annotated[int, Field(ge=400, le=599)]


@dataclass(frozen=True)
class Kept:
    """What was sent, with what is wrong, and the status that says so."""

    form: Form
    status: int = 200

    def over(self, stands: Form) -> "Kept":
        """What was sent; where nothing was, how it stands, with what is wrong."""
        return self if self.form.fields else Kept(stands.refused(self.form.wrong), self.status)


def led_back(request: Request, secret: str, at: str, kept: Kept) -> Response | None:
    """To the page at this address; None where it is too much to travel."""
    sealed = encrypt(_key(secret), zlib.compress(_packed(kept)), _shown_at(at))
    written = urlsafe_b64encode(sealed).decode().rstrip("=")
    if len(written) > MOST_BYTES:
        return None
    answer = RedirectResponse(at, 303)
    cookies.put(request, answer, cookies.FORM, written, SECONDS)
    return answer


def found(request: Request, secret: str) -> Kept:
    """What was sent before, if it was to be shown at this address; else an empty form."""
    sealed = cookies.read(request, cookies.FORM)
    if not sealed:
        return Kept(Form())
    try:
        kept = decrypt(_key(secret), urlsafe_b64decode(f"{sealed}=="), _shown_at(str(request.url)))
        told = Packed.model_validate_json(zlib.decompress(kept))
    except (Unreadable, ValueError, zlib.error):
        return Kept(Form())
    wrong = {name: _unpacked(each) for name, each in told.wrong.items()}
    return Kept(Form(told.fields, wrong), told.status)


def _shown_at(address: str) -> bytes:
    """The page with what is asked of it: whom a form is about may stand there."""
    split = urlsplit(address)
    return f"{split.path}?{split.query}".encode()


def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"a form that is kept", "sha256")


def _packed(kept: Kept) -> bytes:
    fields = {name: sent for name, sent in kept.form.fields.items() if name != forgery.FIELD}
    wrong = {name: _words(each) for name, each in kept.form.wrong.items()}
    return Packed(fields=fields, wrong=wrong, status=kept.status).model_dump_json().encode()


def _words(wrong: Wrong) -> Said:
    if isinstance(wrong, str):
        return wrong
    return wrong.en, wrong.nl, [(each.en, each.nl) for each in getattr(wrong, "faults", ())]


def _unpacked(said: Said) -> Wrong:
    if isinstance(said, str):
        return said
    en, nl, under = said
    return WoonplekError(en, [Fault("", "", *each) for each in under], nl=nl)
