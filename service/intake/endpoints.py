"""Files of places and requests over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Header, Query, Request, Response

from service import reading
from service.conditional import located
from service.db import Db
from service.errors import UnsupportedMediaType
from service.headers import API_PREFIX
from service.intake import service
from service.intake.job import JOB
from service.intake.report import SHOWN, as_csv
from service.intake.schemas import ImportListing, ImportOut, ImportQuery, ImportSummary
from service.intake.sheets import example
from service.intake.subjects import SUBJECTS, Subject
from service.intake.takeover import MOST_ROWS
from service.jobs import put
from service.media_types import is_of, is_utf_8
from service.models import Intake
from service.registry.readable import Readable, add_reading
from service.routing import Once, domain_router
from service.security import Caller

CSV = "text/csv"


router = domain_router("", tag="imports")


def is_csv(
    content_type: Annotated[str, Header(max_length=200, include_in_schema=False)] = "",
) -> None:
    """Refuses another kind of body before it is kept."""
    if not is_of(content_type, CSV) or not is_utf_8(content_type):
        raise UnsupportedMediaType(f"Send the file as {CSV} in UTF-8.")


def _add_hand_in(router: APIRouter, subject: Subject) -> None:
    @router.post(
        f"/{subject.name}/imports",
        status_code=202,
        dependencies=[Once, Depends(is_csv)],
        max_body_size=service.MAX_FILE_BYTES,
        response_model=ImportOut,
        operation_id=f"import{subject.name.title()}",
        summary=f"Hand in a file of {subject.name}",
        description=f"Takes in a CSV file of {subject.name} ({subject.dutch}), at most 20 MiB "
        f"and {MOST_ROWS:,} rows: all of it or nothing. The answer names the import, which runs on "
        "its own; read it until its state is DONE or REFUSED. Rows are known by your own "
        "references: the same file again changes nothing, a later file changes what differs.",
    )
    def hand_in(
        content: Annotated[bytes, Body(media_type=CSV, examples=[example(subject.table)])],
        query: Annotated[ImportQuery, Query()],
        request: Request,
        response: Response,
        db: Db,
        actor: Caller,
    ) -> Intake:
        intake = service.hand_in(db, actor, subject, content, query.file_name)
        put(db, JOB, intake.id)
        located(response, f"{API_PREFIX}/imports", intake)
        return intake


for each in SUBJECTS.values():
    _add_hand_in(router, each)


add_reading(
    router,
    Readable(
        Intake,
        path="imports",
        name="Import",
        noun="import",
        out=ImportOut,
        listing=ImportListing,
        in_list=ImportSummary,
        one="One file (bestand), what became of it, and its report by row and column.",
        each="The files (bestanden) that your organisation handed in, by pages, without their "
        "reports.",
    ),
    under="/imports",
)


@router.get(
    "/imports/{id}/report",
    response_class=Response,
    responses={200: {"content": {CSV: {"schema": {"type": "string", "examples": [SHOWN]}}}}},
    operation_id="readImportReport",
    summary="Read the report of an import as CSV",
)
def report(id: UUID, db: Db) -> Response:
    """The report (verslag) by row and column for a spreadsheet, in Dutch and English."""
    intake = reading.one(db, Intake, id)
    named = {"Content-Disposition": f'attachment; filename="import-{id}.csv"'}
    return Response(as_csv(intake), media_type=CSV, headers=named)
