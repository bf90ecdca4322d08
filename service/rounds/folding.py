"""Places as the engine sees them: identical ones folded into one row with a unit for each."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from matching.codes.code import Code
from matching.codes.places import PlaceKind
from matching.problem import Pairs, Places, Units
from service.actor import PLATFORM_ID
from service.rounds.conditions import Rows
from service.rounds.forbidden import Reasons
from service.rounds.numbering import NONE, Numbering, day_number, first_day_after

MOST_PERSONS = 30
ROOMS = (PlaceKind.ROOM_SHARED, PlaceKind.PRIVATE_ROOM)


def complex_id(owner_id: UUID, reference: str | None, property_id: UUID) -> UUID:
    """A complex is known by its owner's word; a property that stands alone is its own."""
    return property_id if reference is None else uuid5(owner_id, reference)


def neighbourhood_id(code: str) -> UUID:
    """The engine's id of a neighbourhood."""
    return uuid5(PLATFORM_ID, f"neighbourhood:{code}")


@dataclass(frozen=True)
class Stock:
    """The free places as tables, and what they refer to."""

    places: Places
    units: Units
    landlords: Numbering
    properties: Numbering
    complexes: Numbering
    neighbourhoods: Numbering
    forbidden: Reasons
    row_of: Mapping[UUID, int]

    def pairs(self, requests: Numbering) -> Pairs:
        """The forbidden pairs as rows of requests and folded places."""
        found = {
            (requests[request_id], self.row_of[place_id], reason)
            for place_id, pairs in self.forbidden.items()
            for request_id, reason in pairs
        }
        return Pairs.of(
            {"request": request, "place": place, "reason": reason}
            for request, place, reason in sorted(found, key=lambda pair: (*pair[:2], str(pair[2])))
        )


def fold(rows: Rows, forbidden: Reasons, region: int, owners: Collection[UUID] = ()) -> Stock:
    """Places fold when they are the same in all that the engine sees, and are out for the same
    requests; each row of the engine stands where its first unit would. `owners` are those who must
    have a number though they may have no place."""
    landlords = Numbering([*(row.organisation_id for row in rows), *owners])
    properties = Numbering(row.property_id for row in rows)
    complexes = Numbering(_complex(row) for row in rows)
    neighbourhoods = Numbering(
        neighbourhood_id(row.neighbourhood_code) for row in rows if row.neighbourhood_code
    )
    kinds: dict[Any, list[UUID]] = defaultdict(list)
    columns: dict[Any, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: row.id):
        seen = _terms(row) | {
            "region": region,
            "landlord": landlords[row.organisation_id],
            "property": properties[row.property_id],
            "complex": complexes[_complex(row)],
            "neighbourhood": _neighbourhood(row, neighbourhoods),
        }
        key = (*map(_hashable, seen.values()), forbidden.get(row.id))
        kinds[key].append(row.id)
        columns[key] = seen
    row_of = {id: number for number, ids in enumerate(kinds.values()) for id in ids}
    return Stock(
        places=Places.of(columns[key] for key in kinds),
        units=Units.of({"id": id, "place": number} for id, number in row_of.items()),
        landlords=landlords,
        properties=properties,
        complexes=complexes,
        neighbourhoods=neighbourhoods,
        forbidden=forbidden,
        row_of=row_of,
    )


def _complex(row: Any) -> UUID:
    return complex_id(row.organisation_id, row.complex_reference, row.property_id)


def _neighbourhood(row: Any, known: Numbering) -> int:
    return known[neighbourhood_id(row.neighbourhood_code)] if row.neighbourhood_code else NONE


def _hashable(value: Any) -> Any:
    return frozenset(value) if isinstance(value, list) else value


def _terms(row: Any) -> dict[str, Any]:
    """What a place is and on which terms it is let."""
    sets: dict[str, list[Code]] = {
        "adult_ages": row.age_bands,
        "contract_forms": row.contract_forms,
        "care_types": row.care_types,
        "forbids": row.forbids,
        "requires": row.requires,
    }
    return sets | {
        "persons_min": min(row.min_persons, MOST_PERSONS),
        "persons_max": min(row.max_persons, MOST_PERSONS),
        "children_allowed": row.children_allowed,
        "tenure_title": row.tenure_title,
        "kind": row.kind,
        "max_care_level": row.care_level,
        "available_from_day": day_number(row.period.start_date),
        "available_until_day": first_day_after(row.period.end_date),
        "minimum_stay_days": row.min_stay_days,
        "permit_end_day": first_day_after(row.permit_until_date),
        "landlord_lives_in": row.landlord_lives_in,
        "bare_rent_cents": row.rent_cents,
        "maximum_rent_cents": NONE if row.maximum_rent_cents is None else row.maximum_rent_cents,
        "social_rent": row.social_rent,
        "allowance_possible": row.rent_allowance_possible,
        "accessibility": row.accessibility,
        "housing_first": row.housing_first,
        "x": row.gx,
        "y": row.gy,
        "municipality": int(row.municipality_code),
        "wmo_shelter": row.wmo_shelter or row.kind is PlaceKind.SHELTER_SINGLE,
        "costs_are_shared": row.kind in ROOMS and not row.commercial_rent,
    }
