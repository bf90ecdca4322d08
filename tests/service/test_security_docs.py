"""What the pages on security say is shown by a test is, by a test that is there."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs/security").glob("*.md"))
ASVS = ROOT / "docs/security/asvs.md"
PROMISES = ROOT / "docs/promises.md"
LEVELS_1_AND_2 = 70 + 183
LINE = re.compile(r"\| (\d+)\.(\d+)\.(\d+) \| [^|]+ \| ([^|]+) \|")
KINDS = {
    "a test shows it": "`test_",
    "true by reading, no test": "no test",
    "not there": "not there",
    "of the identity provider, which an installation chooses": "of the identity provider",
    "of the operator: proxy, certificates, secrets": "of the operator",
    "not applicable": "not applicable",
}


def known_tests() -> set[str]:
    files = (ROOT / "tests").rglob("test_*.py")
    return {name for file in files for name in re.findall(r"def (test_\w+)\(", file.read_text())}


def asvs_lines() -> list[tuple[str, ...]]:
    found = map(LINE.fullmatch, ASVS.read_text().splitlines())
    return [line.groups() for line in found if line]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_test_that_a_page_on_security_names_is_there(page: Path) -> None:
    assert not {*re.findall(r"\btest_\w+", page.read_text())} - known_tests()


def test_each_test_that_a_promise_names_is_there() -> None:
    files = {file.name for file in (ROOT / "tests").rglob("test_*.py")}
    named = {*re.findall(r"\btest_\w+(?:\.py)?", PROMISES.read_text())}
    assert not named - files - known_tests()


def test_every_requirement_of_levels_1_and_2_has_a_line_that_says_how() -> None:
    lines = asvs_lines()
    numbers = [tuple(map(int, line[:3])) for line in lines]
    assert len(numbers) == len({*numbers}) == LEVELS_1_AND_2
    assert numbers == sorted(numbers)
    starts = tuple(KINDS.values())
    assert not [line for line in lines if not line[3].startswith(starts)]


def test_the_table_above_counts_the_lines() -> None:
    counted = Counter(
        next(kind for kind, start in KINDS.items() if line[3].startswith(start))
        for line in asvs_lines()
    )
    page = ASVS.read_text()
    for kind in KINDS:
        assert f"| {kind} | {counted[kind]} |" in page
