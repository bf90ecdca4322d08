"""A page that shows what would be; or its form again, and why that could not be told."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from fastapi.responses import Response
from sqlalchemy.orm import Session

from service.errors import Busy
from service.pages.forms import Form
from service.pages.refusals import Refused, at_fields
from service.pages.visitor import Visitor

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)


class Page(Protocol[T_contra]):
    """The form, and what was found by it."""

    def __call__(
        self, db: Session, form: Form, status: int = 200, found: T_contra | None = None
    ) -> Response: ...


def tried(visitor: Visitor, form: Form, try_out: Callable[[Session], T], page: Page[T]) -> Response:
    """What comes of trying it out; nothing is decided."""
    try:
        with at_fields(), visitor.working() as db:
            return page(db, form, found=try_out(db))
    except Refused as refused:
        again, status = form.refused(refused.wrong), refused.status
    except Busy as busy:
        again, status = form.refused({"": busy}), busy.status
    with visitor.working() as db:
        return page(db, again, status)
