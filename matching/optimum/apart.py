"""A piece as it can be sent away: what solves it knows nothing of the country it was cut from."""

import time
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from matching.capacity.family import Rows
from matching.capacity.model import Model
from matching.optimum.optimizer import Relaxed, relaxed
from matching.stop import Stop


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A linear model, its basis to begin with, and the seconds that it may take.

    A moment would mean nothing on another machine, and nobody can be asked there; who waits for
    the result can.
    """

    model: Model
    objective: NDArray[Any]
    basis: tuple[Rows, Rows] | None
    seconds: float | None


def solved(piece: Piece) -> Relaxed | None:
    """The linear optimum of a piece; None when its time was over."""
    deadline = None if piece.seconds is None else time.monotonic() + piece.seconds
    return relaxed(piece.model, piece.objective, Stop(deadline), piece.basis)
