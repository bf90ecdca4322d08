"""What one more of everything scarce would bring: units, caseload, leases, agreed numbers.

The same ways through the flow as `counterfactual`, for whoever would gain most: a table for those
who find places, make agreements or pay for support.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import NOWHERE, Rows
from matching.capacity.ladder import Gain
from matching.capacity.model import Chosen
from matching.codes.care import CareType
from matching.codes.contracts import ContractForm
from matching.pairs.kinds import kinds
from matching.reasons.network import Network, network_of
from matching.reasons.report import uuids
from matching.reasons.standing import Standing


@dataclass(frozen=True, slots=True)
class PlaceShadow:
    """One more unit like the best of a municipality's places of one size, in one contract form.

    `persons` is the most that live in it, `units` how many there are. Not `exact`: at least this.
    """

    municipality: int
    contract_form: ContractForm
    persons: int
    units: int
    gain: Gain
    exact: bool


@dataclass(frozen=True, slots=True)
class SlotShadow:
    """One more household that a provider can support in a region, by the region's id."""

    provider: UUID
    region: UUID
    care_type: CareType
    gain: Gain


@dataclass(frozen=True, slots=True)
class LeaseShadow:
    """One more lease that a provider can take on."""

    provider: UUID
    gain: Gain


@dataclass(frozen=True, slots=True)
class Shadows:
    """`exact` of slots and leases: where nothing crosses the flow; else a gain is at least this."""

    places: tuple[PlaceShadow, ...]
    slots: tuple[SlotShadow, ...]
    leases: tuple[LeaseShadow, ...]
    exact: bool


def shadows(standing: Standing) -> Shadows:
    """What one more of each would bring the best plan. Raises `NotBest` for an unproven plan."""
    network = network_of(standing)
    return Shadows(
        places=_places(network),
        slots=_slots(network),
        leases=_leases(network),
        exact=network.whole and network.ladder.strict,
    )


def _places(network: Network) -> tuple[PlaceShadow, ...]:
    """A unit that takes one form: who comes in that form gains what the form is worth to it.

    Exact where no limit over the place is full: else who leaves room there could come back in.
    """
    places, choices = network.standing.problem.places, network.standing.choices
    at = np.nonzero(network.open)[0]
    place, form, request = choices.place[at], choices.form[at], choices.request[at]
    beyond = network.room.beyond[place]
    gain = np.maximum(network.worth(network.own.take(at)) - network.room.cost[request] - beyond, 0)
    keys: list[NDArray[Any]] = [places.municipality[place], form, places.persons_max[place]]
    first, number = kinds(keys, len(at))
    best, tight = np.zeros(len(first), dtype=np.int64), np.zeros(len(first), dtype=np.int64)
    np.maximum.at(best, number, gain)
    np.maximum.at(tight, number, beyond)
    capacity, sure = network.standing.problem.capacity(), network.whole and network.ladder.strict
    found = []
    for (town, kind, persons), worth, full in zip(
        np.stack([key[first] for key in keys], axis=1).tolist(),
        best.tolist(),
        tight.tolist(),
        strict=True,
    ):
        contract = ContractForm.at(kind)
        mine = (places.municipality == town) & (places.persons_max == persons)
        units = int(capacity[mine & ((places.contract_forms & contract.bit) != 0)].sum())
        read = network.ladder.read(worth)
        found.append(PlaceShadow(town, contract, persons, units, read, sure and not full))
    return tuple(found)


def _slots(network: Network) -> tuple[SlotShadow, ...]:
    """Caseload that is used up: whoever waits for it gains, or nobody."""
    standing, room = network.standing, network.room
    rows, region = standing.problem.slots, uuids(standing.problem.regions.id)
    gain = np.maximum(room.prices.slot, _waiting(network, network.own.caseload, room.slot > 0, 0))
    return tuple(
        SlotShadow(
            standing.names.provider[int(rows.provider[row])],
            region[int(rows.region[row])],
            CareType.at(int(rows.care_type[row])),
            network.ladder.read(int(gain[row])),
        )
        for row in range(len(rows))
    )


def _leases(network: Network) -> tuple[LeaseShadow, ...]:
    standing = network.standing
    many = len(standing.problem.providers)
    gain = np.zeros(many, dtype=np.int64)
    if "E06_LEASES" in network.codes:
        at = network.codes.index("E06_LEASES")
        gain = _waiting(network, network.own.crossing[at], network.slack[at] < 1, 1)
    read = network.ladder.read
    return tuple(
        LeaseShadow(standing.names.provider[row], read(int(gain[row]))) for row in range(many)
    )


def _waiting(network: Network, row: Rows, short: Chosen, crossing: int) -> Rows:
    """The most that somebody without a place gains by one more of each row that is short."""
    gain = np.zeros(len(short), dtype=np.int64)
    standing, room = network.standing, network.room
    waits = np.zeros(len(standing.tier), dtype=np.bool_)
    waits[standing.unplaced] = True
    waits &= ~network.held
    at = np.nonzero(waits[standing.choices.request] & (row != NOWHERE))[0]
    at = at[short[row[at]]]
    tight = sum(network.tight(network.own.take(at)), np.zeros(len(at), dtype=np.int64))
    at = at[tight == crossing]
    uses = network.own.take(at)
    slots = network.slots(uses) if crossing else 0
    np.maximum.at(gain, row[at], network.worth(uses) - room.out[uses.choices.place] - slots)
    return gain
