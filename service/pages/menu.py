"""Where each kind of organisation can go: a new page is a line here."""

from collections.abc import Collection
from dataclasses import dataclass

from service.codelists.organisations import DECIDERS, OrganisationKind


def N_(sentence: str) -> str:  # noqa: N802  (the name by which catalogs find it)
    """Marks a sentence that is translated where it is shown."""
    return sentence


@dataclass(frozen=True)
class Entry:
    """A page in the menu, and for whom."""

    address: str
    title: str
    kinds: Collection[OrganisationKind]


MENU = (Entry("/rounds", N_("Rounds"), DECIDERS),)


def menu_of(kind: OrganisationKind) -> tuple[Entry, ...]:
    """What somebody of this kind can choose from."""
    return tuple(entry for entry in MENU if kind in entry.kinds)
