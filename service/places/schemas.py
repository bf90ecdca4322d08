"""A place on the wire: each description names the Dutch term and, where there is one, VERA's."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from matching.codes.care import CareLevel, CareType
from matching.codes.contracts import ContractForm, TenureTitle
from matching.codes.households import AgeBand, Trait
from matching.codes.places import Accessibility, PlaceKind
from service.codelists.places import LocationPrecision, PlaceState
from service.geography.search import SearchListing
from service.geometry import PointOut
from service.period import Period
from service.properties.schemas import AddressOut
from service.wire import (
    Cents,
    Codes,
    Day,
    Days,
    Inbound,
    MunicipalityCode,
    Outbound,
    Reference,
    changes_of,
)

Persons = Annotated[int, Field(ge=1, le=20)]
RentPoints = Annotated[int, Field(ge=0, le=1_000)]


class PlaceIn(Inbound):
    """One bookable place in a property (woonplek; VERA Eenheid), with the terms of letting."""

    property_id: UUID = Field(description="One of your own properties (pand)")
    owner_reference: Reference = Field(
        description="Your own key of this place (eigen kenmerk; VERA idExtern)",
        examples=["vhe-100293"],
    )
    draft: bool = Field(
        default=False,
        description="True: not yet offered to anybody (concept); false: takes part in rounds",
    )
    kind: PlaceKind = Field(
        description="Kind of place (soort woonplek; VERA EENHEIDDETAILSOORT, WOONVORM)",
        examples=["SELF_CONTAINED"],
    )
    housing_first: bool = Field(
        default=False, description="Only for the Housing First programme (programma)"
    )

    min_persons: Persons = Field(
        default=1, description="Smallest household (minimaal aantal personen)", examples=[1]
    )
    max_persons: Persons = Field(
        description="Largest household (maximaal aantal personen)", examples=[2]
    )
    children_allowed: bool = Field(
        description="Children may live here (kinderen toegestaan)", examples=[True]
    )
    age_bands: Annotated[Codes[AgeBand], Field(min_length=1)] = Field(
        default=list(AgeBand),
        description="Ages of the adults it is for (leeftijden; VERA DOELGROEP); all when left out",
    )
    forbids: Codes[Trait] = Field(
        default=[], description="What is not allowed in the house (huisregels)", examples=[["PETS"]]
    )
    requires: Codes[Trait] = Field(
        default=[],
        description="What must hold of everybody in the house (huisregels)",
        examples=[["WOMEN_ONLY"]],
    )
    accessibility: Accessibility = Field(
        default=Accessibility.NONE,
        description="Access (toegankelijkheid; VERA TOEGANKELIJKHEIDSLABEL)",
    )

    contract_forms: Annotated[Codes[ContractForm], Field(min_length=1)] = Field(
        description="Who may sign with whom (contractvormen; VERA PUBLICATIEDETAILMODEL)",
        examples=[["OWN_NAME", "OMKLAP"]],
    )
    tenure_title: TenureTitle = Field(
        description="Legal ground and length (huurtitel; VERA OVEREENKOMSTDETAILSOORT)",
        examples=["INDEFINITE"],
    )
    permit_number: Reference | None = Field(
        default=None,
        description="Number of the permit (vergunning) under the Vacancy Act; needed with "
        "VACANCY_ACT",
    )
    permit_until_date: Day | None = Field(
        default=None,
        description="Last day of the permit (vergunning tot en met); needed with VACANCY_ACT and "
        "FLEX",
    )
    rent_cents: Cents = Field(
        description="Bare rent a month in euro cents (kale huur; VERA brutohuur)", examples=[65000]
    )
    service_costs_cents: Cents = Field(
        default=0,
        description="Service costs a month in euro cents (servicekosten)",
        examples=[4500],
    )
    maximum_rent_cents: Cents | None = Field(
        default=None,
        description="Highest lawful bare rent in euro cents (maximale huur volgens WWS). A "
        "regulated letting needs this or rentPoints",
        examples=[71302],
    )
    rent_points: RentPoints | None = Field(
        default=None,
        description="Points of the rent rating system (WWS-punten). A regulated letting needs this "
        "or maximumRentCents",
        examples=[118],
    )
    social_rent: bool = Field(
        description="Social letting under DAEB (sociale huur; VERA MAATSCHAPPELIJKLABEL)",
        examples=[True],
    )
    rent_allowance_possible: bool = Field(
        description="Rent allowance can be had (huurtoeslag mogelijk): a self-contained home, or "
        "designated by the tax service (VERA AANGEMERKTHUURTOESLAG)",
        examples=[True],
    )
    commercial_rent: bool = Field(
        default=False,
        description="For a room: a commercial rent by written contract (commerciële huur), so that "
        "who lives there does not count for the social assistance of the others in the house "
        "(kostendelersnorm)",
        examples=[False],
    )
    wmo_shelter: bool = Field(
        default=False,
        description="The Wmo pays this place as shelter (maatschappelijke opvang); a single room "
        "in a shelter always is",
        examples=[False],
    )

    care_types: Codes[CareType] = Field(
        default=[],
        description="Support that can be given here (begeleiding; VERA zorgfaciliteit)",
        examples=[["AMBULANT"]],
    )
    care_level: CareLevel = Field(
        default=CareLevel.NONE,
        description="The most support that can be given here (zwaarte van de begeleiding)",
        examples=["REGULAR"],
    )
    period: Period = Field(description="When people may live here (beschikbaar van en tot)")
    min_stay_days: Days = Field(
        default=0, description="Shortest stay in days (minimaal verblijf)", examples=[0]
    )


PlaceChange = changes_of(
    PlaceIn,
    says="What of a place may change. All of it stands still while it is offered to a household; "
    "rent, service costs, kind, contract forms and tenure title while somebody lives there.",
    leave_out={"property_id"},
)


class PlaceOut(Outbound):
    """A place as registered."""

    id: UUID
    organisation_id: UUID = Field(description="The owner (verhuurder)")
    property_id: UUID = Field(description="The property it is in (pand)")
    owner_reference: str = Field(description="The owner's key (eigen kenmerk)")
    kind: PlaceKind = Field(description="Kind of place (soort woonplek)")
    state: PlaceState = Field(description="Where it stands (status; VERA PUBLICATIESTATUS)")
    housing_first: bool = Field(description="Only for the Housing First programme")
    min_persons: int = Field(description="Smallest household")
    max_persons: int = Field(description="Largest household")
    children_allowed: bool = Field(description="Children may live here")
    age_bands: list[AgeBand] = Field(description="Ages of the adults it is for")
    forbids: list[Trait] = Field(description="What is not allowed in the house")
    requires: list[Trait] = Field(description="What must hold of everybody in the house")
    accessibility: Accessibility = Field(description="Access (toegankelijkheid)")
    contract_forms: list[ContractForm] = Field(description="Contract forms (contractvormen)")
    tenure_title: TenureTitle = Field(description="Legal ground and length (huurtitel)")
    permit_number: str | None = Field(description="Number of the permit (vergunning)")
    permit_until_date: date | None = Field(description="Last day of the permit")
    rent_cents: int = Field(description="Bare rent a month in euro cents (kale huur)")
    service_costs_cents: int = Field(description="Service costs a month in euro cents")
    maximum_rent_cents: int | None = Field(description="Highest lawful bare rent in euro cents")
    rent_points: int | None = Field(description="Points of the rent rating system (WWS)")
    social_rent: bool = Field(description="Social letting (sociale huur)")
    rent_allowance_possible: bool = Field(description="Rent allowance can be had (huurtoeslag)")
    commercial_rent: bool = Field(description="A room with a commercial rent (commerciële huur)")
    wmo_shelter: bool = Field(description="Paid by the Wmo as shelter (maatschappelijke opvang)")
    care_types: list[CareType] = Field(description="Support that can be given here")
    care_level: CareLevel = Field(description="The most support that can be given here")
    period: Period = Field(description="When people may live here")
    min_stay_days: int = Field(description="Shortest stay in days")
    version: int
    address: AddressOut = Field(description="Where its property is (adres)")
    precision: LocationPrecision = Field(description="How exact the point is (nauwkeurigheid)")
    geometry: PointOut = Field(description="Where it is, in the system that Content-Crs names")


class PlaceListing(SearchListing):
    """Filters on places; without `state` withdrawn places are left out."""

    organisation_id: UUID | None = None
    property_id: UUID | None = None
    owner_reference: Reference | None = None
    state: PlaceState | None = None
    kind: PlaceKind | None = None
    municipality_code: MunicipalityCode | None = None
    contract_form: Annotated[
        ContractForm | None, Field(description="Places that allow this form (contractvorm)")
    ] = None
    housing_first: bool | None = None
    persons: Annotated[
        Persons | None,
        Field(description="Places for a household of so many (aantal personen)", examples=[3]),
    ] = None
    max_rent_cents: Annotated[
        Cents | None,
        Field(description="Bare rent at most, in euro cents (hoogste huur)", examples=[71302]),
    ] = None
    search: Annotated[
        Reference | None,
        Field(
            description="Places whose own key (eigen kenmerk), postcode, or street with house "
            "number begins so (zoeken)",
            examples=["Europalaan 9"],
        ),
    ] = None
    sort: Annotated[
        Literal["ownerReference"] | None,
        Field(
            description="By your own key (eigen kenmerk), and not by id",
            examples=["ownerReference"],
        ),
    ] = None

    @property
    def ordered_by(self) -> str | None:
        """The reference, where that is asked for."""
        return "owner_reference" if self.sort else None
