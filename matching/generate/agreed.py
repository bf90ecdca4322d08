"""What invented quotas ask at least: those there are, and more of them for the young."""

import numpy as np
from numpy.typing import NDArray

from matching.generate.drawing import Rows
from matching.problem import Quotas
from matching.table import MOST


def agreed(
    quotas: Quotas, at_least: Rows, ids: NDArray[np.uint8], regions: Rows, young: Rows
) -> Quotas:
    """The quotas ask `at_least`; after them come quotas without a maximum that ask `young` young
    people, each in one of the `regions` (-1 for all of them)."""
    none = np.full(len(regions), -1)
    more = Quotas.from_columns(
        id=ids,
        landlord=none,
        provider=none,
        region=regions,
        municipality=none,
        contract_forms=np.zeros(len(regions), dtype=np.int64),
        youth=np.ones(len(regions), dtype=np.int64),
        at_most=np.full(len(regions), MOST),
        at_least=young,
    ).columns()
    asking = quotas.columns() | {"at_least": at_least}
    rows = {name: np.concatenate([column, more[name]]) for name, column in asking.items()}
    return Quotas.from_columns(**rows)
