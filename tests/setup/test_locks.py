"""The locks pin and hash everything, agree with pyproject.toml, and name no address."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
RUN_TIME = "requirements.lock"
DEVELOPMENT = "requirements-dev.lock"
DASK = "requirements-dask.lock"
UV = "requirements-uv.lock"
NODE = "requirements-node.lock"
AUDIT = "requirements-audit.lock"
NPM = ["package-lock.json", "assets/package-lock.json", "tests/browser/provider/package-lock.json"]

ADDRESS = re.compile(r"\w+://|--(extra-)?index-url|--find-links|\.(org|com|net|io)\b")
PIN = re.compile(r"^(?P<name>[\w.-]+)(\[[\w,-]+\])?==(?P<version>\S+)(?P<rest>.*)$")


def entries(lock: str) -> list[str]:
    """Each requirement with its hashes as one line, without comments."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / lock).read_text(), flags=re.MULTILINE)
    return text.replace("\\\n", " ").splitlines()


def pins(lock: str) -> dict[str, set[Version]]:
    """The versions pinned for each package; more than one when they depend on the Python."""
    found: dict[str, set[Version]] = {}
    for entry in entries(lock):
        pin = PIN.match(entry)
        assert pin, f"{lock}: not a pinned requirement: {entry}"
        found.setdefault(canonicalize_name(pin["name"]), set()).add(Version(pin["version"]))
    return found


def declared() -> dict[str, list[Requirement]]:
    """The requirements of pyproject.toml that each lock must satisfy."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run_time = [Requirement(line) for line in project["project"]["dependencies"]]
    development = [Requirement(line) for line in project["dependency-groups"]["dev"]]
    dask = [Requirement(line) for line in project["project"]["optional-dependencies"]["dask"]]
    return {
        RUN_TIME: run_time,
        DEVELOPMENT: run_time + development + dask,
        DASK: run_time + dask,
    }


@pytest.mark.parametrize("lock", [RUN_TIME, DEVELOPMENT, DASK, UV, NODE, AUDIT])
def test_a_lock_names_no_address(lock: str) -> None:
    assert ADDRESS.findall((ROOT / lock).read_text()) == []


@pytest.mark.parametrize("lock", NPM)
def test_a_lock_of_npm_names_no_address_and_pins_all_by_hash(lock: str) -> None:
    text = (ROOT / lock).read_text()
    packages = {name: each for name, each in json.loads(text)["packages"].items() if name}
    assert packages
    assert "://" not in text
    assert {name for name, each in packages.items() if "integrity" not in each} == set()


@pytest.mark.parametrize(
    "address",
    ["--index-url https://a.example/simple", "a @ file:///a.whl", "# from pypi.example.org"],
)
def test_an_address_would_be_noticed(address: str) -> None:
    assert ADDRESS.search(address)


@pytest.mark.parametrize("lock", [RUN_TIME, DEVELOPMENT, DASK, UV, NODE, AUDIT])
def test_every_package_in_a_lock_is_pinned_and_hashed(lock: str) -> None:
    assert pins(lock)
    assert [
        line for line in entries(lock) if not re.search(r"--hash=sha256:[0-9a-f]{64}", line)
    ] == []


@pytest.mark.parametrize("lock", [RUN_TIME, DEVELOPMENT, DASK])
def test_a_lock_satisfies_what_the_project_declares(lock: str) -> None:
    pinned = pins(lock)
    unmet = [
        requirement
        for requirement in declared()[lock]
        if not pinned.get(canonicalize_name(requirement.name))
        or not all(map(requirement.specifier.contains, pinned[canonicalize_name(requirement.name)]))
    ]
    assert unmet == []


@pytest.mark.parametrize(
    ("lock", "whole"), [(RUN_TIME, DEVELOPMENT), (RUN_TIME, DASK), (DASK, DEVELOPMENT)]
)
def test_a_lock_holds_all_of_another_in_the_same_versions(lock: str, whole: str) -> None:
    """The launcher counts on it: where development is installed, run time is."""
    more = pins(whole)
    assert {name: more.get(name) for name in pins(lock)} == pins(lock)
