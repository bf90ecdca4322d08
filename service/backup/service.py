"""A copy of the database with its proof, and a database from such a copy."""

from collections.abc import Mapping
from pathlib import Path

import psycopg
from pydantic import ValidationError

from service import private_files
from service.backup import programs, repository
from service.backup.proof import Proof, differences, proof_of
from service.cluster import SetupError
from service.roles import NO_PASSWORDS, ensure_roles, let_owner_migrate


def proof_beside(file: Path) -> Path:
    """Where the proof of a copy stands."""
    return file.with_name(f"{file.name}.proof.json")


def back_up(url: str, file: Path) -> Proof:
    """Writes copy and proof of one and the same moment, for nobody else to read; `file` is there
    only when both are."""
    part = file.with_name(f".{file.name}.part")
    proof_part = proof_beside(part)
    try:
        private_files.create(part)
        private_files.create(proof_part)
        with psycopg.connect(url) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            snapshot = repository.export_snapshot(connection)
            programs.dump(url, part, snapshot)
            proof = proof_of(connection)
        proof_part.write_text(proof.model_dump_json(indent=1) + "\n")
        proof_part.replace(proof_beside(file))
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
        proof_part.unlink(missing_ok=True)
    return proof


def restore(admin_url: str, file: Path, passwords: Mapping[str, str] = NO_PASSWORDS) -> Proof:
    """Fills an empty database from a copy, and holds it against the proof. A copy holds no roles:
    they are made, with these passwords, as an empty server has neither.

    Raises SetupError with each difference; the database is not to be used then."""
    was = read_proof(file)
    with psycopg.connect(admin_url) as connection:
        name = connection.info.dbname
        if [*repository.tables(connection)]:
            raise SetupError(f"The database {name} is not empty: restore into one that is.")
    ensure_roles(admin_url, passwords)
    let_owner_migrate(admin_url)
    programs.load(admin_url, file)
    with psycopg.connect(admin_url) as connection:
        found = [*differences(was, proof_of(connection))]
    if found:
        raise SetupError(f"The database {name} is not what was copied: {'; '.join(found)}.")
    return was


def read_proof(file: Path) -> Proof:
    """The proof beside a copy; SetupError where copy or proof is not to be had."""
    for each in (file, proof_beside(file)):
        if not each.is_file():
            raise SetupError(f"{each} is not there, or no file.")
    try:
        return Proof.model_validate_json(proof_beside(file).read_bytes())
    except ValidationError:
        raise SetupError(f"{proof_beside(file)} is no proof of a copy.") from None
