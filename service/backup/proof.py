"""By what a restored database is known to be the one that was copied."""

from collections.abc import Iterator, Mapping
from typing import Any

from psycopg import Connection
from pydantic import BaseModel, ConfigDict

from service.backup import catalogue_repository, repository
from service.backup.catalogue_repository import KINDS


class TableProof(BaseModel):
    """One table: its rows, their MD5, and whether row-level security is on and forced."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows: int
    md5: str
    secured: bool
    forced: bool


class Proof(BaseModel):
    """A whole database: of each part of its schema, by kind and name, the MD5 of its definition."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    revision: str
    policies_md5: str
    tables: dict[str, TableProof]
    catalogue: dict[str, dict[str, str]] = {}
    """Empty in a proof of before this was held."""

    @property
    def parts(self) -> int:
        """Of the schema together."""
        return sum(map(len, self.catalogue.values()))

    @property
    def rows(self) -> int:
        """Of all tables together."""
        return sum(table.rows for table in self.tables.values())


def proof_of(connection: Connection[Any]) -> Proof:
    """What the transaction of this connection sees."""
    repository.write_alike(connection)
    found = {}
    for name, secured, forced in [*repository.tables(connection)]:
        rows, md5 = repository.digest(connection, name)
        found[name] = TableProof(rows=rows, md5=md5, secured=secured, forced=forced)
    return Proof(
        revision=repository.revision(connection),
        policies_md5=repository.policies(connection),
        tables=found,
        catalogue={kind: catalogue_repository.parts(connection, kind) for kind in KINDS},
    )


def not_compared(was: Proof) -> list[str]:
    """The kinds of parts that only this program or only the proof knows."""
    return sorted(was.catalogue.keys() ^ KINDS.keys())


def differences(was: Proof, now: Proof) -> Iterator[str]:
    """What is not as it was, a line each; nothing when all is."""
    if was.revision != now.revision:
        yield f"the schema was at {was.revision}, it is at {now.revision}"
    if was.policies_md5 != now.policies_md5:
        yield "the policies of row-level security are others"
    for name in sorted(was.tables.keys() | now.tables.keys()):
        yield from _of_table(name, was.tables.get(name), now.tables.get(name))
    for kind in sorted(was.catalogue.keys() & now.catalogue.keys()):
        yield from _of_kind(kind, was.catalogue[kind], now.catalogue[kind])


def _of_kind(kind: str, was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(was.keys() | now.keys()):
        if name not in now:
            yield f"the {kind} {name} is gone"
        elif name not in was:
            yield f"the {kind} {name} was not there"
        elif was[name] != now[name]:
            yield f"the {kind} {name} is not as it was"


def _of_table(name: str, was: TableProof | None, now: TableProof | None) -> Iterator[str]:
    if was is None or now is None:
        yield f"{name}: there {'is' if now is None else 'was'} no such table"
    elif was.rows != now.rows:
        yield f"{name}: {was.rows} rows became {now.rows}"
    elif was.md5 != now.md5:
        yield f"{name}: its {was.rows} rows are not the same"
    elif was != now:
        yield f"{name}: its row-level security is not as it was"
