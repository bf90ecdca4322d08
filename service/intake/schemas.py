"""A file that was handed in, on the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from service.codelists.decisions import ImportState
from service.paging import PageQuery
from service.wire import Asked, Outbound, Word

SubjectName = Literal["places", "requests"]


class ImportQuery(Asked):
    """What may be said of a file beside its content."""

    file_name: Annotated[
        Word, Field(description="The file's name, to know it by (bestandsnaam)")
    ] = "import.csv"


class RowFaultOut(Outbound):
    """One thing that is wrong with a file; never what its cells hold."""

    row: int | None = Field(
        description="The row as a spreadsheet numbers it; the header is 1 (rij)", examples=[7]
    )
    column: str | None = Field(
        description="The column as the file names it (kolom)", examples=["kale huur"]
    )
    code: str = Field(description="A stable code", examples=["not_an_amount"])
    nl: str = Field(
        description="What is wrong, in Dutch",
        examples=["Schrijf een bedrag in euro's, zoals 650 of 713,02."],
    )
    en: str = Field(
        description="What is wrong, in English",
        examples=["Write an amount in euros, such as 650 or 713.02."],
    )


class ImportSummary(Outbound):
    """A file, and what became of it."""

    id: UUID
    organisation_id: UUID = Field(description="Who handed it in (organisatie)")
    subject: SubjectName = Field(description="What the rows are (onderwerp)")
    file_name: str = Field(description="The file's name (bestandsnaam)")
    content_hash: str = Field(description="SHA-256 of the file")
    asked_by: str = Field(description="Who handed it in (door)")
    state: ImportState = Field(description="Where it stands (status)")
    rows: int | None = Field(description="Rows that were read; null before that")
    created_rows: int | None = Field(description="Rows that were new")
    changed_rows: int | None = Field(description="Rows in which something differed")
    unchanged_rows: int | None = Field(description="Rows that were on record just so")
    fault_count: int = Field(description="How many faults were found (fouten)")
    created_at: datetime = Field(description="When it was handed in")
    finished_at: datetime | None = Field(description="When it was done with")


class ImportOut(ImportSummary):
    """A file, with its report by row and column."""

    faults: list[RowFaultOut] = Field(
        description="The first 1,000 faults, by row; `faultCount` counts all in the rows that were "
        "read. `too_many_faults` says that there are rows after those"
    )


class ImportListing(PageQuery):
    """Filters on files."""

    subject: SubjectName | None = None
    state: ImportState | None = None
