"""Rounds from the command line: the same as through the API, with the worker in this process."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from matching.codes.code import Code
from service import reading, worker
from service.actor import SYSTEM, Actor
from service.cli.operator import operator
from service.cli.policy_files import registered_policy
from service.cli.whole_file import writable, write_whole
from service.codelists.decisions import RoundState
from service.database_urls import libpq_url
from service.db import Sessions, make_sessions, transaction
from service.errors import Conflict
from service.models import Round
from service.rounds import scope_repository, service
from service.rounds.schemas import CertificateOut, Progress, RoundIn, RoundOut
from service.rounds.wording import of_phase
from service.rounds.workflow import ACTIVE
from service.settings import Settings, load
from service.startup.checks import safe_engine

LOOK_SECONDS = 0.25

HEADINGS = (
    ("Groep", "Group"),
    ("Aanvragen", "Requests"),
    ("Voorstellen", "Proposals"),
    ("Hoogstens", "At most"),
    ("Bewijs", "Proof"),
)

rounds = typer.Typer(name="round", no_args_is_help=True)


@rounds.callback()
def about() -> None:
    """Rounds: match requests to places.

    Example: woonplek round run --region COROP-17 --municipality 0344
    """


@rounds.command("run")
def run(
    region: Annotated[str, typer.Option(help="Code of the region, such as COROP-17.")],
    municipality: Annotated[str, typer.Option(help="CBS code of the municipality that asks.")],
    policy: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="JSON file with a policy.")
    ] = None,
) -> None:
    """Run a round and show how good the result is proven to be; Ctrl-C cancels it.

    Example: woonplek round run --region COROP-17 --municipality 0344
    """
    settings = load()
    with safe_engine(settings) as engine:
        sessions = make_sessions(engine, origin="cli")
        actor = _official(sessions, municipality)
        asked = _asked(sessions, actor, region, policy)
        dsn = libpq_url(engine.url)
        ended = asyncio.run(_followed(settings, dsn, sessions, actor, asked))
    _show(ended)
    if ended.state is not RoundState.DONE:
        sys.exit(1)


@rounds.command("problem")
def problem(
    round_id: Annotated[UUID, typer.Argument(metavar="ROUND", help="The id of the round.")],
    out: Annotated[Path, typer.Option(help="Where the problem goes (npz).")],
) -> None:
    """Write what a round was solved on, its policy in it; `woonplek solve` replays it.

    It tells which places were not safe for whom: that you take it is written down.

    Example: woonplek round problem 6f1c8a52-0d3e-4f5b-9a77-2b1d3c4e5f60 --out problem.npz
    """
    writable(out)
    with (
        safe_engine(load()) as engine,
        transaction(make_sessions(engine, origin="cli"), operator()) as db,
    ):
        data = service.take_any_snapshot(db, round_id)
    write_whole(out, data)


def _official(sessions: Sessions, municipality: str) -> Actor:
    with transaction(sessions, SYSTEM) as db:
        found = scope_repository.municipality_called(db, municipality)
        return operator(found.id, found.kind)


def _asked(sessions: Sessions, actor: Actor, region: str, policy: Path | None) -> UUID:
    with transaction(sessions, actor) as db:
        chosen = registered_policy(db, actor, policy) if policy else None
        body = RoundIn(regionId=scope_repository.region_called(db, region), policyId=chosen)
        return service.start(db, actor, body).id


async def _followed(
    settings: Settings, dsn: str, sessions: Sessions, actor: Actor, asked: UUID
) -> RoundOut:
    """The round at its end. Any worker may do it; one runs beside us, so that none is needed."""
    console = Console(stderr=True)
    async with worker.beside(settings, dsn):
        with console.status("wachten, waiting"):
            try:
                return await _ended(sessions, actor, asked, console)
            except asyncio.CancelledError:
                await asyncio.to_thread(_cancel, sessions, actor, asked)
                return await _ended(sessions, actor, asked, console)


async def _ended(sessions: Sessions, actor: Actor, asked: UUID, console: Console) -> RoundOut:
    shown: tuple[str, str] = ("", "")
    while (round := await asyncio.to_thread(_read, sessions, actor, asked)).state in ACTIVE:
        if (line := _line(round.progress)) != shown:
            nl, en = shown = line
            console.print(nl, highlight=False)
            console.print(en, highlight=False, style="dim")
        await asyncio.sleep(LOOK_SECONDS)
    return round


def _read(sessions: Sessions, actor: Actor, asked: UUID) -> RoundOut:
    with transaction(sessions, actor) as db:
        return RoundOut.model_validate(reading.one(db, Round, asked))


def _cancel(sessions: Sessions, actor: Actor, asked: UUID) -> None:
    try:
        with transaction(sessions, actor) as db:
            service.cancel(db, asked)
    except Conflict:
        return  # it ended at the same moment


def _line(progress: Progress | None) -> tuple[str, str]:
    """How far it is, in Dutch and in English."""
    if progress is None:
        return "de momentopname wordt gemaakt", "the snapshot is made"
    words, tiers = of_phase(progress.phase), progress.tiers
    nl = ", ".join(f"{tier.code.nl}: {tier.placed} van {tier.bound}" for tier in tiers)
    en = ", ".join(f"{tier.code.en}: {tier.placed} of {tier.bound}" for tier in tiers)
    return f"{words.nl}. {nl}", f"{words.en}. {en}"


def _show(round: RoundOut) -> None:
    console = Console()
    console.print(round.message.nl)
    console.print(round.message.en, style="dim")
    if round.failure_detail:
        console.print(round.failure_detail, markup=False)
    if round.certificate:
        console.print(_table(round.certificate))
        for minimum in round.minimums or ():
            console.print(f"{minimum.quota_id}: {minimum.message.nl}", markup=False)
            console.print(minimum.message.en, style="dim", markup=False)
        console.print(f"snapshot {round.snapshot_hash}\npolicy   {round.policy_hash}")


def _table(certificate: CertificateOut) -> Table:
    """Each heading and name in Dutch, and in English beneath it."""
    table = Table(*(f"{nl}\n{en}" for nl, en in HEADINGS))
    for tier in certificate.tiers:
        counts = map(str, (tier.requests, tier.placed, tier.bound))
        table.add_row(_both(tier.code), *counts, _both(tier.proof))
    if agreed := certificate.minimums:
        counts = map(str, (agreed.asked, agreed.reached, agreed.bound))
        table.add_row("Minstens afgesproken\nAgreed at least", *counts, _both(agreed.proof))
    if certificate.most_in_all is not None:
        asked = sum(tier.requests for tier in certificate.tiers)
        placed = sum(tier.placed for tier in certificate.tiers)
        counts = map(str, (asked, placed, certificate.most_in_all))
        table.add_row("Samen, wie ook voorgaat\nTogether, whoever goes first", *counts)
    points = (str(certificate.score), str(certificate.score_bound))
    table.add_row("Punten\nPoints", "", *points, _both(certificate.score_proof))
    return table


def _both(code: Code) -> str:
    return f"{code.nl}\n{code.en}"
