"""The monitor: counts by the policies, small ones not told, the same in picture, table and file."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from itertools import product

from builders import make_household, make_place, make_property, make_request
from conftest import Caller
from hypothesis import given
from hypothesis import strategies as st
from matching_table import MatchingTable
from page_visitor import PageVisitor

from matching.codes.contracts import ContractForm
from matching.codes.households import AgeBand
from matching.codes.places import PlaceKind
from service.clock import today
from service.models import Organisation
from service.monitor.suppression import LEAST, without_small

MOST = 7


@given(st.lists(st.integers(0, MOST), min_size=2, max_size=4))
def test_who_knows_the_sum_and_the_rule_cannot_work_a_small_count_out(counts: list[int]) -> None:
    told = without_small(counts)
    assert not any(count is not None and 0 < count < LEAST for count in told)
    assert all(count in {None, each} for count, each in zip(told, counts, strict=True))
    possible = [
        each
        for each in product(range(sum(counts) + 1), repeat=len(counts))
        if sum(each) == sum(counts) and without_small(each) == told
    ]
    for n, count in enumerate(counts):
        if 0 < count < LEAST and any(each is not None for each in told):
            assert len({each[n] for each in possible}) > 1, possible


def test_large_counts_are_all_told() -> None:
    assert without_small([5, 0, 900, 12]) == [5, 0, 900, 12]
    assert without_small([2, 5, 900, 12]) == [None, None, 900, 12]


def test_the_monitor_counts_what_its_reader_sees_and_singles_nobody_out(
    table: MatchingTable, corporation: Caller, platform: Caller
) -> None:
    long_ago, lately = today() - timedelta(weeks=30), today() - timedelta(weeks=1)
    with table.session() as db:
        provider = db.get_one(Organisation, table.provider.id)
        owner = db.get_one(Organisation, table.owner.id)
        for since, age, many in (
            (long_ago, AgeBand.AGE_27_PLUS, 9),
            (lately, AgeBand.AGE_18_20, 7),
            (long_ago, AgeBand.AGE_18_20, 1),
        ):
            for _ in range(many):
                home = make_household(db, provider, (age, AgeBand.UNDER_18))
                make_request(db, home, waiting_since_date=since)
        for _ in range(3):
            make_place(db, make_property(db, owner))
        make_request(db, waiting_since_date=long_ago)
    town, asker = PageVisitor.of(table.municipality), PageVisitor.of(table.provider)
    for reader, others in ((town, 1), (asker, 0)):
        lines = _file(reader)
        assert lines["27 of ouder", "26 tot 52 weken"] == str(9 + others)
        assert lines["18 tot en met 20", "26 tot 52 weken"] == "*"
        assert lines["18 tot en met 20", "0 tot 4 weken"] == "*", "it would tell the other one"
        assert lines["Utrecht", "aantal"] == str(17 + others)
        page = reader.get("/monitor").text
        assert not re.search('<td class="number">[1-4]</td>', page.partition('id="free"')[0])
        assert page.count('<svg class="bars') >= 3
    assert _file(town)["actief", "aantal"] == "18"
    owners = _file(PageVisitor.of(corporation))
    assert owners[PlaceKind.SELF_CONTAINED.nl, ContractForm.OWN_NAME.nl] == "3"
    assert not any(column.endswith("weken") for _, column in owners)
    assert PageVisitor.of(platform).get("/monitor").status_code == 403
    assert "number" in PageVisitor.of(table.municipality, "en").get("/monitor.csv").text


def _file(reader: PageVisitor) -> dict[tuple[str, str], str]:
    text = reader.get("/monitor.csv").text.removeprefix("\ufeff")
    _, *rows = csv.reader(io.StringIO(text), delimiter=";")
    return {(row, column): count for _, row, column, count in rows}
