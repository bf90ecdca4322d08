"""A second checkout of the program, so that its private clusters are not the test run's own."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
NAMED_SERVER = "WOONPLEK_SERVER_URL"

HOLD = """
import json, sys
from service.cluster import open_cluster
from service.cluster.opening import data_folder
with open_cluster(sys.argv[1]) as cluster:
    cluster.slot.announce("http://there")
    name = cluster.name("kept")
    if not cluster.exists(name):
        cluster.create(name)
    print(json.dumps({
        "slot": cluster.slot.name, "admin": cluster.admin_dsn(), "database": cluster.name("kept"),
        "dsn": cluster.admin_dsn(name), "app": cluster.app_dsn(name),
        "data": str(data_folder(cluster.slot.name)), "mark": cluster.checkout,
    }), flush=True)
    sys.stdin.read()
"""

CLEAN = "from service.cluster import clean; print(*clean(), sep='\\n')"
PATIENCE = 60.0


@dataclass
class Held:
    """A process of the other checkout that holds a cluster open until its input ends."""

    process: "subprocess.Popen[str]"
    told: dict[str, str]

    def postmaster(self) -> int:
        return int(Path(self.told["data"], "postmaster.pid").read_text().split()[0])

    def end(self) -> None:
        self.process.communicate()


class OtherCheckout:
    """Runs pieces of Python in a copy of the program."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("service", "alembic"):
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        shutil.copy(ROOT / "woonplek", folder)

    def start(self, code: str, *arguments: str, **variables: str) -> "subprocess.Popen[str]":
        pipe = subprocess.PIPE
        inherited = {name: value for name, value in os.environ.items() if name != NAMED_SERVER}
        environment = {**inherited, "PYTHONPATH": str(self.folder), **variables}
        command = [sys.executable, "-c", code, *arguments]
        return subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=environment, cwd="/"
        )

    def run(self, code: str, *arguments: str, **variables: str) -> str:
        process = self.start(code, *arguments, **variables)
        out, err = process.communicate()
        assert process.returncode == 0, err
        return out

    def hold(self, purpose: str, **variables: str) -> Held:
        process = self.start(HOLD, purpose, **variables)
        assert process.stdout
        line = process.stdout.readline()
        assert line, process.communicate()[1]
        return Held(process, json.loads(line))

    def clean(self, **variables: str) -> str:
        return self.run(CLEAN, **variables)


def wait_until(holds: Callable[[], Any]) -> None:
    """Waits for what must come; the time is only there to end a test that waits in vain."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Whether a process with this number exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
