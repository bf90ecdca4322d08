"""Pictures of who waits and what there is, each beside its table, and all of it as a file."""

import csv
import io
from collections.abc import Sequence

from fastapi.responses import Response
from sqlalchemy.orm import Session

from service.codelists.organisations import DECIDERS, OWNERS, OrganisationKind
from service.intake.report import harmless
from service.monitor.suppression import LEAST
from service.monitor.tables import NOT_TOLD, Table, tables
from service.municipalities import repository as municipalities
from service.pages.languages import LANGUAGES
from service.pages.map import Drawing, Spot, drawing
from service.pages.route import page_router
from service.pages.visitor import Db, SignedInVisitor, Visitor
from service.permission import permit

PEOPLE = DECIDERS | {OrganisationKind.CARE_PROVIDER}
READERS = PEOPLE | OWNERS
CSV = "text/csv; charset=utf-8"
SIZES = ((0, 0.7), (10, 1.0), (50, 1.4), (200, 1.8))
"""Of a spot: from so many on it is so large."""

router = page_router()


@router.get("/monitor")
def pictures(visitor: SignedInVisitor, db: Db) -> Response:
    """All pictures that the reader's own rows give."""
    counted = _counted(visitor, db)
    return visitor.shows(
        db,
        "monitor/all.html",
        tables=counted,
        map=_map(db, counted),
        least=LEAST,
        hidden=NOT_TOLD,
    )


@router.get("/monitor.csv")
def file(visitor: SignedInVisitor, db: Db) -> Response:
    """The same for a spreadsheet."""
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    head = ("tabel", "rij", "kolom", "aantal"), ("table", "row", "column", "number")
    writer.writerow(head[LANGUAGES.index(visitor.language)])
    for table in _counted(visitor, db):
        writer.writerows(
            [harmless(cell) for cell in line] for line in table.lines(visitor.language)
        )
    named = {"Content-Disposition": 'attachment; filename="monitor.csv"'}
    return Response(text.getvalue(), media_type=CSV, headers=named)


def _counted(visitor: Visitor, db: Session) -> Sequence[Table]:
    permit(visitor.actor, READERS, "look at the monitor here")
    return tables(db, visitor.actor, people=visitor.actor.kind in PEOPLE)


def _map(db: Session, counted: Sequence[Table]) -> Drawing | None:
    """A spot for each municipality of which the number is told."""
    found = next((each for each in counted if each.key == "municipalities"), None)
    if found is None:
        return None
    told = {row.nl: count for row, (count,) in zip(found.rows, found.counts, strict=True)}
    outlines = municipalities.outlines_of(db, list(told))
    spots = [
        Spot(each.x, each.y, "#municipalities", f"{each.name}: {count}", size=_size(count))
        for each in outlines
        if (count := told[each.name]) is not None
    ]
    return drawing(outlines, spots) if spots else None


def _size(count: int) -> float:
    return [size for since, size in SIZES if count >= since][-1]
