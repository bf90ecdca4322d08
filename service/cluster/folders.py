"""Where the private clusters of this checkout lie, and whom the folders must belong to."""

import hashlib
import os
import pwd
import re
import shutil
import stat
import sys
import tempfile
from pathlib import Path
from typing import TypedDict

from service.cluster.errors import SetupError

SOURCE = Path(__file__).resolve().parents[2]
SOCKET_PATH_BYTES = 107
MEMORY = Path("/dev/shm")
ENOUGH_MEMORY = 2 << 30  # bytes; a container often has 64 MiB, too little for a cluster


class Account(TypedDict, total=False):
    """Arguments of `subprocess.Popen` that make a program run as the server's own user."""

    user: int
    group: int
    extra_groups: list[int]


def account() -> Account:
    """PostgreSQL refuses root, so root's clusters run as the user that its packages make."""
    if os.geteuid() != 0:
        return {}
    try:
        postgres = pwd.getpwnam("postgres")
    except KeyError:
        raise SetupError("Running as root, but there is no user named postgres.") from None
    return {"user": postgres.pw_uid, "group": postgres.pw_gid, "extra_groups": []}


def checkout_mark() -> str:
    """Eight characters that tell this checkout (or installation) from another on the machine."""
    identity = SOURCE if is_checkout() else Path(sys.prefix)
    return hashlib.sha256(os.fsencode(identity.resolve())).hexdigest()[:8]


def base() -> Path:
    """Our own data folder. Root's lies outside the checkout: the server's user can't enter a
    home of mode 0700."""
    if os.geteuid() == 0:
        return _made(Path("/var/lib/woonplek"), 0o755) / checkout_mark()
    if is_checkout() and os.access(SOURCE, os.W_OK):
        return SOURCE / ".woonplek"
    shared = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share")
    try:
        shared.mkdir(parents=True, exist_ok=True)
        return _made(shared / "woonplek", 0o700) / checkout_mark()
    except OSError:
        return Path(tempfile.gettempdir(), f"woonplek-{os.geteuid()}-{checkout_mark()}")


def own_base() -> Path:
    """The data folder, made if missing; refused when it belongs to somebody else."""
    return _made(base(), 0o711)


def keys_folder(slot: str) -> Path:
    """Where the keys of what a private cluster holds lie: they go when its data do."""
    return base() / f"{slot}-keys"


def own_keys(slot: str) -> Path:
    """That folder for this user alone, made if missing."""
    own_base()
    return _made(keys_folder(slot), 0o700)


def own_fleeting_base() -> Path:
    """For data that need not outlive the machine: memory where there is plenty, else as the rest.

    Copying a database of 500 files took a tenth of the time there (0.08 s for 0.8 s on a busy
    machine), and most tests copy one."""
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).total < ENOUGH_MEMORY:
        return own_base()
    return _made(MEMORY / f"woonplek-{os.geteuid()}-{checkout_mark()}", 0o711)


def own(folder: Path) -> Path:
    """A folder for the server's user alone, made if missing; never a stranger's."""
    return _made(folder, 0o700, account())


def socket_folder(slot: str) -> Path:
    """A folder whose path is plain and short enough for a unix socket, which ends at 107 bytes."""
    folder = base() / f"run-{slot}"
    plain = re.fullmatch(r"[\w/.+-]+", str(folder), re.ASCII)
    if plain and len(str(folder / ".s.PGSQL.5432")) < SOCKET_PATH_BYTES:
        return folder
    return Path("/tmp", f"woonplek-{os.geteuid()}-{checkout_mark()}-{slot}")


def is_checkout() -> bool:
    """Whether this is a checkout of the source, not an installed package."""
    return (SOURCE / "woonplek").is_file() and (SOURCE / "alembic").is_dir()


def _made(folder: Path, mode: int, user: Account | None = None) -> Path:
    folder.mkdir(mode=mode, exist_ok=True)
    wanted = (user or {}).get("user", os.geteuid())
    # A name in a shared folder can be guessed, so what lies there may be somebody's trap.
    seen = folder.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid not in {wanted, os.geteuid()}:
        raise SetupError(f"{folder} belongs to somebody else; remove it or run as its owner.")
    folder.chmod(mode)
    if user:
        os.chown(folder, user["user"], user["group"])
    return folder
