"""The one place that hands a model to OR-Tools' linear and integer solvers (GLOP and SCIP).

MathOpt's messages are filled straight from numpy: its Python objects would cost more than solving.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import (
    callback_pb2,
    model_parameters_pb2,
    model_pb2,
    parameters_pb2,
    result_pb2,
    solution_pb2,
)
from ortools.math_opt.core.python import solver

from matching.capacity.family import Rows, united
from matching.capacity.model import Model
from matching.stop import Stop

Numbers = NDArray[np.float64]
Entries = tuple[Rows, Rows, Numbers, Rows]
HALF = 0.5
BASIC, LOWER = solution_pb2.BASIS_STATUS_BASIC, solution_pb2.BASIS_STATUS_AT_LOWER_BOUND
UPPER = solution_pb2.BASIS_STATUS_AT_UPPER_BOUND


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """A linear optimum: the share of each column, and the price of each row of the families.

    `columns` and `rows` are its basis in MathOpt's codes: where a next, larger model can begin.
    """

    shares: Numbers
    prices: Numbers
    columns: Rows
    rows: Rows


def relaxed(
    model: Model,
    objective: NDArray[Any],
    stop: Stop,
    basis: tuple[Rows, Rows] | None = None,
    dual: bool = False,
    many: Rows | None = None,
) -> Relaxed | None:
    """The linear optimum by GLOP, from a basis if given; None when stopped or none was found.

    The `dual` simplex takes half the time where a basis lacks little of a large model. A column may
    be chosen `many` times where that is not 0, whatever the row of its request says.
    """
    often = np.zeros(len(model), dtype=np.int64) if many is None else many
    result = _solve(model, objective, parameters_pb2.SOLVER_TYPE_GLOP, stop, often, basis, dual)
    if result.termination.reason != result_pb2.TERMINATION_REASON_OPTIMAL:
        return None
    solution = result.solutions[0]
    shares = _dense(solution.primal_solution.variable_values, len(model))
    prices = _dense(solution.dual_solution.dual_values, model.requests + len(model.upper()))
    columns = _dense(solution.basis.variable_status, len(model)).astype(np.int64)
    rows = _dense(solution.basis.constraint_status, len(prices)).astype(np.int64)
    rows[rows == solution_pb2.BASIS_STATUS_UNSPECIFIED] = BASIC
    return Relaxed(shares, prices[model.requests :], columns, rows)


def integral(
    model: Model, objective: Rows, stop: Stop, many: Rows | None = None
) -> tuple[Rows, bool] | None:
    """How often each column is chosen in the best whole plan by SCIP, and whether that is proven;
    None when there is no plan. `many` as for `relaxed`.
    """
    often = np.zeros(len(model), dtype=np.int64) if many is None else many
    result = _solve(model, objective, parameters_pb2.SOLVER_TYPE_GSCIP, stop, often)
    if not result.solutions or not result.solutions[0].HasField("primal_solution"):
        return None
    times = _dense(result.solutions[0].primal_solution.variable_values, len(model))
    proven = result.termination.reason == result_pb2.TERMINATION_REASON_OPTIMAL
    return np.rint(times).astype(np.int64), proven


def _solve(
    model: Model,
    objective: NDArray[Any],
    kind: int,
    stop: Stop,
    often: Rows,
    basis: tuple[Rows, Rows] | None = None,
    dual: bool = False,
) -> Any:
    whole = kind == parameters_pb2.SOLVER_TYPE_GSCIP
    parameters = parameters_pb2.SolveParametersProto()
    if dual:
        parameters.lp_algorithm = parameters_pb2.LP_ALGORITHM_DUAL_SIMPLEX
    if whole:
        parameters.relative_gap_tolerance = 0.0
        parameters.absolute_gap_tolerance = HALF
        # Bounds and reduced costs have done that work already; SCIP's own takes ten times as long.
        parameters.presolve = parameters_pb2.EMPHASIS_OFF
    if (seconds := stop.seconds_left()) is not None:
        parameters.time_limit.FromMilliseconds(int(1000 * seconds))
    start, matrix = model_parameters_pb2.ModelSolveParametersProto(), entries(model, often)
    if basis:
        columns, rows = start.initial_basis.variable_status, start.initial_basis.constraint_status
        used = matrix[3]
        for part, ids, status in (
            (columns, np.arange(len(model)), basis[0]),
            (rows, used, basis[1][used]),
        ):
            part.ids.extend(ids.tolist())
            part.values.extend(status.tolist())
    return solver.solve(
        _message(model, objective, whole, often, matrix),
        kind,
        parameters_pb2.SolverInitializerProto(),
        parameters,
        start,
        None,
        callback_pb2.CallbackRegistrationProto(),
        None,
        None,
    )


def _message(
    model: Model, objective: NDArray[Any], whole: bool, often: Rows, entries: Entries
) -> Any:
    """Rows 0 to `requests` are "at most one"; the rows of the families follow."""
    many = len(model)
    message = model_pb2.ModelProto()
    message.variables.ids.extend(range(many))
    message.variables.lower_bounds.extend([0.0] * many)
    most = np.where(often > 0, often, 1.0 if whole else np.inf)
    message.variables.upper_bounds.extend(most)
    message.variables.integers.extend([whole] * many)
    message.objective.maximize = True
    message.objective.linear_coefficients.ids.extend(range(many))
    message.objective.linear_coefficients.values.extend(objective.astype(np.float64))
    upper = np.concatenate([np.ones(model.requests), model.upper()])
    equal = np.concatenate([np.zeros(model.requests, dtype=np.bool_), model.equal()])
    row, column, sign, used = entries
    message.linear_constraints.ids.extend(used)
    message.linear_constraints.lower_bounds.extend(np.where(equal, upper, -np.inf)[used])
    message.linear_constraints.upper_bounds.extend(upper[used])
    matrix = message.linear_constraint_matrix
    matrix.row_ids.extend(row)
    matrix.column_ids.extend(column)
    matrix.coefficients.extend(sign)
    return message


def entries(model: Model, often: Rows) -> Entries:
    """The matrix as (row, column, coefficient), ordered by row and column; and the rows in use.

    A floor is always in use: a row that nothing can reach may still ask for something.
    """
    once = np.nonzero(often == 0)[0]
    rows, columns, signs = [model.columns.request[once]], [once], [np.ones(len(once))]
    for offset, family in zip(model.offsets(), model.families, strict=True):
        uses = np.nonzero(family.row >= 0)[0]
        rows.append(family.row[uses] + model.requests + offset)
        columns.append(uses)
        signs.append(np.full(len(uses), float(family.sign)))
    row, column = np.concatenate(rows), np.concatenate(columns)
    order = np.argsort(row * len(model) + column)
    used = united(row, _floors(model))
    return row[order], column[order], np.concatenate(signs)[order], used


def _floors(model: Model) -> Rows:
    upper = model.upper()
    return model.requests + np.nonzero((upper < 0) | (model.equal() & (upper != 0)))[0]


def _dense(sparse: Any, length: int) -> Numbers:
    found = np.zeros(length)
    found[np.array(sparse.ids, dtype=np.int64)] = np.array(sparse.values)
    return found
