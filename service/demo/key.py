"""The demo's keys for what is kept unreadable: made once, as its data may be gone on with."""

from base64 import b64encode
from pathlib import Path

from pydantic import SecretStr

from service import private_files
from service.cluster.folders import own_keys
from service.encryption.cipher import new_key

ENCRYPTION = "encryption-key"
MATCHING = "matching-key"


def own_key(name: str) -> SecretStr:
    """The same each time in this checkout, each in a file of its name."""
    file = own_keys("demo") / name
    if not file.exists():
        _write(file, f"demo:{b64encode(new_key()).decode()}")
    return SecretStr(file.read_text())


def _write(file: Path, key: str) -> None:
    """Whole or not at all, and for nobody else to read."""
    unfinished = file.with_suffix(".new")
    private_files.create(unfinished)
    unfinished.write_text(key)
    unfinished.rename(file)
