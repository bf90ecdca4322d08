"""Files for nobody but who runs the program."""

import os
from pathlib import Path


def create(file: Path) -> None:
    """An empty file that nobody else may read, in place of what stood there, whose rights and
    readers would stay. Who writes into it keeps it so."""
    file.unlink(missing_ok=True)
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
