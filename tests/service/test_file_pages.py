"""Files on pages: handed in by a form, told cell by cell, corrected and handed in again."""

from __future__ import annotations

import csv
import io
import re
from uuid import UUID

import httpx
from conftest import Caller, World
from handed_in import Desk, rows_of, sheet
from hypothesis import given
from hypothesis import strategies as st
from page_visitor import OWN, PageVisitor

from service.intake.job import run
from service.intake.service import MAX_FILE_BYTES
from service.pages.forms import _with_files

BOUNDARY = "een-grens"


def sent(visitor: PageVisitor, path: str, content: bytes, name: str = "week.csv") -> httpx.Response:
    """A form with a file, as a browser sends it."""
    fields = {"token": visitor.token()}
    body, kind = in_parts(fields, name, content)
    headers = {"Content-Type": kind, "Origin": OWN}
    return visitor._followed(visitor._asked("POST", path, headers, content=body))


def in_parts(fields: dict[str, str], name: str, content: bytes) -> tuple[bytes, str]:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    ).encode()
    body = b"".join(parts) + head + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    return body, f"multipart/form-data; boundary={BOUNDARY}"


def test_a_file_with_a_wrong_cell_is_told_so_and_its_correction_is_taken_over(
    world: World, corporation: Caller
) -> None:
    owner, desk = PageVisitor.of(corporation), Desk(world.database, corporation, "places")
    rows = rows_of("places")
    wrong = [rows[0] | {"kale huur": "veel<b>"}, *rows[1:]]
    page = _taken_in(owner, desk, sent(owner, "/imports/places", sheet(wrong)))
    assert "Er is niets overgenomen" in page
    assert re.search(r'<td class="number">2</td><td>kale huur</td>', page)
    assert "veel" not in page, "a cell may hold what is nobody's business"
    assert corporation.get("/places").json()["places"] == []
    assert 'type="file"' in page

    page = _taken_in(owner, desk, sent(owner, "/imports/places", sheet(rows), "../../ü.csv"))
    assert "Alles is overgenomen" in page
    assert len(corporation.get("/places").json()["places"]) == len(rows)
    assert "week.csv" in owner.get("/imports/places").text


def test_what_is_no_file_of_ours_is_refused_on_the_page(
    corporation: Caller, provider: Caller
) -> None:
    owner = PageVisitor.of(corporation)
    for nothing in (sent(owner, "/imports/places", b""), owner.post("/imports/places", {})):
        assert (nothing.status_code, "Vul dit in" in nothing.text) == (400, True)
    assert sent(owner, "/imports/places", b"x" * (MAX_FILE_BYTES + 1)).status_code == 413
    assert sent(owner, "/imports/nothing", b"x").status_code == 404
    assert sent(owner, "/places/new", b"x" * 100_000).status_code == 413
    assert PageVisitor.of(corporation).get("/imports/requests").status_code == 403
    assert PageVisitor.of(provider).get("/imports/requests").status_code == 200
    forged = in_parts({"token": "x"}, "a.csv", b"x")
    more = {"Content-Type": forged[1], "Origin": OWN}
    assert owner._asked("POST", "/imports/places", more, content=forged[0]).status_code == 403
    no_parts = {"Content-Type": "multipart/form-data; boundary=x", "Origin": OWN}
    assert owner._asked("POST", "/imports/places", no_parts, content=b"x").status_code == 400
    for name in ("template", "example"):
        columns = owner.get(f"/imports/places/{name}.csv").text.removeprefix("\ufeff")
        assert next(csv.reader(io.StringIO(columns), delimiter=";")) == list(rows_of("places")[0])


def test_downloads_have_names_of_ours_whatever_was_handed_in(
    world: World, corporation: Caller
) -> None:
    named = {"fileName": '../../"; filename=evil.html'}
    given = {"Content-Type": "text/csv"}
    made = corporation.request(
        "POST", "/places/imports", params=named, content=b"x", headers=given
    ).json()
    run(Desk(world.database, corporation, "places").work(made["id"]))
    report = corporation.get(f"/imports/{made['id']}/report")
    owner = PageVisitor.of(corporation)
    files = {
        f"import-{made['id']}.csv": report,
        "import-places.csv": owner.get("/imports/places/template.csv"),
        "import-places-example.csv": owner.get("/imports/places/example.csv"),
        "monitor.csv": owner.get("/monitor.csv"),
    }
    for name, answer in files.items():
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'


@given(st.binary(max_size=300).filter(lambda content: BOUNDARY.encode() not in content))
def test_a_file_in_a_form_is_read_as_it_was_sent(content: bytes) -> None:
    body, kind = in_parts({"token": "t"}, "x.csv", content)
    form = _with_files(kind, body)
    assert (form.files["file"].content, form.one("token")) == (content, "t")


def _taken_in(owner: PageVisitor, desk: Desk, handed_in: httpx.Response) -> str:
    """The page of a file, once a worker has read it."""
    assert handed_in.status_code == 303, handed_in.text
    address = handed_in.headers["location"]
    assert "Het bestand wordt gelezen" in owner.get(address).text
    run(desk.work(str(UUID(address.rpartition("/")[2]))))
    return owner.get(address).text
