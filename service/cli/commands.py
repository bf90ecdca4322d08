"""The commands, each read when it is asked for: most need little of what the others bring along."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group

from service.cli.interrupts import ending_at_once

COMMANDS = {
    "demo": "service.cli.demo:demo",
    "clean": "service.cli.cleaning:clean",
    "openapi": "service.cli.openapi:print_openapi",
    "test": "service.cli.testing:run_tests",
    "check": "service.cli.check:check",
    "serve": "service.cli.serve:serve",
    "worker": "service.cli.worker:work",
    "migrate": "service.cli.migrate:migrate",
    "backup": "service.cli.backup:back_up",
    "restore": "service.cli.backup:restore",
    "solve": "service.cli.solve:solve",
    "explain": "service.cli.explain:explain",
    "trial": "service.cli.trial:trial",
    "refusal": "service.cli.refusal:refusal",
    "simulate": "service.cli.simulate:simulate",
    "shadow": "service.cli.shadow:shadow",
    "bench": "service.cli.bench:bench",
    "round": "service.cli.rounds:rounds",
    "geo": "service.cli.geo:geo",
    "audit": "service.cli.audit:audit",
    "retention": "service.cli.retention:retention",
    "sessions": "service.cli.sessions:sessions",
    "import": "service.cli.importing:imports",
}
"""Where each command or group of commands stands."""


class Commands(TyperGroup):
    """The program's commands by name; a module is read with its first use."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All names, in the order in which the help shows them."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command or group of this name; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        with ending_at_once():
            found = getattr(import_module(module), name)
        return get_group(found) if isinstance(found, typer.Typer) else _alone(cmd_name, found)


def _alone(name: str, function: Any) -> Any:
    """A command of one function; what pytest is asked is for pytest to understand."""
    alone = typer.Typer(add_completion=False)
    alone.command(name, context_settings={"ignore_unknown_options": name == "test"})(function)
    return get_command(alone)
