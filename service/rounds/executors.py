"""Where the pieces of a round are solved: here, in processes, or by the workers of a Dask cluster.

What is solved elsewhere is the same as here, so nothing is lost with a worker or a cluster: what
does not come back is done here.
"""

import logging
import os
import pickle
import re
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from multiprocessing import connection, get_context, parent_process
from threading import Thread
from typing import Any

from matching.mapping import Map, Payload, Result
from matching.solution import ENGINE_VERSION

log = logging.getLogger(__name__)

HERE, PROCESSES = "", "processes"
DASK = re.compile(r"tcp://([^\s:/@]+|\[[0-9a-fA-F:]+\]):\d{1,5}")
NO_EXECUTOR = "this is not empty, processes, or a Dask scheduler such as tcp://scheduler:8786"
NO_DASK = "a Dask scheduler needs the package distributed: install woonplek[dask]"

CONNECT_SECONDS = 5
LATE_SECONDS = 120.0
"""A piece of a country takes seconds; what is away for so long is given up."""
AHEAD = 2
"""Pieces under way for each processor: one at work, one that waits."""

Submit = Callable[[Callable[[Any], Any], Any], "Future[Any]"]
Begin = Callable[[ExitStack], tuple[Submit, int]]
"""Starts what lasts until the stack is closed: how to ask for a result, and how many at once."""


class OtherVersion(RuntimeError):
    """A worker has another engine or solver, and might find something else."""


def checked(executor: str) -> str:
    """The same words; raises ValueError where they name no executor, or one that is not here."""
    if executor in (HERE, PROCESSES):
        return executor
    if not DASK.fullmatch(executor):
        raise ValueError(NO_EXECUTOR)
    if find_spec("distributed") is None:
        raise ValueError(NO_DASK)
    return executor


@contextmanager
def opened(executor: str) -> Iterator[Map]:
    """The map of an executor, for as long as the block lasts; nothing is started before its use."""
    if checked(executor) == HERE:
        yield map
        return
    with ExitStack() as stack:
        begin = _processes if executor == PROCESSES else _dask(executor)
        yield Elsewhere(executor, lambda: begin(stack))


class Elsewhere:
    """A map whose results are found elsewhere; once that fails, with a line in the log, here."""

    def __init__(self, name: str, begin: Callable[[], tuple[Submit, int]]) -> None:
        self._name, self._begin = name, begin
        self._submit: Submit | None = None
        self._at_once = 1
        self._lost = False

    def __call__(
        self, function: Callable[[Payload], Result], payloads: Iterable[Payload], /
    ) -> Iterator[Result]:
        """Takes payloads only a little ahead of the results: what stands in them may grow old."""
        waiting: deque[tuple[Payload, Future[Result] | None]] = deque()
        try:
            for payload in payloads:
                waiting.append((payload, self._asked(function, payload)))
                if len(waiting) >= self._at_once:
                    yield self._result(function, *waiting.popleft())
            while waiting:
                yield self._result(function, *waiting.popleft())
        finally:
            for _, future in waiting:
                if future is not None:
                    future.cancel()

    def _asked(
        self, function: Callable[[Payload], Result], payload: Payload
    ) -> "Future[Result] | None":
        """What will be the result; None where it must be found here."""
        if self._lost:
            return None
        try:
            if self._submit is None:
                self._submit, self._at_once = self._begin()
            return self._submit(function, payload)
        except Exception as error:
            self._give_up(error)
            return None

    def _result(
        self,
        function: Callable[[Payload], Result],
        payload: Payload,
        future: "Future[Result] | None",
    ) -> Result:
        if future is not None and not self._lost:
            try:
                return future.result(LATE_SECONDS)
            except Exception as error:
                self._give_up(error)
        if future is not None:
            future.cancel()
        return function(payload)

    def _give_up(self, error: Exception) -> None:
        """For good: a fault of the function itself comes again here, and is then its own."""
        self._lost, self._at_once = True, 1
        said = str(error) or type(error).__name__
        log.warning("executor %s is given up, the round goes on here: %s", self._name, said)


def _processes(stack: ExitStack) -> tuple[Submit, int]:
    """As many processes as there are processors; none outlives this one."""
    many = os.cpu_count() or 1
    pool = ProcessPoolExecutor(many, get_context("spawn"), _end_with_parent)
    stack.callback(pool.shutdown, cancel_futures=True)
    return pool.submit, AHEAD * many


def _end_with_parent() -> None:
    Thread(target=_end_after_parent, daemon=True).start()


def _end_after_parent() -> None:
    parent = parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    os._exit(1)


def _dask(address: str) -> Begin:
    """The workers that are there now; it waits a moment for the first."""

    def begin(stack: ExitStack) -> tuple[Submit, int]:
        from distributed import Client

        # A scheduler that is gone is told in a line of our own.
        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
        client = stack.enter_context(
            Client(address, timeout=CONNECT_SECONDS, set_as_default=False, name="woonplek")
        )
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        # Else equal pieces of two rounds would share a result, and one could cancel the other's.
        executor = client.get_executor(pure=False)

        def submit(function: Callable[[Any], Any], payload: Any) -> "Future[Any]":
            # Whole numbers that hardly differ: a tenth of the bytes, and no warning of large ones.
            packed = zlib.compress(pickle.dumps((function, payload)), level=1)
            found: Future[Any] = executor.submit(_there, _versions(), packed)
            return found

        return submit, AHEAD * sum(client.nthreads().values())

    return begin


def _there(versions: tuple[str, str], packed: bytes) -> Any:
    """On a worker: the result, if it would be found in the same way there."""
    if versions != _versions():
        raise OtherVersion(f"a worker has engine and solver {_versions()}, this is {versions}")
    function, payload = pickle.loads(zlib.decompress(packed))
    return function(payload)


def _versions() -> tuple[str, str]:
    return ENGINE_VERSION, version("ortools")
