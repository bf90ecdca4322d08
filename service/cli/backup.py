"""A copy of the database, and a database from a copy."""

from pathlib import Path
from typing import Annotated

import typer

from service.backup import service
from service.backup.proof import not_compared
from service.cli.whole_file import writable
from service.settings import UnsafeSettings, load

NOT_COMPARED = "The proof is of another version of this program. Not compared, by kind of part: "


def back_up(
    out: Annotated[Path, typer.Option(help="The copy; its proof comes beside it.")],
) -> None:
    """Copy the database at DATABASE_BACKUP_URL, with the proof by which a restored one is known to
    be the same: rows and MD5 of each table, row-level security, each part of the schema.

    Example: woonplek backup --out woonplek-2026-11-22.dump
    """
    writable(out)
    writable(service.proof_beside(out))
    url = load().database_backup_url.get_secret_value()
    if not url:
        raise UnsafeSettings(
            "Set DATABASE_BACKUP_URL to the database, as the role woonplek_backup."
        )
    proof = service.back_up(url, out)
    typer.echo(f"{out}: {len(proof.tables)} tables, {proof.rows} rows, at {proof.revision}.")


def restore(
    file: Annotated[Path, typer.Argument(help="A copy, with its proof beside it.")],
) -> None:
    """Fill the empty database at WOONPLEK_ADMIN_URL from a copy, and check that it is the same.
    The roles get the passwords of the settings, as by `migrate --roles`.

    Example: woonplek restore woonplek-2026-11-22.dump
    """
    settings = load()
    url = settings.admin_url.get_secret_value()
    if not url:
        raise UnsafeSettings("Set WOONPLEK_ADMIN_URL to an empty database, as a superuser.")
    passwords = settings.role_passwords()
    proof = service.restore(url, file, passwords)
    typer.echo(
        f"Restored and compared: {len(proof.tables)} tables, {proof.rows} rows and {proof.parts} "
        f"parts of the schema, each as it was, at {proof.revision}."
    )
    if lacking := not_compared(proof):
        typer.echo(f"{NOT_COMPARED}{', '.join(lacking)}.")
    typer.echo(f"Roles given a password: {', '.join(passwords) or 'none'}.")
