"""The worker as a process of its own."""

import asyncio
import signal

import typer

from service import worker
from service.database_urls import libpq_url
from service.settings import Settings, load
from service.startup.checks import safe_engine
from service.telemetry import json_lines


def work() -> None:
    """Run the jobs in the queue: rounds and imports. Start as many as you like.

    Example: woonplek worker
    """
    settings = load()
    with safe_engine(settings) as engine:
        dsn = libpq_url(engine.url)
    json_lines.begin()
    typer.echo("Woonplek works; stop with Ctrl-C.")
    asyncio.run(_work(settings, dsn))


async def _work(settings: Settings, dsn: str) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await worker.work(settings, dsn, stop)
