"""The program of the version before, from the history of this checkout, and migrations that go
less far than ours, or further."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

ROOT = Path(__file__).parents[2]
PACKAGES = ("service", "matching", "geo", "alembic")


@dataclass(frozen=True)
class Version:
    """A program of before: where it lies, and the migration that it was written for."""

    commit: str
    folder: Path
    revision: str


class NoHistory(Exception):
    """The checkout is no clone, or a shallow one."""


def version_before(revision: str, folder: Path) -> Version:
    """The last program that was written for an older migration than this one, laid in `folder`;
    one with two migrations of one number never ran."""
    changed = _git("log", "--format=%H^", "--", "alembic/versions").decode().split()
    for commit in ("HEAD", *changed):
        found = _revisions(commit)
        if max(found) < revision and len(set(found)) == len(found):
            return _laid(_git("rev-parse", "--short", commit).decode().strip(), folder)
    raise NoHistory("no older migration in this clone")


def _revisions(commit: str) -> list[str]:
    """The migrations of a commit, without laying the commit anywhere."""
    said = _git("grep", "-hE", "^revision = ", commit, "--", "alembic/versions").decode()
    return [line.split("=")[1].strip(" '\"") for line in said.splitlines()]


def _laid(commit: str, folder: Path) -> Version:
    archive = _git("archive", commit, *PACKAGES)
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        packed.extractall(folder, filter="data")
    newest = scripts(folder / "alembic").get_current_head()
    assert newest
    return Version(commit, folder, newest)


def _git(*words: str) -> bytes:
    try:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoHistory(f"git {' '.join(words)} says nothing here") from error


def scripts(folder: Path) -> ScriptDirectory:
    """Migrations as Alembic reads them."""
    config = Config()
    config.set_main_option("path_separator", "os")
    config.set_main_option("script_location", str(folder))
    return ScriptDirectory.from_config(config)


def migrations_until(revision: str, folder: Path) -> Path:
    """A copy of our migrations that ends with this one."""
    copied = shutil.copytree(ROOT / "alembic", folder, ignore=shutil.ignore_patterns("__pycache__"))
    for script in scripts(copied).walk_revisions():
        if script.revision > revision:
            Path(script.path).unlink()
    return copied


NEXT = '''"""A planted migration."""

from alembic import op

revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""{sql}""")
'''


def planted(folder: Path, sql: str) -> str:
    """Adds a migration to such a copy; its revision."""
    before = scripts(folder).get_current_head()
    assert before
    revision = f"{int(before) + 1:04}"
    script = NEXT.format(revision=revision, before=before, sql=sql)
    (folder / "versions" / f"planted_{revision}.py").write_text(script)
    return revision
