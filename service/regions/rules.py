"""Which municipalities a region has."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from service.actor import Actor
from service.errors import Fault, InvalidInput
from service.models import Region, RegionMunicipality
from service.regions import repository
from service.regions.schemas import MemberIn
from service.registry import Rules


class RegionRules(Rules[Region]):
    """A region names municipalities that exist, each once."""

    def prepare(self, db: Session, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
        """Columns with the members as rows."""
        return values | {"municipalities": _members(db, values["municipalities"])}

    def change(self, db: Session, actor: Actor, row: Region, values: dict[str, Any]) -> None:
        """Replaces the members where others are sent."""
        sent = values.pop("municipalities", None)
        super().change(db, actor, row, values)
        if sent is not None:
            _replace(row, _members(db, sent))


def _replace(row: Region, members: Sequence[RegionMunicipality]) -> None:
    """Keeps the rows of those that stay: their key cannot be deleted and added at once."""
    present = {member.municipality_code: member for member in row.municipalities}
    for member in members:
        kept = present.setdefault(member.municipality_code, member)
        kept.period = member.period
    row.municipalities = [present[member.municipality_code] for member in members]


def _members(db: Session, sent: Sequence[MemberIn]) -> list[RegionMunicipality]:
    known = repository.municipalities(db, [member.municipality_code for member in sent])
    faults = list(_faults(sent, known.keys()))
    if faults:
        raise InvalidInput("The municipalities are not right.", faults)
    return [
        RegionMunicipality(
            municipality_code=member.municipality_code,
            municipality=known[member.municipality_code],
            period=member.period,
        )
        for member in sorted(sent, key=lambda member: member.municipality_code)
    ]


def _faults(sent: Sequence[MemberIn], known: Collection[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, member in enumerate(sent):
        where = f"body.municipalities.{index}.municipalityCode"
        if member.municipality_code not in known:
            yield Fault(where, "unknown_municipality", "is not the code of a municipality")
        if member.municipality_code in seen:
            yield Fault(where, "municipality_twice", "is in the list twice")
        seen.add(member.municipality_code)
