"""What the engine and PostGIS say of one request and one place, in the same words."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from capacities_in_sql import TAKES
from sqlalchemy import RowMapping

from matching.codes.contracts import ContractForm
from matching.pairs.block import every_pair
from matching.pairs.candidates import pairs_of
from matching.pairs.eligibility import CAPACITY_KILLS, holds
from matching.pairs.kernel import kernel_of
from matching.pairs.sheet import Sheet, sheet_of
from matching.rules import PAIR_RULES
from service.rounds.snapshot import Snapshot

Pair = tuple[UUID, UUID]
Forms = frozenset[ContractForm]
MEASURED = {rule.code: rule.measure for rule in PAIR_RULES if rule.measure}


@dataclass(frozen=True)
class Verdict:
    """The contract forms left to a pair, the rules that it breaks at whatever level, the forms that
    each capacity takes, and what rules measure."""

    open_forms: Forms
    broken: frozenset[str]
    taken: dict[str, Forms]
    measured: dict[str, int]


def by_postgis(row: RowMapping) -> Verdict:
    """As the registry itself answers."""
    return Verdict(
        open_forms=frozenset(form for form in ContractForm if row[form]),
        broken=frozenset(rule.code for rule in PAIR_RULES if not row[rule.code]),
        taken={code: frozenset(map(ContractForm, row[code])) for code in TAKES},
        measured={code: int(row[path]) for code, path in MEASURED.items()},
    )


def by_engine(frozen: Snapshot) -> dict[Pair, Verdict]:
    """Of every request with every unit: the open forms by the fast way to find pairs, the rest by
    asking each pair."""
    problem, sheet = frozen.problem, sheet_of(frozen.problem, frozen.policy)
    shape = len(problem.requests), len(problem.places)
    every = every_pair(sheet, np.arange(shape[0]), np.arange(shape[1]))

    def table(values: Any) -> Any:
        return np.broadcast_to(values, shape)

    found = _found(sheet, shape)
    met = {rule.code: table(holds(rule, every)) for rule in PAIR_RULES}
    taken = {kill.code: table(kill.takes(every)) for kill in CAPACITY_KILLS}
    measured = {code: table(every.operand(path)) for code, path in MEASURED.items()}
    return {
        (request, unit): Verdict(
            open_forms=_forms(found[at]),
            broken=frozenset(code for code, values in met.items() if not values[at]),
            taken={code: _forms(values[at]) for code, values in taken.items()},
            measured={code: int(values[at]) for code, values in measured.items()},
        )
        for row, request in enumerate(_ids(problem.requests.id))
        for unit, place in zip(_ids(problem.units.id), problem.units.place.tolist(), strict=True)
        for at in [(row, place)]
    }


def _found(sheet: Sheet, shape: tuple[int, int]) -> Any:
    """The forms of the pairs that the kernel finds, 0 for all others."""
    pairs = pairs_of(kernel_of(sheet))
    found = np.zeros(shape, dtype=np.int64)
    found[pairs.request_of(np.arange(len(pairs))), pairs.place] = pairs.forms
    return found


def _forms(mask: Any) -> Forms:
    return frozenset(ContractForm.from_mask(int(mask)))


def _ids(column: Any) -> list[UUID]:
    return [UUID(bytes=row.tobytes()) for row in column]
