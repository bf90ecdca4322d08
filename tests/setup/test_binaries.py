"""Which PostgreSQL is taken, and what is said when there is none."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from service.cluster import SetupError, binaries

ROOT = Path(__file__).parents[2]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which PostgreSQL may only lie in this folder, for a person who is not root."""
    pattern = str(tmp_path / "*" / "bin")
    monkeypatch.setattr(binaries, "PLACES", (pattern,))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.delenv("WOONPLEK_PG_BIN", raising=False)
    monkeypatch.setenv("PATH", "/nonexistent")
    return tmp_path


def put_postgresql(machine: Path, version: str, postgis: bool = True) -> Path:
    folder, share = machine / version / "bin", machine / version / "share"
    folder.mkdir(parents=True)
    (share / "extension").mkdir(parents=True)
    for program, says in {
        "postgres": f"postgres (PostgreSQL) {version}",
        "pg_config": str(share),
        "initdb": "",
        "pg_ctl": "",
    }.items():
        (folder / program).write_text(f"#!/bin/sh\necho '{says}'\n")
        (folder / program).chmod(0o755)
    if postgis:
        (share / "extension" / "postgis.control").write_text(
            "# postgis\nmodule_pathname = '$libdir/postgis-3'\n"
        )
    return folder


def test_the_newest_with_postgis_is_taken(machine: Path) -> None:
    put_postgresql(machine, "15.18")
    put_postgresql(machine, "98.1")
    # The highest of all, but Debian's PostGIS of another version does not help it.
    put_postgresql(machine, "99.2", postgis=False)
    found = binaries.find_or_install()
    assert (found.folder, found.major) == (machine / "98.1" / "bin", 98)
    assert found["initdb"] == str(machine / "98.1" / "bin" / "initdb")
    assert found.postgis == "postgis-3"


@pytest.mark.parametrize(("version", "postgis"), [("14.9", True), ("99.1", False)])
def test_one_that_will_not_do_is_as_none_and_every_way_out_is_named(
    machine: Path, version: str, postgis: bool
) -> None:
    put_postgresql(machine, version, postgis)
    with pytest.raises(SetupError) as refusal:
        binaries.find_or_install()
    for way in ("apt-get install", "brew install", "WOONPLEK_PG_BIN", "WOONPLEK_SERVER_URL"):
        assert way in str(refusal.value)


def test_a_named_folder_goes_first(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_postgresql(machine, "98.1")
    older = put_postgresql(machine, "97.1")
    monkeypatch.setenv("WOONPLEK_PG_BIN", str(older))
    assert binaries.find_or_install().major == 97


def test_a_named_folder_without_postgresql_is_an_error(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_postgresql(machine, "98.1")
    monkeypatch.setenv("WOONPLEK_PG_BIN", str(machine))
    with pytest.raises(SetupError, match="WOONPLEK_PG_BIN"):
        binaries.find_or_install()


def test_the_container_that_is_advised_is_ours_and_answers_where_its_url_says() -> None:
    lines = [line.split() for line in binaries.NOT_FOUND.splitlines()]
    [build] = [words for words in lines if words[:2] == ["docker", "build"]]
    [run] = [words for words in lines if words[:2] == ["docker", "run"]]
    url = urlsplit(lines[-1][0].removeprefix("WOONPLEK_SERVER_URL="))
    file = ROOT / build[build.index("-f") + 1]
    assert file.is_relative_to(ROOT / build[-1])
    assert "postgis" in file.read_text()
    assert run[-1] == build[build.index("-t") + 1]
    assert f"{url.hostname}:{url.port}:5432" in run
    assert f"POSTGRES_PASSWORD={url.password}" in run
    assert url.username == "postgres"  # the superuser of the usual image
