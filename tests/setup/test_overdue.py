"""No component is weak for longer than our terms allow, as far as a list of weaknesses says."""

import json
import re
import runpy
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from test_locks import ROOT

OVERDUE = runpy.run_path(str(ROOT / ".ci/overdue"))
NOW = datetime(2026, 11, 23, tzinfo=UTC)
WEB = OVERDUE["Component"]("PyPI", "a-web", "2.5.1")
MAP = OVERDUE["Component"]("npm", "@a/map", "1.0.0")


def days_ago(days: float) -> str:
    return (NOW - timedelta(days=days)).isoformat().replace("+00:00", "Z")


def advisory(
    severity: str | None = "HIGH", days: float = 1, name: str = "A_Web", **affected: Any
) -> dict[str, Any]:
    where = {"ecosystem": "npm" if name.startswith("@") else "PyPI", "name": name}
    spans = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "3.0"}]}]
    return {
        "id": "GHSA-x",
        "published": days_ago(days),
        "modified": days_ago(0.5),
        "affected": [{"package": where, "ranges": spans} | affected],
        "database_specific": {"severity": severity} if severity else {},
    }


FRESH = [advisory(name="elsewhere"), advisory(name="@elsewhere")]
"""A list of each, of today, with nothing about ours."""


def ended(*found: dict[str, Any], fresh: bool = True) -> tuple[int, str]:
    """Of two components, after these advisories."""
    lists = [*found, *(FRESH if fresh else ())]
    code, said = OVERDUE["told"](lists, [WEB, MAP], NOW)
    return code, said


@pytest.mark.parametrize(
    ("severity", "days"), [("CRITICAL", 3), ("HIGH", 14), ("MODERATE", 60), (None, 3), ("ODD", 3)]
)
def test_a_component_is_overdue_from_the_day_after_its_term(
    severity: str | None, days: int
) -> None:
    code, said = ended(advisory(severity, days - 0.1))
    assert (code, "a-web 2.5.1: GHSA-x, until 2026-11-23" in said) == (0, True)
    code, said = ended(advisory(severity, days + 0.1))
    assert (code, "a-web 2.5.1: GHSA-x, OVERDUE since 2026-11-22" in said) == (1, True)


def test_what_is_hardly_bad_waits_for_the_next_version() -> None:
    assert ended(advisory("LOW", 900)) == (0, "a-web 2.5.1: GHSA-x, with the next version")
    assert ended() == (0, "looked up, and nothing is known of any")
    assert ended(advisory(days=99, name="@a/map"))[0] == 1


def test_each_version_of_a_name_is_looked_up_in_the_same_order() -> None:
    """The locks pin some packages twice, each for other versions of Python."""
    both = [WEB, OVERDUE["Component"]("PyPI", "a-web", "2.4")]
    fixed = OVERDUE["Component"]("PyPI", "a-web", "3.0")
    for parts in ([*both, fixed], [fixed, *both[::-1]]):
        code, said = OVERDUE["told"]([advisory(days=99), *FRESH], parts, NOW)
        names = [line.partition(":")[0] for line in said.splitlines()]
        assert (code, names) == (1, ["a-web 2.4", "a-web 2.5.1"])


def test_what_stands_empty_in_an_advisory_hides_no_weakness() -> None:
    unsaid = advisory(days=3.1) | {"database_specific": None}
    assert ended(unsaid) == (1, "a-web 2.5.1: GHSA-x, OVERDUE since 2026-11-22")
    assert ended(advisory() | {"affected": None}) == (0, "looked up, and nothing is known of any")


@pytest.mark.parametrize(
    ("version", "events", "weak"),
    [
        ("2.5.1", [{"introduced": "0"}, {"fixed": "2.5.1"}], False),
        ("2.5.1", [{"introduced": "0"}, {"fixed": "2.5.2"}], True),
        ("2.5.1", [{"introduced": "2.5.1"}], True),
        ("2.5.1", [{"introduced": "2.6"}], False),
        ("2.5.1", [{"introduced": "0"}, {"last_affected": "2.5.1"}], True),
        ("2.5.1", [{"introduced": "0"}, {"last_affected": "2.5.0"}], False),
        ("3.1", [{"introduced": "0"}, {"fixed": "2"}, {"introduced": "3"}, {"fixed": "4"}], True),
        ("2.1", [{"introduced": "0"}, {"fixed": "2"}, {"introduced": "3"}, {"fixed": "4"}], False),
        ("2.10", [{"introduced": "2.9"}], True),
        (
            "3.0.1",
            [{"introduced": "3.0"}, {"fixed": "3.0.2"}, {"introduced": "0"}, {"fixed": "2.2.1"}],
            True,
        ),
        ("2.5", [{"fixed": "3"}, {"introduced": "0"}], True),
        ("3.1", [{"fixed": "3"}, {"introduced": "0"}], False),
        ("2.1", [{"introduced": "2"}, {"fixed": "2"}, {"introduced": "1"}], True),
        ("2.1", [{"last_affected": "2"}, {"introduced": "2"}], False),
        ("not a version", [{"introduced": "0"}], True),
    ],
)
def test_a_version_is_weak_between_the_events_of_an_advisory(
    version: str, events: list[dict[str, str]], weak: bool
) -> None:
    affected = {"ranges": [{"type": "SEMVER", "events": events}]}
    assert OVERDUE["is_affected"](version, affected) == weak
    assert OVERDUE["is_affected"](version, {"versions": [version]})
    assert not OVERDUE["is_affected"]("1.0", {"ranges": [{"type": "GIT", "events": events}]})


def test_an_old_or_missing_list_makes_nobody_sure() -> None:
    assert ended(fresh=False)[0] == 2
    assert ended(FRESH[0], fresh=False) == (2, "NOT AUDITED: no list of the last 3 days of npm")
    old = [each | {"modified": days_ago(3.1)} for each in FRESH]
    assert ended(*old, fresh=False)[0] == 2
    # What is overdue is so by an old list too.
    assert ended(advisory(days=99), fresh=False)[0] == 1


def test_the_locks_are_held_against_a_copy_of_the_lists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As an operator does, with lists of this moment that know of one package of ours."""

    def asked(*lists: Path) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["overdue", *map(str, lists)])
        return OVERDUE["main"](), capsys.readouterr().out

    now = datetime.now(UTC)
    said = {"published": (now - timedelta(99)).isoformat(), "modified": now.isoformat()}
    lists = {"PyPI": ["fastapi", "elsewhere", "sqlalchemy"], "npm": ["@elsewhere"]}
    for ecosystem, names in lists.items():
        with ZipFile(tmp_path / f"{ecosystem}.zip", "w") as packed:
            for name in names:
                spans = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]
                found = advisory(name=name, ranges=spans) | said | {"id": f"X-{name}"}
                gone = {"withdrawn": now.isoformat()} if name == "sqlalchemy" else {}
                packed.writestr(f"{name.strip('@')}.json", json.dumps(found | gone))
    lists_there = sorted(tmp_path.iterdir())
    code, said_of = asked(*lists_there)
    assert code == 1
    assert re.fullmatch(r"fastapi \S+: X-fastapi, OVERDUE since \S+\n", said_of)
    code, said_of = asked()
    assert (code, said_of[:11]) == (2, "NOT AUDITED")
    with ZipFile(tmp_path / "PyPI.zip", "a") as packed:
        again = advisory(name="sqlalchemy", ranges=spans) | said | {"withdrawn": None}
        packed.writestr("again.json", json.dumps(again))
    assert re.search(r"^sqlalchemy \S+: GHSA-x, OVERDUE", asked(*lists_there)[1], re.M)
    with ZipFile(tmp_path / "npm.zip", "a") as packed:
        packed.writestr("odd.json", json.dumps(["no", "advisory"]))
    code, said_of = asked(*lists_there)
    assert (code, said_of[:27]) == (2, "NOT AUDITED: AttributeError")
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"no list")
    assert asked(broken) == (2, "NOT AUDITED: BadZipFile: File is not a zip file\n")


def test_the_terms_are_those_of_the_operators_page() -> None:
    page = (ROOT / "docs/operate.md").read_text()
    days = re.findall(r"^\| .*\| (\d+) days \|$", page.split("## What it is made of")[1], re.M)
    assert [int(each) for each in days[:3]] == [*OVERDUE["TERMS"].values()]
