"""The kinds of file that can be handed in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from matching.codes.code import Code
from service.actor import Actor
from service.codelists.organisations import OWNERS, OrganisationKind
from service.codelists.places import PlaceState
from service.codelists.requests import RequestState
from service.intake import targets
from service.intake.columns import places, requests
from service.intake.columns.table import Header, Reading, Table
from service.intake.faults import RowFault
from service.intake.place_rows import PlaceRows
from service.intake.request_rows import RequestRows
from service.intake.staging import Staged
from service.intake.targets import Target


class RowReader(Protocol):
    """Reads the rows of one file by chunks."""

    def staged(self, readings: Sequence[Reading]) -> Iterator[Staged | list[RowFault]]:
        """Each row ready to be stored, or all that is wrong with it."""
        ...


@dataclass(frozen=True)
class Subject:
    """What a file is about: its columns, its rows, where they go and who may hand it in."""

    table: Table
    reader: Callable[[Session, Actor, Header], RowReader]
    target: Target
    states: type[Code]
    writers: frozenset[OrganisationKind]
    dutch: str

    @property
    def name(self) -> str:
        """The word in paths and on the command line."""
        return self.table.subject


PLACES = Subject(places.PLACES, PlaceRows, targets.PLACES, PlaceState, OWNERS, "woonplekken")
REQUESTS = Subject(
    requests.REQUESTS,
    RequestRows,
    targets.REQUESTS,
    RequestState,
    frozenset({OrganisationKind.CARE_PROVIDER}),
    "aanvragen",
)
SUBJECTS = {subject.name: subject for subject in (PLACES, REQUESTS)}
