"""Reads what PostgreSQL had to say since the last look."""

from dataclasses import dataclass
from pathlib import Path


@dataclass
class ServerLog:
    """The log of the server that the tests started; a named server's log can't be read."""

    path: Path | None
    seen: int = 0

    def news(self) -> list[str]:
        """The lines since the last call."""
        if self.path is None:
            return []
        with self.path.open("rb") as log:
            log.seek(self.seen)
            text = log.read()
        self.seen += len(text)
        return text.decode(errors="replace").splitlines()

    def deadlocks(self) -> list[str]:
        """The lines since the last call that tell of a deadlock."""
        return [line for line in self.news() if "deadlock detected" in line]
