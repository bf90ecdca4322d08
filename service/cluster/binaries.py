"""Finds a PostgreSQL with PostGIS on this machine, or installs Debian's as root."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from service.cluster.errors import SetupError

OLDEST_MAJOR = 15
LIBRARY = re.compile(r"^module_pathname\s*=\s*'\$libdir/([\w.-]+)'", re.MULTILINE)

PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)

NOT_FOUND = f"""\
No PostgreSQL {OLDEST_MAJOR} or newer with PostGIS was found. Choose one of these ways:
  1. Debian or Ubuntu:  sudo apt-get install postgresql postgresql-postgis
  2. macOS:             brew install postgresql@17 postgis
  3. another folder:    WOONPLEK_PG_BIN=/path/to/postgresql/bin ./woonplek ...
  4. a server you have: WOONPLEK_SERVER_URL=postgresql://admin:secret@host/postgres ./woonplek ...
                        (admin must be a superuser; only databases made here are used)
  5. a container:
     docker build -t woonplek-db -f deploy/database.Dockerfile deploy
     docker run -d --rm -p 127.0.0.1:5433:5432 -e POSTGRES_PASSWORD=secret woonplek-db
     WOONPLEK_SERVER_URL=postgresql://postgres:secret@127.0.0.1:5433/postgres ./woonplek ..."""


@dataclass(frozen=True)
class Binaries:
    """The programs of one PostgreSQL that has PostGIS, and the name of that library."""

    folder: Path
    major: int
    postgis: str

    def __getitem__(self, program: str) -> str:
        return str(self.folder / program)


def find_or_install() -> Binaries:
    """The newest usable PostgreSQL; as root on Debian or Ubuntu it is installed when missing."""
    found = find()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        install_by_apt()
        found = find()
    if found is None:
        raise SetupError(NOT_FOUND)
    return found


def find() -> Binaries | None:
    """The PostgreSQL that WOONPLEK_PG_BIN names, else the newest on the machine; with PostGIS."""
    named = os.environ.get("WOONPLEK_PG_BIN")
    if named:
        chosen = _inspect(Path(named))
        if chosen is None:
            raise SetupError(f"WOONPLEK_PG_BIN: no PostgreSQL with PostGIS in {named}")
        return chosen
    usable = [binaries for folder in _folders() if (binaries := _inspect(folder))]
    return max(usable, key=lambda binaries: binaries.major, default=None)


def _folders() -> Iterator[Path]:
    for pattern in PLACES:
        yield from Path("/").glob(pattern.removeprefix("/"))
    if config := shutil.which("pg_config"):
        yield Path(_output(config, "--bindir"))


def _inspect(folder: Path) -> Binaries | None:
    if not all((folder / program).exists() for program in ("initdb", "pg_ctl", "postgres")):
        return None
    version = re.search(r"(\d+)", _output(str(folder / "postgres"), "--version"))
    if version is None or int(version[1]) < OLDEST_MAJOR:
        return None
    major = int(version[1])
    postgis = _postgis(folder, major)
    return Binaries(folder, major, postgis) if postgis else None


def _postgis(folder: Path, major: int) -> str | None:
    """What the extension says its library is."""
    # Debian ships pg_config apart from the server, so its answer may be missing.
    shares = [Path(f"/usr/share/postgresql/{major}")]
    if (folder / "pg_config").exists():
        shares.append(Path(_output(str(folder / "pg_config"), "--sharedir")))
    for control in (share / "extension/postgis.control" for share in shares):
        if control.exists() and (library := LIBRARY.search(control.read_text())):
            return library[1]
    return None


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def install_by_apt() -> None:
    """Installs Debian's PostgreSQL and PostGIS, without the cluster on port 5432 it would start."""
    no_cluster = Path("/etc/postgresql-common/createcluster.d/woonplek.conf")
    try:
        no_cluster.parent.mkdir(parents=True, exist_ok=True)
        no_cluster.write_text("create_main_cluster = false\n")
        _apt("update", "-qq")
        _apt("install", "-y", "-qq", "--no-install-recommends", "postgresql", "postgresql-postgis")
    finally:
        no_cluster.unlink(missing_ok=True)


def _apt(*arguments: str) -> None:
    path = os.environ.get("PATH", os.defpath) + ":/usr/local/sbin:/usr/sbin:/sbin"
    command = ["apt-get", "-o", "DPkg::Lock::Timeout=300", *arguments]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "PATH": path}
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        raise SetupError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
