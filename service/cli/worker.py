"""The worker as a process of its own."""

import asyncio
import signal

import typer

from service import worker
from service.db import make_engine
from service.settings import Settings, load
from service.startup.checks import database_url, refuse_unsafe


def work() -> None:
    """Run the jobs in the queue: rounds and imports. Start as many as you like.

    Example: woonplek worker
    """
    settings = load()
    dsn = database_url(settings)
    engine = make_engine(dsn)
    refuse_unsafe(settings, engine)
    engine.dispose()
    typer.echo("Woonplek works; stop with Ctrl-C.")
    asyncio.run(_work(settings, dsn))


async def _work(settings: Settings, dsn: str) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await worker.work(settings, dsn, stop)
