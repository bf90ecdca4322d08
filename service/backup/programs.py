"""PostgreSQL's own programs for a copy: nobody reads its catalogue better."""

import os
import shutil
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from service.cluster import SetupError
from service.cluster.binaries import find
from service.cluster.databases import MARKED

NOT_FOUND = (
    "{program} was not found: install PostgreSQL's client programs of the server's version or"
    " newer, or set WOONPLEK_PG_BIN to their folder."
)


def dump(url: str, file: Path, snapshot: str) -> None:
    """Copies what the snapshot sees, in PostgreSQL's custom format."""
    options = ["--format=custom", f"--snapshot={snapshot}", f"--exclude-schema={MARKED}"]
    _run("pg_dump", url, *options, f"--file={file}")


def load(url: str, file: Path) -> None:
    """Puts a copy into an empty database, whole or not at all."""
    _run("pg_restore", url, "--exit-on-error", "--single-transaction", str(file))


def _run(program: str, url: str, *arguments: str) -> None:
    """The password goes by the environment: everybody can read a command line."""
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    secret = {} if password is None else {"PGPASSWORD": str(password)}
    command = [_path(program), f"--dbname={make_conninfo('', **parts)}", *arguments]
    done = subprocess.run(
        command, env=os.environ | secret, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        raise SetupError(f"{program} failed: {' '.join(done.stderr.split())[:500]}")


def _path(program: str) -> str:
    found = find()
    path = found[program] if found else shutil.which(program)
    if path is None:
        raise SetupError(NOT_FOUND.format(program=program))
    return path
