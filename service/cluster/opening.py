"""Opens a cluster for the demo or a test run: our own server, or one that was named."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from service.cluster import folders, slots
from service.cluster.addresses import NamedAddress, SocketAddress
from service.cluster.binaries import find_or_install
from service.cluster.data import Data
from service.cluster.databases import Cluster
from service.cluster.errors import SetupError
from service.cluster.postmaster import Postmaster
from service.roles import ensure_roles


@contextmanager
def open_cluster(purpose: slots.Purpose) -> Iterator[Cluster]:
    """A server with both roles, and a slot on it that is ours alone inside the block.

    WOONPLEK_SERVER_URL names another server than our own; DATABASE_URL is never looked at.
    Raises SetupError with what is missing, AlreadyRunning when the demo runs elsewhere."""
    with slots.take(purpose) as slot, _server(slot) as address:
        log = server_log(slot.name) if isinstance(address, SocketAddress) else None
        cluster = Cluster(slot, folders.checkout_mark(), address, log)
        ensure_roles(cluster.admin_dsn())
        yield cluster


def server_log(slot_name: str) -> Path:
    """Where our own server writes what it has to say."""
    return folders.own_base() / f"{slot_name}.log"


def data_folder(slot_name: str) -> Path:
    """Where our own server keeps its rows; the demo's outlive the machine, a test's need not."""
    base = folders.own_base() if is_durable(slot_name) else folders.own_fleeting_base()
    return base / f"pg-{slot_name}"


def is_durable(slot_name: str) -> bool:
    """Whether a row that was committed must survive whatever happens."""
    return slot_name in slots.names("demo")


@contextmanager
def _server(slot: slots.Slot) -> Iterator[SocketAddress | NamedAddress]:
    if url := os.environ.get("WOONPLEK_SERVER_URL"):
        yield _named(url)
        return
    _forget_other_servers()
    own = SocketAddress(folders.socket_folder(slot.name))
    data = Data(data_folder(slot.name), find_or_install(), is_durable(slot.name))
    with Postmaster(data, own, server_log(slot.name)).running():
        yield own


def _forget_other_servers() -> None:
    """What libpq would take from variables is meant for another server than ours."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]


def _named(url: str) -> NamedAddress:
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            row = connection.execute("show is_superuser").fetchone()
    except psycopg.Error as error:
        raise SetupError(f"WOONPLEK_SERVER_URL: {error}") from error
    if row != ("on",):
        raise SetupError("WOONPLEK_SERVER_URL: PostGIS can only be added by a superuser.")
    return NamedAddress(url)
