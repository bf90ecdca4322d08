"""Everything that can be checked without running the program: style, types, layers, docs, files."""

import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from service.cli.checkout import only_in_a_checkout

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent

SCRATCH = "{scratch}"
"""Stands for a folder that is gone after the check."""

CHECKS: dict[str, tuple[str, ...]] = {
    "style": ("ruff", "check", "."),
    "layout": ("ruff", "format", "--check", "."),
    "types": ("mypy",),
    "layers": ("lint-imports",),
    "compose file": (
        "check-jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        "docker-compose.yml",
    ),
    "image files": ("hadolint", "Dockerfile", "deploy/database.Dockerfile"),
    "yaml files": ("yamllint", "--strict", "docker-compose.yml", "publiccode.yaml", "mkdocs.yml"),
    "migrations": ("python", "-m", "service.cli.migration_findings"),
    "docs": ("mkdocs", "build", "--quiet", "--strict", "--site-dir", SCRATCH),
}
"""Name -> command; a new check is a line here."""


def check() -> None:
    """Check style, types, layers, docs and the compose file of a checkout.

    Example: ./woonplek check
    """
    only_in_a_checkout("check")
    failed = [name for name, command in CHECKS.items() if not _passes(name, command)]
    if failed:
        sys.exit(f"woonplek: not right: {', '.join(failed)}")


def _passes(name: str, command: tuple[str, ...]) -> bool:
    console = Console()
    began = time.monotonic()
    with TemporaryDirectory() as scratch:
        words = [scratch if word == SCRATCH else word for word in command[1:]]
        done = subprocess.run(
            [str(BIN / command[0]), *words], cwd=ROOT, capture_output=True, text=True
        )
    seconds = time.monotonic() - began
    if done.returncode == 0:
        console.print(f"[green]right[/]   {name} ({seconds:.1f} s)")
        return True
    console.print(f"[red]wrong[/]   {name} ({seconds:.1f} s): {' '.join(command)}")
    console.print(done.stdout + done.stderr, markup=False, highlight=False)
    return False
