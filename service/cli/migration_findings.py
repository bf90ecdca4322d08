"""What squawk, the linter of migrations, finds in ours, held against what was accepted and why.

`./woonplek check` runs it; `alembic/upgrades.toml` has the reasons."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from service import migrations

SQUAWK = Path(sys.executable).parent / "squawk"
OLDEST_POSTGRESQL = "15"

TAKES_AWAY = frozenset(
    {
        "adding-required-field",
        "ban-drop-column",
        "ban-drop-table",
        "changing-column-type",
        "renaming-column",
        "renaming-table",
    }
)
"""What no older program goes on with: no reason is enough, it must be stopped."""


class Finding(NamedTuple):
    """One rule of squawk that a migration does not meet."""

    migration: str
    rule: str
    statement: str


class Acceptance(NamedTuple):
    """Rules that need not be met, in these migrations or in all (None), and why."""

    rules: frozenset[str]
    migrations: frozenset[str] | None
    why: str

    def covers(self, finding: Finding) -> bool:
        """Whether it is about this."""
        here = self.migrations is None or finding.migration in self.migrations
        return here and finding.rule in self.rules


def acceptances() -> list[Acceptance]:
    """What was accepted of our migrations."""
    told = tomllib.loads(migrations.terms().read_text())
    return [
        Acceptance(
            frozenset(each["rules"]),
            frozenset(each["migrations"]) if "migrations" in each else None,
            each["why"],
        )
        for each in told["accepted"]
    ]


def findings(written: Mapping[str, str]) -> list[Finding]:
    """What squawk says of the SQL of each migration."""
    with TemporaryDirectory() as folder:
        for revision, sql in written.items():
            Path(folder, f"{revision}.sql").write_text(sql)
        words = ["--assume-in-transaction", "--reporter=json", f"--pg-version={OLDEST_POSTGRESQL}"]
        asked = [str(SQUAWK), *words, *sorted(f"{revision}.sql" for revision in written)]
        said = subprocess.run(asked, cwd=folder, capture_output=True, text=True)
    if said.stderr and not said.stdout:
        raise RuntimeError(f"squawk says: {said.stderr}")
    return [
        Finding(revision, each["rule_name"], _statement(written[revision], each))
        for each in json.loads(said.stdout)
        for revision in [each["file"].removesuffix(".sql")]
    ]


def _statement(sql: str, found: Mapping[str, int]) -> str:
    lines = sql.splitlines()[found["line"] : found["line_end"] + 1]
    return " ".join(" ".join(lines).split())[:120]


def complaints(
    found: Iterable[Finding], accepted: Iterable[Acceptance], stops: Iterable[str]
) -> Iterator[str]:
    """What has no reason, what no reason is enough for, and reasons for what is not there."""
    found, accepted, last_stop = list(found), list(accepted), max(stops, default="")
    for each in found:
        told = f"{each.migration}: {each.rule}: {each.statement}"
        if each.rule in TAKES_AWAY and each.migration > last_stop:
            yield f"{told} (no older program outlives that: name it in stops_older_programs)"
        elif not any(one.covers(each) for one in accepted):
            yield f"{told} (meet it, or say in upgrades.toml why not)"
    for one in accepted:
        idle = one.rules - {each.rule for each in found if one.covers(each)}
        idle |= (one.migrations or frozenset()) - {
            each.migration for each in found if one.covers(each)
        }
        if idle:
            yield f"nothing is found any more of {', '.join(sorted(idle))}: accepted for nothing"


if __name__ == "__main__":
    told = complaints(
        findings(migrations.written()), acceptances(), migrations.stops_older_programs()
    )
    sys.exit("\n".join(told) or None)
