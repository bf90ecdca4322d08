"""What the pages on security say is shown by a test is, by a test that is there."""

import re
from collections import Counter
from pathlib import Path

import pytest
from whole_life import LEADING

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


LINK = re.compile(r"\]\(([\w./-]+\.md)(?:#([\w-]+))?\)")


def headings(page: Path) -> set[str]:
    """What a link can lead to in a page."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head).strip().lower().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_on_security_says_is_documented_stands_there(page: Path) -> None:
    links = LINK.findall(page.read_text())
    assert links
    for to, heading in links:
        target = (page.parent / to).resolve()
        assert target.is_file(), to
        assert not heading or heading in headings(target), f"{to}#{heading}"


IN_THE_ASSESSMENT = {
    "decision": ("decision", "besluit"),
    "hand_over": ("hand-over", "overdracht"),
    "household": ("household", "huishouden"),
    "household_link": ("own page", "eigen pagina"),
    "household_member": ("age bands", "leeftijdsgroepen"),
    "lease": ("lease", "huurcontract"),
    "lease_milestone": ("lease", "huurcontract"),
    "offer": ("offer", "aanbieding"),
    "person": ("identity", "persoonsgegevens"),
    "person_claim": ("digests", "kenmerken"),
    "placement": ("placement", "plaatsing"),
    "proposal": ("proposal", "voorstel"),
    "request": ("request", "aanvraag"),
    "request_anchor": ("points to live near", "plekken om dichtbij te wonen"),
    "request_avoid_area": ("areas to stay away from", "gebieden"),
    "round_unplaced": ("snapshot of a round", "momentopname"),
}
"""What each table that leads to a household is called there, in English and Dutch."""


def test_every_kind_of_data_about_people_is_in_the_assessment() -> None:
    assert IN_THE_ASSESSMENT.keys() == LEADING
    for language, page in enumerate(("dpia.en.md", "dpia.md")):
        lines = (ROOT / "docs/security" / page).read_text().splitlines()
        table = "\n".join(line for line in lines if line.startswith("    | "))
        assert not [words for words in IN_THE_ASSESSMENT.values() if words[language] not in table]
