"""Linear and integer programs over all columns, by OR-Tools: GLOP, SCIP and CP-SAT."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import callback_pb2 as callbacks
from ortools.math_opt import model_parameters_pb2 as starts
from ortools.math_opt import model_pb2, parameters_pb2, result_pb2
from ortools.math_opt.core.python import solver
from ortools.util.python.pybind_solve_interrupter import PySolveInterrupter

from matching.simulate.in_turn import Chosen
from peers.case import Case
from peers.greedy import left_of

Rows = NDArray[np.int64]
WHOLE = 1.0 - 1e-6
NEARLY_NOTHING = 1e-6
LOOK_SECONDS = 0.1
AT_THE_LIMIT = "its best at the limit of time"


class NoPlan(Exception):
    """The solver ended without any plan."""


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """What a solver found: a share for each column, and whether it says that this is the best."""

    shares: NDArray[np.float64]
    proven: bool


def glop(case: Case, seconds: float) -> tuple[Chosen, str]:
    """The linear optimum; what is not whole is rounded by hand, the largest shares first."""
    found = _solved(case, parameters_pb2.SOLVER_TYPE_GLOP, seconds)
    part = np.nonzero((found.shares > NEARLY_NOTHING) & (found.shares < WHOLE))[0]
    left, taken = left_of(case), np.zeros(case.people, dtype=np.bool_)
    chosen = []
    for column in np.argsort(-found.shares, kind="stable"):
        if found.shares[column] <= NEARLY_NOTHING:
            break
        person = case.columns.request[column]
        if not taken[person] and left.fits(np.array([column]))[0]:
            left.take(int(column))
            taken[person] = True
            chosen.append(column)
    return np.array(chosen, dtype=np.intp), f"{len(part)} shares not whole" if len(part) else ""


def scip(case: Case, seconds: float) -> tuple[Chosen, str]:
    """Branch and bound, as it comes."""
    return _whole(case, parameters_pb2.SOLVER_TYPE_GSCIP, seconds)


def cp_sat(case: Case, seconds: float) -> tuple[Chosen, str]:
    """One Boolean a column, one worker."""
    return _whole(case, parameters_pb2.SOLVER_TYPE_CP_SAT, seconds)


def _whole(case: Case, kind: int, seconds: float) -> tuple[Chosen, str]:
    found = _solved(case, kind, seconds)
    chosen = np.nonzero(found.shares > WHOLE / 2)[0]
    return chosen, "" if found.proven else AT_THE_LIMIT


def _solved(case: Case, kind: int, seconds: float) -> Program:
    parameters = parameters_pb2.SolveParametersProto(threads=1)
    if kind == parameters_pb2.SOLVER_TYPE_GLOP:
        parameters.ClearField("threads")
    with _ended_after(seconds) as interrupter:
        result = solver.solve(
            _message(case, kind != parameters_pb2.SOLVER_TYPE_GLOP),
            kind,
            parameters_pb2.SolverInitializerProto(),
            parameters,
            starts.ModelSolveParametersProto(),
            None,
            callbacks.CallbackRegistrationProto(),
            None,
            interrupter,
        )
    if not result.solutions or not result.solutions[0].HasField("primal_solution"):
        raise NoPlan("no plan in the time there was")
    values = result.solutions[0].primal_solution.variable_values
    shares = np.zeros(len(case.columns) + case.minimums.nothing)
    shares[np.array(values.ids, dtype=np.int64)] = np.array(values.values)
    proven = result.termination.reason == result_pb2.TERMINATION_REASON_OPTIMAL
    return Program(shares[: len(case.columns)], proven)


@contextmanager
def _ended_after(seconds: float) -> Iterator[PySolveInterrupter]:
    """Ends a solver after so many CPU seconds of this process. The solvers' own limits are on the
    clock, which leaves who runs beside others less than the rest gets. (SCIP prints an error of its
    event handler at this, and ends in time all the same.)"""
    interrupter, done, last = PySolveInterrupter(), Event(), time.process_time() + seconds

    def watch() -> None:
        while not done.wait(LOOK_SECONDS):
            if time.process_time() > last:
                interrupter.interrupt()

    watching = Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield interrupter
    finally:
        done.set()
        watching.join()


def _message(case: Case, whole: bool) -> Any:
    """A person takes one column at most, and each limit is a row. For each quota one variable more
    says how much of its minimum is reached: no more than the columns that count."""
    many, quotas = len(case.columns), case.minimums.nothing
    weight = np.append(case.weight, np.full(quotas, case.mark))
    message = model_pb2.ModelProto()
    message.variables.ids.extend(range(many + quotas))
    message.variables.lower_bounds.extend([0.0] * (many + quotas))
    message.variables.upper_bounds.extend([1.0] * many)
    message.variables.upper_bounds.extend(case.minimums.at_least)
    message.variables.integers.extend([whole] * (many + quotas))
    message.objective.maximize = True
    message.objective.linear_coefficients.ids.extend(range(many + quotas))
    message.objective.linear_coefficients.values.extend(weight.astype(np.float64))
    upper = np.concatenate([case.capacities.upper, np.ones(case.people), np.zeros(quotas)])
    message.linear_constraints.ids.extend(range(len(upper)))
    message.linear_constraints.lower_bounds.extend([-np.inf] * len(upper))
    message.linear_constraints.upper_bounds.extend(upper)
    row, column, value = _matrix(case)
    order = np.lexsort((column, row))
    message.linear_constraint_matrix.row_ids.extend(row[order])
    message.linear_constraint_matrix.column_ids.extend(column[order])
    message.linear_constraint_matrix.coefficients.extend(value[order])
    return message


def _matrix(case: Case) -> tuple[Rows, Rows, NDArray[np.float64]]:
    """Row, column and value of what is not 0: limits, then people, then minimums."""
    many, no_row, quotas = len(case.columns), case.capacities.no_row, case.minimums.nothing
    column, turn = np.nonzero(case.capacities.rows != no_row)
    person, first = no_row + case.columns.request, no_row + case.people
    counts, part = np.nonzero(case.minimums.quotas != quotas)
    own = np.arange(quotas)
    rows = (case.capacities.rows[column, turn], person, first + case.minimums.quotas[counts, part])
    columns = (column, np.arange(many), counts, many + own)
    values = (np.ones(len(column) + many), np.full(len(counts), -1.0), np.ones(quotas))
    return np.concatenate([*rows, first + own]), np.concatenate(columns), np.concatenate(values)
