"""The data folder of a private cluster: made whole or not at all, thrown away when not to trust."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from service.cluster.binaries import Binaries
from service.cluster.errors import SetupError
from service.cluster.folders import account, own


@dataclass(frozen=True)
class Data:
    """Where the rows lie; a test's data are not durable and may be made anew."""

    folder: Path
    binaries: Binaries
    durable: bool

    def prepare(self, superuser: str) -> None:
        """A whole cluster of our own PostgreSQL's version lies in the folder afterwards."""
        self.end_orphan()
        if self.folder.exists() and not self.durable and not self._is_trusted():
            shutil.rmtree(self.folder)
        if not self.folder.exists():
            self._initialise(superuser)
        own(self.folder)
        if self._version() != self.binaries.major:
            raise SetupError(
                f"{self.folder} was made by PostgreSQL {self._version()}, but "
                f"{self.binaries.major} was found: run ./woonplek clean first."
            )

    def end_orphan(self) -> None:
        """Call with the slot held: a server that still runs here has lost the process it served."""
        if self._left_running() and self._control("status") == 0:
            self._control("stop", "-m", "fast", "-w", "-t", "60")

    def _left_running(self) -> bool:
        return (self.folder / "postmaster.pid").exists()

    def _control(self, *arguments: str) -> int:
        command = [self.binaries["pg_ctl"], "-D", str(self.folder), *arguments]
        return subprocess.run(command, capture_output=True, cwd="/", **account()).returncode

    def _is_trusted(self) -> bool:
        """Without fsync only a clean stop of the same version leaves data to trust."""
        return self._version() == self.binaries.major and not self._left_running()

    def _version(self) -> int:
        return int((self.folder / "PG_VERSION").read_text())

    def _initialise(self, superuser: str) -> None:
        """Made under another name first: a half-made cluster is never taken for a whole one."""
        unfinished = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        own(unfinished)
        command = [self.binaries["initdb"], "-D", str(unfinished), "-U", superuser]
        command += ["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", **account())
        if done.returncode:
            raise SetupError(f"initdb failed:\n{done.stdout}{done.stderr}")
        unfinished.rename(self.folder)
