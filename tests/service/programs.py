"""`woonplek serve` as a program of its own, that a test may kill and start again."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from workers import until

from service.devissuer import ISSUER, DevIssuer

LISTENS = re.compile(r"listens on http://[\w.]+:(\d+)/v1")
SERVE = [sys.executable, "-m", "service.cli", "serve", "--port"]


@dataclass
class ApiProgram:
    """One API; after a kill it comes back on the port that it had."""

    environment: dict[str, str]
    log: Path
    folder: Path | None = None
    """Whose program it is; ours unless named."""
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def running(self) -> subprocess.Popen[bytes]:
        """The process, which was started."""
        assert self.process is not None
        return self.process

    def start(self) -> None:
        """Listens afterwards."""
        with self.log.open("wb") as log:
            command = [*SERVE, str(self.port)]
            self.process = subprocess.Popen(
                command, env=self.environment, cwd=self.folder, stdout=log, stderr=log
            )
        until(lambda: LISTENS.search(self.log.read_text()) is not None or not self._lives)
        said = LISTENS.search(self.log.read_text())
        assert said, self.log.read_text()
        self.port = int(said[1])

    @property
    def _lives(self) -> bool:
        return self.running.poll() is None

    def kill(self) -> None:
        """At once, whatever it was doing."""
        self.running.kill()
        self.running.wait(timeout=60)

    def stop(self) -> int:
        """In order; how it ended."""
        self.running.terminate()
        return self.running.wait(timeout=60)


@contextmanager
def api_program(
    dsn: str, issuer: DevIssuer, folder: Path, source: Path | None = None, **more: str
) -> Iterator[ApiProgram]:
    """An API on this database that believes this issuer; `folder` takes the keys, `source` has the
    program where it is another than ours."""
    keys = folder / "keys.json"
    keys.write_text(json.dumps(issuer.keys().as_dict(private=False)))
    settings = {
        "DATABASE_URL": dsn,
        "WOONPLEK_TOKEN_KEYS": str(keys),
        "WOONPLEK_TOKEN_ISSUER": ISSUER,
    }
    made = ApiProgram(dict(os.environ) | settings | more, folder / "api.log", source)
    try:
        made.start()
        yield made
    finally:
        if made.running.poll() is None:
            made.kill()
