"""Removes what the demo and the tests of this checkout left, and nothing else."""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import suppress

from service.cluster import folders, slots
from service.cluster.addresses import NamedAddress
from service.cluster.binaries import find_or_install
from service.cluster.data import Data
from service.cluster.databases import Cluster
from service.cluster.opening import data_folder, server_log

PATIENCE = 60.0  # seconds for a running demo to end


def clean() -> list[str]:
    """Stops this checkout's demo and removes its data; says in lines what it did and what not."""
    done = [line for name in _slot_names() for line in _clean(name)]
    for base in (folders.own_base(), folders.own_fleeting_base()):
        with suppress(OSError):  # it still holds something in use, or that we did not put there
            base.rmdir()
    return done


def _slot_names() -> list[str]:
    return slots.names("demo") + slots.names("test")


def _clean(name: str) -> Iterator[str]:
    left = (slots.lock_file(name), data_folder(name), folders.keys_folder(name))
    if not any(path.exists() for path in left):
        return
    if name == "demo":
        _stop_demo()
    with slots.hold(name) as slot:
        if slot is None:
            yield f"{name}: in use by process {slots.holder(name).pid}, left alone"
            return
        yield from _drop_named(slot)
        yield from _remove(name)


def _stop_demo() -> None:
    deadline = time.monotonic() + PATIENCE
    told: int | None = None
    while time.monotonic() < deadline:
        with slots.hold("demo") as slot:
            if slot:
                return
        pid = slots.holder("demo").pid
        if pid > 0 and told is None:
            os.kill(pid, signal.SIGTERM)
            told = pid
        time.sleep(0.1)


def _drop_named(slot: slots.Slot) -> Iterator[str]:
    url = os.environ.get("WOONPLEK_SERVER_URL")
    if url:
        cluster = Cluster(slot, folders.checkout_mark(), NamedAddress(url))
        for database in cluster.names():
            cluster.drop(database)
            yield f"{database}: dropped"


def _remove(name: str) -> Iterator[str]:
    """Only the names we gave, one by one; never a pattern."""
    data, log = data_folder(name), server_log(name)
    if data.exists():
        Data(data, find_or_install(), durable=True).end_orphan()
    of_data = data, data.with_name(f"{data.name}.new"), folders.keys_folder(name)
    for folder in (*of_data, folders.socket_folder(name)):
        if folder.exists():
            shutil.rmtree(folder)
            yield f"{folder}: removed"
    for file in (log, log.with_suffix(".log.1"), slots.lock_file(name)):
        file.unlink(missing_ok=True)
