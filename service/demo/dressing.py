"""What the pages look like: built while the story is told, so that nobody waits for it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BUILD = Path(__file__).parents[2] / "assets" / "build.py"
PATIENCE_SECONDS = 60.0


class Dressing:
    """A build that may still be going on; an installation brings its styles with it."""

    def __init__(self, build: subprocess.Popen[str] | None) -> None:
        self._build = build

    def why_not(self) -> str:
        """Waits for its end; what was wrong, or nothing."""
        if self._build is None:
            return ""
        try:
            _, said = self._build.communicate(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            return "npm"
        return said.strip() if self._build.returncode else ""


@contextmanager
def dressing() -> Iterator[Dressing]:
    """Begins the build in a checkout; it ends with the block at the latest."""
    build = None
    if BUILD.exists():
        build = subprocess.Popen(
            [sys.executable, str(BUILD)],
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
    try:
        yield Dressing(build)
    finally:
        if build and build.poll() is None:
            build.kill()
            build.communicate()
