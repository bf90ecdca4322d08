"""The tables of the monitor: each a picture, a table and lines of a file, with the same counts."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy.orm import Session

from matching.codes.code import Code
from matching.codes.contracts import ContractForm
from matching.codes.households import AgeBand
from matching.codes.places import PlaceKind
from service.actor import Actor
from service.codelists.places import PlaceState
from service.codelists.requests import RequestState
from service.monitor import repository
from service.monitor.repository import FROM_WEEKS
from service.monitor.suppression import without_small
from service.municipalities import repository as municipalities


@dataclass(frozen=True)
class Words:
    """What something is called, in both languages."""

    nl: str
    en: str


Name = Code | Words
NUMBER = Words("aantal", "number")
NOT_TOLD = "*"


@dataclass(frozen=True)
class Table:
    """Counts by row and column; None is a count that is not told."""

    key: str
    title: Words
    rows: Sequence[Name]
    columns: Sequence[Name]
    counts: Sequence[Sequence[int | None]]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was counted."""
        return not any(count != 0 for row in self.counts for count in row)

    @property
    def most(self) -> int:
        """The highest count that is told."""
        return max((count or 0 for row in self.counts for count in row), default=0)

    def lines(self, language: str) -> Iterator[tuple[str, str, str, str]]:
        """Table, row, column and count, for a file."""
        for row, counts in zip(self.rows, self.counts, strict=True):
            for column, count in zip(self.columns, counts, strict=True):
                said = NOT_TOLD if count is None else str(count)
                names = (getattr(each, language) for each in (self.title, row, column))
                yield *names, said


def tables(db: Session, actor: Actor, *, people: bool) -> list[Table]:
    """All of them, as far as the reader may see; those about people only for who has any."""
    return [*(_about_people(db, actor) if people else ()), _free(db), _places(db)]


def _about_people(db: Session, actor: Actor) -> list[Table]:
    asked = repository.requests(db, actor)
    return [
        _waiting(db, actor),
        _requests(asked),
        _municipalities(asked, dict(municipalities.names(db))),
    ]


def _waiting(db: Session, actor: Actor) -> Table:
    found = repository.waiting(db, actor)
    counts = [[found.get((band.position, since), 0) for since in FROM_WEEKS] for band in AgeBand]
    title = Words(
        "Wachtende aanvragen, naar leeftijd van de oudste en weken wachten",
        "Waiting requests, by age of the oldest and weeks of waiting",
    )
    return _of_people("waiting", title, list(AgeBand), list(_weeks()), counts)


def _weeks() -> Iterator[Words]:
    for since, until in pairwise(FROM_WEEKS):
        yield Words(f"{since} tot {until} weken", f"{since} to {until} weeks")
    yield Words(f"{FROM_WEEKS[-1]} weken of meer", f"{FROM_WEEKS[-1]} weeks or more")


def _requests(asked: Mapping[tuple[RequestState, str], int]) -> Table:
    found = Counter[RequestState]()
    for (state, _), count in asked.items():
        found[state] += count
    title = Words("Aanvragen, naar hoe ver zij zijn", "Requests, by how far they are")
    counts = [[found[state]] for state in RequestState]
    return _of_people("requests", title, list(RequestState), [NUMBER], counts)


def _municipalities(
    asked: Mapping[tuple[RequestState, str], int], names: Mapping[str, str]
) -> Table:
    found = Counter[str]()
    for (state, code), count in asked.items():
        found[code] += count if state in repository.WAITS else 0
    codes = sorted(+found, key=names.__getitem__)
    title = Words("Wachtende aanvragen, naar gemeente", "Waiting requests, by municipality")
    rows = [Words(names[code], names[code]) for code in codes]
    return _of_people("municipalities", title, rows, [NUMBER], [[found[code]] for code in codes])


def _free(db: Session) -> Table:
    found = {(each.kind, each.form): each.places for each in repository.free_places(db)}
    title = Words(
        "Vrije woonplekken, naar soort en contractvorm", "Free places, by kind and contract form"
    )
    counts = [[found.get((kind, form), 0) for form in ContractForm] for kind in PlaceKind]
    return Table("free", title, list(PlaceKind), list(ContractForm), counts)


def _places(db: Session) -> Table:
    found = repository.places_by_state(db)
    title = Words("Woonplekken, naar hoe ver zij zijn", "Places, by how far they are")
    counts = [[found.get(state, 0)] for state in PlaceState]
    return Table("places", title, list(PlaceState), [NUMBER], counts)


def _of_people(
    key: str,
    title: Words,
    rows: Sequence[Name],
    columns: Sequence[Name],
    counts: Sequence[Sequence[int]],
) -> Table:
    told = iter(without_small([count for row in counts for count in row]))
    return Table(key, title, rows, columns, [[next(told) for _ in row] for row in counts])
