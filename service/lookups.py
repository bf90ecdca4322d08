"""Names are looked up for a bounded time."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

Found = TypeVar("Found")


def begun(look_up: Callable[[], Found]) -> Future[Found]:
    """What will come of a lookup.

    It knows no end of its own but the system's, and cannot be broken off: who has waited for long
    enough leaves it to itself, and a program that ends does not wait for it either."""
    answer: Future[Found] = Future()
    Thread(target=_answered, args=(answer, look_up), daemon=True).start()
    return answer


def _answered(answer: Future[Found], look_up: Callable[[], Found]) -> None:
    try:
        answer.set_result(look_up())
    except Exception as error:
        answer.set_exception(error)
