"""./woonplek, tried in a checkout of its own with tiny packages in place of the real ones."""

import json
import os
import runpy
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from small_wheels import make_wheel, write_lock

ROOT = Path(__file__).parents[2]

PROGRAM = """
import importlib.metadata, json, os, sys
packages = {d.name: d.version for d in importlib.metadata.distributions()}
known = {name: packages[name] for name in ("alpha", "beta") if name in packages}
print(json.dumps({"arguments": sys.argv[1:], "packages": known, "folder": os.getcwd()}))
sys.exit(3 if "fail" in sys.argv else 0)
"""


class Checkout:
    """A folder with the launcher, three locks and a program that tells how it was called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wheels = folder.parent / "wheels"
        self.wheels.mkdir(parents=True)
        (folder / "service").mkdir(parents=True)
        (folder / "service" / "__init__.py").touch()
        (folder / "service" / "cli.py").write_text(PROGRAM)
        shutil.copy(ROOT / "woonplek", folder)
        self.pytest = self.wheel("pytest", "1", {"pytest.py": PROGRAM})
        self.lock(self.wheel("alpha", "1"), self.wheel("beta", "1"))
        write_lock(folder / "requirements-uv.lock", self.wheels)

    def wheel(self, name: str, version: str, files: Mapping[str, str] | None = None) -> str:
        return make_wheel(self.wheels, name, version, dict(files or {f"{name}.py": ""}))

    def lock(self, run_time: str, *development: str) -> None:
        write_lock(self.folder / "requirements.lock", self.wheels, run_time)
        both = (run_time, *development, self.pytest)
        write_lock(self.folder / "requirements-dev.lock", self.wheels, *both)

    def start(self, *arguments: str, **named: Any) -> "subprocess.Popen[str]":
        pipe = subprocess.PIPE
        # By its real name: a Python that is chosen by a shim brings a PATH of its own.
        command = [os.path.realpath(sys.executable), str(self.folder / "woonplek"), *arguments]
        # Tests that run in the background would hand on that Ctrl-C is not heard.
        named |= {"preexec_fn": partial(signal.signal, signal.SIGINT, signal.SIG_DFL)}
        return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, **named)

    def run(self, *arguments: str, **named: Any) -> "subprocess.CompletedProcess[str]":
        process = self.start(*arguments, **named)
        out, err = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def packages(self, *arguments: str, **named: Any) -> dict[str, str]:
        done = self.run(*arguments, **named)
        assert done.returncode == 0, done.stderr
        told: dict[str, str] = json.loads(done.stdout)["packages"]
        return told

    def site(self) -> Path:
        return next((self.folder / ".venv/lib").glob("python*/site-packages"))

    def installed(self) -> dict[str, int]:
        """When each file of the packages was last changed, in nanoseconds."""
        return {path.name: path.stat().st_ctime_ns for path in self.site().iterdir()}


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    """With a uv at hand, whether the machine has one or not: by pip alone each start takes ten
    times as long. Who tries without gives it an environment of its own."""
    quick = tmp_path / "quick"
    quick.mkdir()
    (quick / "uv").symlink_to(Path(sys.executable).parent / "uv")
    monkeypatch.setenv("PATH", str(quick), prepend=os.pathsep)
    return Checkout(tmp_path / "a check out")


def test_the_first_start_installs_and_the_second_needs_nothing(checkout: Checkout) -> None:
    assert checkout.packages("demo") == {"alpha": "1"}
    before = checkout.installed()
    shutil.rmtree(checkout.wheels)
    again = checkout.run("demo")
    assert (again.returncode, again.stderr) == (0, "")
    assert checkout.installed() == before


def test_the_program_gets_its_arguments_its_folder_and_gives_its_exit_code(
    checkout: Checkout, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "json.py").write_text("raise ImportError('the caller\\'s own file')")
    surroundings = os.environ | {"PYTHONPATH": str(elsewhere)}
    done = checkout.run("import", "a b", "--c=*", "fail", cwd=elsewhere, env=surroundings)
    assert done.returncode == 3
    told = json.loads(done.stdout)
    assert told["arguments"] == ["import", "a b", "--c=*", "fail"]
    assert told["folder"] == str(elsewhere)


def test_tests_run_in_the_checkout_with_the_development_packages(
    checkout: Checkout, tmp_path: Path
) -> None:
    done = checkout.run("test", "-k", "a b", cwd=tmp_path)
    told = json.loads(done.stdout)
    assert told["packages"] == {"alpha": "1", "beta": "1"}
    assert told["arguments"] == ["-k", "a b"]
    assert told["folder"] == str(checkout.folder)


def test_only_a_run_of_all_tests_uses_all_processors(checkout: Checkout) -> None:
    def told(*arguments: str) -> list[str]:
        return list(json.loads(checkout.run("test", *arguments).stdout)["arguments"])

    [many] = (each for each in told("--exitfirst") if each.startswith("--numprocesses="))
    assert 2 <= int(many.removeprefix("--numprocesses=")) <= 8
    assert told("--exitfirst")[-1] == "--exitfirst"
    assert told("tests/geo") == ["tests/geo"]


def test_help_with_the_tests_is_ours_and_needs_no_development_packages(checkout: Checkout) -> None:
    for asking in ("--help", "-h"):
        told = json.loads(checkout.run("test", asking).stdout)
        assert told["packages"] == {"alpha": "1"}
        assert told["arguments"] == ["test", asking]  # the program's, not pytest's


def test_development_packages_serve_the_program_too_and_stay(checkout: Checkout) -> None:
    assert checkout.packages("demo") == {"alpha": "1"}
    assert checkout.packages("test") == {"alpha": "1", "beta": "1"}
    before = checkout.installed()
    assert checkout.packages("demo") == {"alpha": "1", "beta": "1"}
    assert checkout.packages("test") == {"alpha": "1", "beta": "1"}
    assert checkout.installed() == before


def test_a_new_lock_is_followed_and_what_left_it_goes(checkout: Checkout) -> None:
    checkout.packages("test")
    checkout.lock(checkout.wheel("alpha", "2"))
    assert checkout.packages("demo") == {"alpha": "2"}
    assert checkout.packages("test") == {"alpha": "2"}


def test_a_package_with_another_hash_is_refused(checkout: Checkout) -> None:
    line = checkout.wheel("alpha", "1")
    checkout.wheel("alpha", "1", {"alpha.py": "evil = True"})
    refused = checkout.run("demo")
    assert refused.returncode == 1
    assert "not the one that the lock names" in refused.stderr
    assert "packages ready" not in refused.stderr
    assert checkout.wheel("alpha", "1") == line
    assert checkout.packages("demo") == {"alpha": "1"}


def test_a_half_made_installation_is_made_anew(checkout: Checkout, tmp_path: Path) -> None:
    """Killed while the installer works: a module is gone though its package seems to be there."""
    checkout.packages("demo")
    module = checkout.site() / "alpha.py"
    checkout.lock(checkout.wheel("alpha", "1"), checkout.wheel("beta", "2"))
    slow = tmp_path / "slow"
    slow.mkdir()
    (slow / "uv").write_text(f"#!/bin/sh\n[ $1 = pip ] && rm '{module}' && sleep 600\nexit 0\n")
    (slow / "uv").chmod(0o755)
    path = {**os.environ, "PATH": f"{slow}:{os.environ['PATH']}"}
    killed = checkout.start("test", env=path, start_new_session=True)
    while module.exists() and killed.poll() is None:
        time.sleep(0.01)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert checkout.packages("test") == {"alpha": "1", "beta": "2"}
    assert (checkout.site() / "alpha.py").exists()


@pytest.fixture
def path_with_a_slow_uv(tmp_path: Path) -> str:
    """Where an installation does not end by itself, and tells so by a file named busy."""
    slow = tmp_path / "slow"
    slow.mkdir()
    (slow / "uv").write_text(
        f"#!/bin/sh\n[ $1 = venv ] && touch '{slow}/busy' && exec sleep 600\nexit 0\n"
    )
    (slow / "uv").chmod(0o755)
    return f"{slow}:{os.environ['PATH']}"


def test_ctrl_c_ends_an_installation_in_one_line_and_the_next_start_makes_it(
    checkout: Checkout, tmp_path: Path, path_with_a_slow_uv: str
) -> None:
    path = {**os.environ, "PATH": path_with_a_slow_uv}
    stopped = checkout.start("demo", env=path, start_new_session=True)
    while not (tmp_path / "slow" / "busy").exists() and stopped.poll() is None:
        time.sleep(0.01)
    os.killpg(stopped.pid, signal.SIGINT)
    _, said = stopped.communicate()
    assert stopped.returncode == 130
    assert len(said.splitlines()) == 2, said
    assert "woonplek: stopped" in said.splitlines()[1]
    assert checkout.packages("demo") == {"alpha": "1"}


def test_ctrl_c_while_the_launcher_reads_its_modules_is_silent(
    checkout: Checkout, tmp_path: Path
) -> None:
    (tmp_path / "subprocess.py").write_text(
        "import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(60)\n"
    )
    stopped = checkout.run("demo", env={**os.environ, "PYTHONPATH": str(tmp_path)})
    assert (stopped.returncode, stopped.stderr) == (-signal.SIGINT, "")


def test_a_checkout_that_cannot_be_written_is_told_so(checkout: Checkout) -> None:
    """By a file in the way: whoever runs this may be root, to whom no folder is closed."""
    (checkout.folder / ".venv").touch()
    for environment in (None, {}):  # with uv, and without
        refused = checkout.run("demo", env=environment)
        assert refused.returncode == 1
        [line] = refused.stderr.splitlines()
        assert line == f"woonplek: cannot write {checkout.folder}/.venv: File exists"


def test_what_hinders_a_virtual_environment_is_told_as_it_was_said(
    checkout: Checkout, tmp_path: Path
) -> None:
    # It can be imported, so that no package is missing.
    (tmp_path / "venv.py").write_text(
        "if __name__ == '__main__':\n    raise SystemExit('no room for it')\n"
    )
    refused = checkout.run("demo", env={"PYTHONPATH": str(tmp_path)})
    assert refused.returncode == 1
    assert "no room for it" in refused.stderr
    assert "Debian" not in refused.stderr


def test_launchers_side_by_side_install_once(checkout: Checkout) -> None:
    started = [checkout.start(command) for command in ("test", "demo", "test", "demo")]
    ended = [(process.communicate(), process.returncode) for process in started]
    assert [code for _, code in ended] == [0, 0, 0, 0]
    assert sum(err.count("packages ready") for (_, err), _ in ended) <= 2
    assert checkout.packages("test") == {"alpha": "1", "beta": "1"}


def test_a_checkout_that_moved_is_installed_again(checkout: Checkout, tmp_path: Path) -> None:
    checkout.packages("demo")
    checkout.folder = checkout.folder.rename(tmp_path / "moved")
    assert checkout.packages("demo") == {"alpha": "1"}


def test_a_home_that_is_not_there_is_no_hindrance(checkout: Checkout) -> None:
    environment = {"HOME": "/nonexistent", "PATH": os.environ["PATH"]}
    assert checkout.packages("demo", env=environment) == {"alpha": "1"}


@pytest.mark.long
def test_no_environment_and_no_uv_are_no_hindrance(checkout: Checkout, tmp_path: Path) -> None:
    """Then pip installs: the pinned uv can't be had here, as its lock is empty. It reads nothing
    of where it is called or of what the caller keeps beside it."""
    (tmp_path / "json.py").write_text("raise ImportError('the caller\\'s own file')")
    surroundings = {"PYTHONPATH": str(tmp_path)}
    found = checkout.packages("test", env=surroundings, cwd=tmp_path)
    assert found == {"alpha": "1", "beta": "1"}


def test_an_old_python_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed, this is 3\.9"):
        runpy.run_path(str(ROOT / "woonplek"), run_name="__main__")
