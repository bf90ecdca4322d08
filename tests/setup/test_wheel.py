"""The built wheel carries all that the program needs without its checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from service import migrations
from service.cluster import Cluster

ROOT = Path(__file__).parents[2]
PACKAGES = {"service", "matching", "geo"}

UPGRADE = """
import sys
from service import migrations
assert "_alembic" in str(migrations.scripts()), migrations.scripts()
migrations.upgrade(sys.argv[1])
migrations.check(sys.argv[1])
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_the_wheel_holds_our_packages_and_shadows_nobody(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == PACKAGES


def test_every_file_of_the_packages_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*.*"))
    here = {path.relative_to(ROOT).as_posix() for path in files if path.suffix != ".pyc"}
    packed = {name for name in wheel.namelist() if name.split("/")[0] in PACKAGES}
    assert {name for name in packed if not name.startswith("service/_alembic/")} == here
    assert not [name for name in packed if "__pycache__" in name]


@pytest.mark.long
def test_the_wheel_migrates_without_the_checkout(
    wheel: zipfile.ZipFile, tmp_path: Path, cluster: Cluster
) -> None:
    wheel.extractall(tmp_path)
    name = cluster.name("from_wheel")
    cluster.create(name)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-c", UPGRADE, cluster.owner_dsn(name)]
    done = subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True)
    cluster.drop(name)
    assert done.returncode == 0, done.stderr
    assert migrations.scripts() == ROOT / "alembic"
