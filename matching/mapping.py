"""Where work that falls apart in pieces is done: whoever calls the engine may hand it a map."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

Payload = TypeVar("Payload")
Result = TypeVar("Result")


class Map(Protocol):
    """A callable like the builtin `map`, which is one: the results in the order of the payloads.

    Function and payloads can be pickled, and a result is of its payload alone, so that it may be
    found in another process or on another machine. Results that are not asked for any more need
    not be found.
    """

    def __call__(
        self, function: Callable[[Payload], Result], payloads: Iterable[Payload], /
    ) -> Iterator[Result]:
        """The result of each payload."""
        ...
