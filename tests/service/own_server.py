"""A PostgreSQL of one test's own, that it may stop, kill and start again."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from workers import children_of

from service.cluster.addresses import SocketAddress
from service.cluster.binaries import find_or_install
from service.cluster.data import Data
from service.cluster.postmaster import Postmaster


@dataclass
class Server:
    """Starts from the main thread only; what was killed is started as what was stopped."""

    postmaster: Postmaster
    running: ExitStack = field(default_factory=ExitStack)

    def start(self) -> None:
        """Ready for connections afterwards."""
        self.running.enter_context(self.postmaster.running())

    def stop(self) -> None:
        """In order."""
        self.running.close()

    def kill(self) -> None:
        """All its processes at once, as when a machine's memory runs out."""
        parent = int((self.postmaster.data.folder / "postmaster.pid").read_text().split()[0])
        for process in (parent, *children_of(parent)):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.running.close()


@contextmanager
def own_server(*, durable: bool) -> Iterator[Server]:
    """Runs inside the block; `durable` keeps what was committed, whatever happens."""
    # The server's own user must be able to enter, which it can't in pytest's folders.
    base = Path(tempfile.mkdtemp(prefix="woonplek-own-"))
    base.chmod(0o711)
    data = Data(base / "data", find_or_install(), durable)
    made = Server(Postmaster(data, SocketAddress(base / "run"), base / "log"))
    try:
        with made.running:
            made.start()
            yield made
            made.stop()
    finally:
        shutil.rmtree(base)
