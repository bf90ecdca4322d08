"""Brings a database's schema up or down by Alembic: the only way a schema comes to be."""

import re
import tomllib
from io import StringIO
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine, NullPool, create_engine

from service.database_urls import sqlalchemy_url

LOCK_TIMEOUT_MS = 500
"""Who asks for a table waits behind a migration that waits for it. Half of what PostgreSQL lets
pass before it looks for a deadlock, so that in one it is the migration that gives way, and a
quarter of what a request waits."""


RUNNING = r"^-- Running upgrade .*-> (\w+)$"
"""What Alembic writes before each migration that it only writes down."""


class SchemaDiffers(RuntimeError):
    """The models and the migrated database are not the same."""


def scripts() -> Path:
    """The folder with the migrations: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).parent
    packed = package / "_alembic"
    return packed if packed.is_dir() else package.parent / "alembic"


def config(owner_dsn: str) -> Config:
    """Alembic's settings for one database."""
    made = Config()
    made.set_main_option("script_location", str(scripts()).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes["dsn"] = owner_dsn
    return made


def upgrade(owner_dsn: str, revision: str = "head") -> None:
    """The schema is at the revision afterwards, the newest by default."""
    command.upgrade(config(owner_dsn), revision)


def downgrade(owner_dsn: str, revision: str = "base") -> None:
    """The schema is back at an older revision, by default at none; extensions and roles stay."""
    command.downgrade(config(owner_dsn), revision)


def written() -> dict[str, str]:
    """The SQL of each migration, in order: for looking at, as env.py says, not for running."""
    made = config("")
    made.output_buffer = StringIO()
    command.upgrade(made, "head", sql=True)
    _, *parts = re.split(RUNNING, made.output_buffer.getvalue(), flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def terms() -> Path:
    """What each upgrade costs those who are at work meanwhile, and what was accepted of it."""
    return scripts() / "upgrades.toml"


def stops_older_programs() -> dict[str, str]:
    """The migrations that no older program outlives, each with what it could no longer do."""
    return _told("stops_older_programs")


def older_programs_cannot() -> dict[str, str]:
    """By what newer programs write: what one still at work beside them cannot do with it."""
    return _told("older_programs_cannot")


def _told(table: str) -> dict[str, str]:
    return dict(tomllib.loads(terms().read_text())[table])


def stopping(since: str) -> dict[str, str]:
    """Those of them that a database at this revision has still to go through."""
    newer = (each.revision for each in _directory().iterate_revisions("head", since))
    stops = stops_older_programs()
    return {revision: stops[revision] for revision in sorted(newer) if revision in stops}


def check(owner_dsn: str) -> None:
    """Raises SchemaDiffers with what autogenerate would change, when that is anything."""
    try:
        command.check(config(owner_dsn))
    except CommandError as error:
        raise SchemaDiffers(str(error)) from error


def newest() -> str | None:
    """The revision the code was written for; None while there is no migration."""
    return _directory().get_current_head()


def is_known(revision: str) -> bool:
    """Whether this program has the migration; a newer program may have gone further."""
    return any(each.revision == revision for each in _directory().walk_revisions())


def _directory() -> ScriptDirectory:
    return ScriptDirectory(str(scripts()))


def owner_engine(owner_dsn: str) -> Engine:
    """An engine without time-outs: a migration may take long; env.py bounds its waits for locks."""
    return create_engine(sqlalchemy_url(owner_dsn), poolclass=NullPool)
