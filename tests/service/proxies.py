"""Stands between two programs, and misbehaves as networks do.

A plan says for each connection what happens to it; what it does not name passes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from urllib.parse import urlsplit

CHUNK = 65_536


class Fate(Enum):
    """What becomes of a connection."""

    PASSES = auto()
    ANSWER_LOST = auto()
    """The server hears all and answers; the client sees its connection end."""
    CUT = auto()
    """Ends in both directions after some bytes of what the client says."""
    FROZEN = auto()
    """After some bytes of what the client says nothing of it passes any more, and nobody hears why
    until the client gives up; then the server hears that it is gone, as by keep-alives."""


Plan = Callable[[int], tuple[Fate, int]]
"""For the how-manieth connection its fate, and after how many bytes it strikes."""


@dataclass
class Proxy:
    """Where clients connect instead, and how many came."""

    upstream: str | Path
    plan: Plan
    port: int = 0
    connections: int = 0
    answers_lost: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def serve(self, ready: threading.Event, stop: asyncio.Event, at: Path | None) -> None:
        """Until it is stopped; on a port that the kernel chose, or on a socket file."""
        if at is None:
            server = await asyncio.start_server(self._accepted, "127.0.0.1", 0)
            self.port = server.sockets[0].getsockname()[1]
        else:
            server = await asyncio.start_unix_server(self._accepted, str(at))
            at.chmod(0o666)
        ready.set()
        await stop.wait()
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        fate, after = self.plan(self.connections)
        there, back = await self._upstream()
        try:
            await asyncio.gather(
                self._says(reader, back, fate, after), self._answers(there, writer, fate)
            )
        except (OSError, _Struck, asyncio.CancelledError):
            pass
        finally:
            for each in (writer, back):
                each.close()
                with suppress(OSError):
                    await each.wait_closed()
            self._tasks.discard(task)

    async def _upstream(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self.upstream, Path):
            return await asyncio.open_unix_connection(str(self.upstream))
        to = urlsplit(self.upstream)
        return await asyncio.open_connection(to.hostname, to.port)

    async def _says(
        self, reader: asyncio.StreamReader, back: asyncio.StreamWriter, fate: Fate, after: int
    ) -> None:
        told = 0
        while said := await reader.read(CHUNK):
            if fate in (Fate.CUT, Fate.FROZEN) and told + len(said) > after:
                back.write(said[: max(0, after - told)])
                await back.drain()
                while fate is Fate.FROZEN and await reader.read(CHUNK):
                    continue
                raise _Struck
            told += len(said)
            back.write(said)
            await back.drain()
        back.write_eof()

    async def _answers(
        self, there: asyncio.StreamReader, writer: asyncio.StreamWriter, fate: Fate
    ) -> None:
        while answer := await there.read(CHUNK):
            if fate is Fate.ANSWER_LOST:
                self.answers_lost += 1
                raise _Struck
            writer.write(answer)
            await writer.drain()
        raise _Struck


class _Struck(Exception):
    pass


@contextmanager
def misbehaving(upstream: str | Path, plan: Plan, at: Path | None = None) -> Iterator[Proxy]:
    """A proxy before an address or a socket file, for as long as the block lasts."""
    proxy, ready, loop = Proxy(upstream, plan), threading.Event(), asyncio.new_event_loop()
    stop = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(proxy.serve(ready, stop, at)))
    thread.start()
    try:
        assert ready.wait(10)
        yield proxy
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
