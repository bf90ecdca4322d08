"""What an address must have, by what stands there and where: one table, a row a rule."""

from typing import Protocol

from service.codelists.places import PropertyKind
from service.requirements import Requirement


class Address(Protocol):
    """What the rules read of a property: the row and the body of a creation both have it."""

    @property
    def kind(self) -> PropertyKind:
        """What stands there."""

    @property
    def municipality_code(self) -> str:
        """CBS code of the municipality it is in."""

    @property
    def neighbourhood_code(self) -> str | None:
        """CBS code of the neighbourhood it is in."""

    @property
    def street(self) -> str | None:
        """Its street."""

    @property
    def postcode(self) -> str | None:
        """Its postcode."""

    @property
    def house_number(self) -> int | None:
        """Its house number."""

    @property
    def house_number_suffix(self) -> str | None:
        """Letter and addition to the house number."""


def municipality_of(neighbourhood_code: str) -> str:
    """The municipality of a CBS neighbourhood: the four digits after BU."""
    return neighbourhood_code[2:6]


ADDRESS_RULES: tuple[Requirement[Address], ...] = (
    Requirement(
        code="house_number_needed",
        where="houseNumber",
        nl="Vul een huisnummer in; alleen een grondlocatie heeft er geen.",
        en="Give a house number; only LAND has none.",
        basis="Wet basisregistratie adressen en gebouwen",
        met=lambda it: it.kind is PropertyKind.LAND or it.house_number is not None,
    ),
    Requirement(
        code="postcode_or_street_needed",
        where="postcode",
        nl="Vul een postcode of een straat in; alleen een grondlocatie kan zonder.",
        en="Give a postcode or a street; only LAND can do without.",
        basis="Wet basisregistratie adressen en gebouwen",
        met=lambda it: it.kind is PropertyKind.LAND or bool(it.postcode or it.street),
    ),
    Requirement(
        code="suffix_without_number",
        where="houseNumberSuffix",
        nl="Een toevoeging hoort bij een huisnummer.",
        en="An addition belongs to a house number.",
        basis="Wet basisregistratie adressen en gebouwen",
        met=lambda it: it.house_number_suffix is None or it.house_number is not None,
    ),
    Requirement(
        code="neighbourhood_elsewhere",
        where="neighbourhoodCode",
        nl="Deze buurt ligt in een andere gemeente.",
        en="This neighbourhood lies in another municipality.",
        basis="CBS Wijk- en buurtindeling; the limit of its own neighbourhood would not count it",
        met=lambda it: (
            it.neighbourhood_code is None
            or municipality_of(it.neighbourhood_code) == it.municipality_code
        ),
    ),
)
