"""The private cluster survives what may happen to it, and dies when it should."""

import os
import secrets
import signal
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from other_checkout import HOLD, OtherCheckout, is_alive, wait_until

from service import roles
from service.cluster import Cluster, SetupError, folders, open_cluster
from service.cluster.addresses import SocketAddress


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OtherCheckout]:
    checkout = OtherCheckout(tmp_path_factory.mktemp("other") / "another check out")
    yield checkout
    checkout.clean()


def remember(dsn: str) -> str:
    """Commits a row in a new table and gives the table's name."""
    name = f"remembered_{secrets.token_hex(4)}"
    with psycopg.connect(dsn) as connection:
        connection.execute(f"create table {name} as select 42 as answer")
    return name


def remembers(dsn: str, name: str) -> bool:
    with psycopg.connect(dsn) as connection:
        known = connection.execute("select to_regclass(%s) is not null", [name]).fetchone()
    return known == (True,)


def test_only_a_socket_in_a_closed_folder_leads_to_it(other: OtherCheckout) -> None:
    held = other.hold("test")
    with psycopg.connect(held.told["admin"]) as admin:
        settings = {
            name: admin.execute(f"show {name}").fetchone()
            for name in ("listen_addresses", "unix_socket_directories", "data_directory")
        }
    assert settings["listen_addresses"] == ("",)
    (folder,) = settings["unix_socket_directories"] or ()
    assert stat.S_IMODE(Path(folder).stat().st_mode) == 0o700
    assert settings["data_directory"] == (held.told["data"],)
    held.end()


def test_no_role_can_do_more_than_it_is_for(cluster: Cluster) -> None:
    query = """
        select rolname from pg_roles where rolname = any(%s)
        and not (rolsuper or rolcreatedb or rolcreaterole or rolreplication)"""
    told = {
        "rolcanlogin": {roles.OWNER, roles.APP, roles.AUDITOR, roles.BACKUP},
        "rolbypassrls": {roles.DEFINER, roles.BACKUP},
        "not rolinherit": {roles.APP},
    }
    with psycopg.connect(cluster.admin_dsn()) as admin:
        for right, who in told.items():
            found = admin.execute(f"{query} and {right}".encode(), [[*roles.ROLES]]).fetchall()
            assert {name for (name,) in found} == who
        assert len(admin.execute(query.encode(), [[*roles.ROLES]]).fetchall()) == len(roles.ROLES)


def test_a_role_with_too_many_rights_is_refused(other: OtherCheckout) -> None:
    held = other.hold("test")
    with psycopg.connect(held.told["admin"]) as admin:
        admin.execute(f"alter role {roles.APP} bypassrls")
    with pytest.raises(PermissionError, match=roles.APP):
        roles.ensure_roles(held.told["admin"])
    with psycopg.connect(held.told["admin"]) as admin:
        admin.execute(f"alter role {roles.APP} nobypassrls")
    held.end()


@pytest.mark.parametrize("purpose", ["demo", "test"])
def test_a_killed_program_takes_its_server_along(other: OtherCheckout, purpose: str) -> None:
    held = other.hold(purpose)
    row = remember(held.told["dsn"])
    server = held.postmaster()
    held.process.kill()
    held.end()
    wait_until(lambda: not is_alive(server))
    again = other.hold(purpose)
    assert remembers(again.told["dsn"], row)
    again.end()


def test_a_killed_server_loses_no_row_of_the_demo(other: OtherCheckout) -> None:
    held = other.hold("demo")
    row = remember(held.told["dsn"])
    os.kill(held.postmaster(), signal.SIGKILL)
    held.end()
    again = other.hold("demo")
    assert remembers(again.told["dsn"], row)
    again.end()


def test_a_killed_server_of_a_test_run_starts_anew_as_its_rows_were_never_safe(
    other: OtherCheckout,
) -> None:
    held = other.hold("test")
    row = remember(held.told["dsn"])
    os.kill(held.postmaster(), signal.SIGKILL)
    held.end()
    again = other.hold("test")
    assert not remembers(again.told["dsn"], row)
    again.end()


def test_test_runs_side_by_side_have_a_cluster_each(other: OtherCheckout) -> None:
    one, two = other.hold("test"), other.hold("test")
    assert (one.told["slot"], two.told["slot"]) == ("test-0", "test-1")
    row = remember(one.told["dsn"])
    assert not remembers(two.told["dsn"], row)
    one.end()
    two.end()
    later = other.hold("test")
    assert later.told["slot"] == "test-0"
    assert remembers(later.told["dsn"], row)
    later.end()


def test_a_second_demo_is_told_where_the_first_one_runs(other: OtherCheckout) -> None:
    first = other.hold("demo")
    second = other.start(HOLD, "demo")
    _, said = second.communicate()
    assert second.returncode != 0
    assert "AlreadyRunning" in said
    assert "http://there" in said
    first.end()
    other.hold("demo").end()


def test_the_database_of_somebody_else_is_never_looked_at(other: OtherCheckout) -> None:
    nowhere = "postgresql://nobody@/nothing?host=/nonexistent"
    held = other.hold("demo", DATABASE_URL=nowhere, DATABASE_OWNER_URL=nowhere)
    held.end()
    assert held.process.returncode == 0


def test_an_unfinished_cluster_is_never_taken_for_a_whole_one(other: OtherCheckout) -> None:
    held = other.hold("test")
    row = remember(held.told["dsn"])
    held.end()
    data = Path(held.told["data"])
    data.rename(data.with_name(f"{data.name}.new"))
    (data.with_name(f"{data.name}.new") / "PG_VERSION").unlink()
    again = other.hold("test")
    assert not remembers(again.told["dsn"], row)
    again.end()


def test_a_server_starts_from_the_main_thread_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel would end it together with the thread that started it."""
    said: list[str] = []

    def start() -> None:
        try:
            with open_cluster("test"):
                said.append("started")
        except SetupError as error:
            said.append(str(error))

    monkeypatch.delenv("WOONPLEK_SERVER_URL", raising=False)
    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert said == ["The database server must be started from the main thread."]


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        theirs = tmp_path / "theirs"
        theirs.mkdir()
        os.chown(theirs, 12345, 12345)
    else:
        theirs = Path("/")
    with pytest.raises(SetupError, match="belongs to somebody else"):
        folders.own(theirs)


def test_a_link_is_refused_where_a_folder_is_expected(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(SetupError):
        folders.own(tmp_path / "link")


@pytest.mark.parametrize(
    "base", ["/srv/" + "deep/" * 30, "/srv/with space", "/srv/comma,comma", "/srv/één"]
)
def test_a_socket_path_is_always_short_and_plain(
    base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "base", lambda: Path(base))
    path = folders.socket_folder("test-15") / ".s.PGSQL.5432"
    assert len(os.fsencode(path)) < folders.SOCKET_PATH_BYTES
    dsn = SocketAddress(path.parent).dsn(roles.APP, "woonplek_test")
    assert psycopg.conninfo.conninfo_to_dict(dsn)["host"] == str(path.parent)
