"""Files of places or requests: hand one in, read what is wrong with which cell, hand it in anew."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from service import reading
from service.intake import repository, service
from service.intake.job import JOB
from service.intake.report import as_csv
from service.intake.schemas import ImportOut, ImportQuery, ImportSummary
from service.intake.sheets import example, template
from service.intake.subjects import SUBJECTS, Subject
from service.jobs import put
from service.models import Intake
from service.pages.forms import Form
from service.pages.kept import Kept
from service.pages.route import page_router
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.permission import permit

LAST = 10
CSV = "text/csv; charset=utf-8"

router = page_router()


@router.get("/imports/file/{id}")
def read(id: UUID, visitor: SignedInVisitor, db: Db) -> Response:
    """One file: what became of it, and what is wrong with which cell."""
    file = ImportOut.model_validate(reading.one(db, Intake, id))
    part = "intake/state.html" if visitor.in_place else "intake/one.html"
    within = f"/imports/{file.subject}"
    return visitor.shows(db, part, file=file, form=Form(), within=within)


@router.get("/imports/file/{id}/report")
def report(id: UUID, db: Db) -> Response:
    """The same for a spreadsheet."""
    text = as_csv(reading.one(db, Intake, id))
    return _sheet(text, f"import-{id}.csv")


def _add_pages(router: APIRouter, about: Subject) -> None:
    address = f"/imports/{about.name}"

    @router.get(address)
    def new(visitor: SignedInVisitor, db: Db) -> Response:
        """How a file must look, the form to hand one in, and the last that were handed in."""
        return _form(visitor, db, about, visitor.sent_before())

    @router.post(address, max_body_size=service.MAX_FILE_BYTES)
    def hand_in(visitor: SignedInVisitor, form: OwnForm) -> Response:
        """Keeps the file and has it read."""
        file = form.files.get("file")
        if file is None or not file.content:
            lacks = Kept(form.refused({"file": "missing"}), 400)
            return visitor.again(address, lacks, lambda db, sent: _form(visitor, db, about, sent))
        with visitor.working() as db:
            name = _named(file.name)
            intake = service.hand_in(db, visitor.actor, about, file.content, name)
            put(db, JOB, intake.id)
            return visitor.to(f"/imports/file/{intake.id}")

    @router.get(f"{address}/template.csv")
    def empty(_: SignedInVisitor) -> Response:
        """A file with the columns and nothing else."""
        return _sheet(template(about.table), f"import-{about.name}.csv")

    @router.get(f"{address}/example.csv")
    def filled(_: SignedInVisitor) -> Response:
        """A file with rows that are good."""
        return _sheet(example(about.table), f"import-{about.name}-example.csv")


for each in SUBJECTS.values():
    _add_pages(router, each)


def _named(name: str) -> str:
    """As it is called, or plainly where that is no word."""
    try:
        return ImportQuery.model_validate({"fileName": name}).file_name
    except ValidationError:
        return ImportQuery().file_name


def _sheet(text: str, name: str) -> Response:
    named = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=CSV, headers=named)


def _form(visitor: Visitor, db: Session, subject: Subject, sent: Kept) -> Response:
    permit(visitor.actor, subject.writers, f"hand in {subject.name}")
    last: list[Any] = [
        ImportSummary.model_validate(each)
        for each in repository.last(db, visitor.actor, subject.name, LAST)
    ]
    return visitor.shows(
        db,
        "intake/new.html",
        sent.status,
        subject=subject.name,
        columns=subject.table.columns,
        required={each.nl for each in subject.table.columns if subject.table.required(each)},
        last=last,
        form=sent.form,
    )
