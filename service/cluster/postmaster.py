"""Starts and stops one private PostgreSQL server, reachable by a unix socket only."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from service.cluster.addresses import SocketAddress
from service.cluster.data import Data
from service.cluster.errors import SetupError
from service.cluster.folders import account, own
from service.roles import ADMIN

PR_SET_PDEATHSIG = 1
PATIENCE = 60.0  # seconds, for the start (a crash may have left work) and for the stop
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    "log_error_verbosity": "terse",  # the DETAIL line would print whole rows
}
NOT_DURABLE = {
    "fsync": "off",
    "full_page_writes": "off",
    "dynamic_shared_memory_type": "mmap",  # goes with the data folder, even after a kill -9
    "max_wal_size": "128MB",  # it may lie in memory
    "min_wal_size": "32MB",
}


@dataclass(frozen=True)
class Postmaster:
    """One server: its data, the folder of its socket, and its log (the last one is kept)."""

    data: Data
    address: SocketAddress
    log: Path

    @contextmanager
    def running(self) -> Iterator[None]:
        """The server runs inside the block, and no longer than this process."""
        if threading.current_thread() is not threading.main_thread():
            # The kernel ends the child when the *thread* that started it ends.
            raise SetupError("The database server must be started from the main thread.")
        self.data.prepare(ADMIN)
        own(self.address.folder)
        process = self._started()
        try:
            yield
        finally:
            _end(process)

    def _started(self) -> "subprocess.Popen[bytes]":
        deadline = time.monotonic() + PATIENCE
        while True:
            process = self._launch()
            try:
                self._wait_until_ours(process, deadline)
                return process
            except _StoppedAtOnce:
                # After a kill -9 the old server's children need a moment to let go of its memory.
                if b"shared memory block" not in self.log.read_bytes() or _past(deadline):
                    raise SetupError(f"PostgreSQL stopped at once, see {self.log}") from None
                time.sleep(0.2)
            except BaseException:
                _end(process)
                raise

    def _launch(self) -> "subprocess.Popen[bytes]":
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        settings = SETTINGS | {"unix_socket_directories": str(self.address.folder)}
        # Loaded once: each connection would otherwise take ten milliseconds to load it itself.
        settings |= {"shared_preload_libraries": self.data.binaries.postgis}
        settings |= {} if self.data.durable else NOT_DURABLE
        command = [self.data.binaries["postgres"], "-D", str(self.data.folder)]
        command += [f"--{name}={value}" for name, value in settings.items()]
        with self.log.open("wb") as log:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,  # Ctrl-C is for us; we stop the server when we are done
                preexec_fn=_ends_with_parent(),
                **account(),
            )

    def _wait_until_ours(self, process: "subprocess.Popen[bytes]", deadline: float) -> None:
        while not _past(deadline):
            if process.poll() is not None:
                raise _StoppedAtOnce
            try:
                return self._check_is_ours()
            except psycopg.OperationalError:
                time.sleep(0.03)
        raise SetupError(f"PostgreSQL was not ready in {PATIENCE:.0f} s, see {self.log}")

    def _check_is_ours(self) -> None:
        """An answer is not enough: the server on the socket must serve our own folder."""
        with psycopg.connect(self.address.dsn(ADMIN, "postgres")) as connection:
            row = connection.execute("show data_directory").fetchone()
        if row is None or not os.path.samefile(row[0], self.data.folder):
            raise SetupError(f"The server on {self.address.folder} serves {row}, not ours.")


class _StoppedAtOnce(Exception):
    pass


def _past(deadline: float) -> bool:
    return time.monotonic() > deadline


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)  # fast: open transactions are rolled back
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait(PATIENCE)


def _ends_with_parent() -> Callable[[], None] | None:
    """What the child does before it becomes the server: ask the kernel to end with us."""
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:
            os._exit(1)

    return ask
