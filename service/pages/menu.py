"""Where each kind of organisation can go: a new page is a line here."""

from collections.abc import Collection
from dataclasses import dataclass

from service.codelists.organisations import DECIDERS, OWNERS, OrganisationKind
from service.pages.languages import N_


@dataclass(frozen=True)
class Entry:
    """A page in the menu, and for whom."""

    address: str
    title: str
    kinds: Collection[OrganisationKind]
    others: tuple[str, ...] = ()
    """Where else its pages stand."""

    def holds(self, address: str) -> bool:
        """Whether a page is one of its pages."""
        return address.startswith((self.address, *self.others))


CARERS = frozenset({OrganisationKind.CARE_PROVIDER})
MENU = (
    Entry("/rounds", N_("Rounds"), DECIDERS, ("/proposals",)),
    Entry("/watch", N_("Watch list"), DECIDERS),
    Entry("/policies", N_("Policy"), DECIDERS, ("/quotas",)),
    Entry("/requests", N_("Requests"), CARERS, ("/imports/requests", "/request-groups")),
    Entry("/capacity", N_("Teams"), CARERS, ("/lease-budgets",)),
    Entry("/places", N_("Places"), OWNERS, ("/imports/places", "/agreements")),
    Entry("/placements", N_("Residents"), OWNERS),
    Entry("/offers", N_("Offers"), OWNERS | DECIDERS),
    Entry("/monitor", N_("In pictures"), OWNERS | DECIDERS),
)


def menu_of(kind: OrganisationKind) -> tuple[Entry, ...]:
    """What somebody of this kind can choose from."""
    return tuple(entry for entry in MENU if kind in entry.kinds)
