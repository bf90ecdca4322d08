"""The pages on which an organisation keeps up its own rows of one kind: a form to register one, the
same form filled in to change it, and a button that withdraws it. A kind says what is its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from service.pages.filled import form_of
from service.pages.forms import Form, parsed
from service.pages.kept import Kept
from service.pages.refusals import NO_RULES, Refused, at_fields
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.permission import permit
from service.registry import Resource, repository, service
from service.requirements import Requirement

Written = Callable[[Form], Mapping[str, Any]]


@dataclass(frozen=True)
class Upkeep:
    """Of one kind: `at` is where its list stands, and so its templates; `looking` what somebody may
    not do who has none. `registering` and `changing` read what was written, `beside` gives what the
    form shows with it, for a new row or one that stands."""

    resource: Resource[Any]
    at: str
    looking: str
    registering: Written
    changing: Written
    beside: Callable[[Visitor, Session, Form, Any], Mapping[str, Any]]
    rules: Mapping[str, Requirement[Any]] = field(default_factory=lambda: NO_RULES)

    def add_to(self, router: APIRouter) -> None:
        """Its forms and where they are sent."""
        one, noun = f"{self.at}/{{id}}", self.resource.model.__name__
        router.get(self._new)(self.new)
        router.post(self._new, name=f"register{noun}")(self.register)
        router.get(one)(self.read)
        router.post(one, name=f"change{noun}")(self.change)
        router.post(f"{one}/withdrawal", name=f"withdraw{noun}")(self.withdraw)

    def permit(self, visitor: Visitor) -> None:
        """Raises NotAllowed for those who have no such rows."""
        permit(visitor.actor, self.resource.writers, self.looking)

    def new(self, visitor: SignedInVisitor, db: Db) -> Response:
        """The form."""
        return self._form(visitor, db, visitor.sent_before())

    def register(self, visitor: SignedInVisitor, form: OwnForm) -> Response:
        """Registers what was written."""
        try:
            with at_fields(self.rules), visitor.working() as db:
                body = parsed(self.resource.create, dict(self.registering(form)))
                service.create(db, visitor.actor, self.resource, body)
        except Refused as refused:
            sent = refused.of(form)
            return visitor.again(self._new, sent, lambda db, sent: self._form(visitor, db, sent))
        return visitor.to(self._saved)

    def read(self, id: UUID, visitor: SignedInVisitor, db: Db) -> Response:
        """The form, filled in with how it stands."""
        return self._form(visitor, db, visitor.sent_before(), id)

    def change(self, id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
        """Changes what stands to what was written."""
        try:
            with at_fields(self.rules), visitor.working() as db:
                asked = parsed(self.resource.change, dict(self.changing(form)))
                service.change(db, visitor.actor, self.resource, id, asked, form.if_match())
        except Refused as refused:
            return self._again(visitor, id, refused.of_row(form))
        return visitor.to(self._saved)

    def withdraw(self, id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
        """Takes it out of the next round; what was decided under it stands."""
        try:
            with at_fields(), visitor.working() as db:
                service.withdraw(db, visitor.actor, self.resource, id, form.if_match())
        except Refused as refused:
            return self._again(visitor, id, refused.of(Form()))
        return visitor.to(self._saved)

    @property
    def _new(self) -> str:
        return f"{self.at}/new"

    @property
    def _saved(self) -> str:
        return f"{self.at}?saved=1"

    def _again(self, visitor: Visitor, id: UUID, sent: Kept) -> Response:
        at = f"{self.at}/{id}"
        return visitor.again(at, sent, lambda db, sent: self._form(visitor, db, sent, id))

    def _form(self, visitor: Visitor, db: Session, sent: Kept, id: UUID | None = None) -> Response:
        """Others are seen through the API, by who may; here one keeps up one's own."""
        self.permit(visitor)
        row = None
        if id:
            stands = repository.own(db, self.resource, visitor.actor, id)
            row = self.resource.out.model_validate(stands)
            sent = sent.over(form_of(row))
        beside = self.beside(visitor, db, sent.form, row)
        template = f"{self.at.strip('/').replace('-', '_')}/one.html"
        return visitor.shows(
            db, template, sent.status, at=self.at, form=sent.form, row=row, **beside
        )
