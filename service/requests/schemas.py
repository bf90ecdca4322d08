"""A request on the wire: what a household needs and wishes, never why."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, ValidationInfo, field_validator
from pydantic.alias_generators import to_snake

from matching.codes.care import CareLevel, CareType
from matching.codes.contracts import ContractForm, TemporaryGround
from matching.codes.households import IncomeBand, Trait
from matching.codes.places import Accessibility
from service.audit.shown import About
from service.codelists.requests import (
    AnchorKind,
    EqualTreatment,
    EthosLight,
    FundingRegime,
    RequestState,
    UrgencyGround,
)
from service.geometry import AreaIn, PointIn, ShownArea, ShownPoint
from service.registry import LocatedListing
from service.wire import (
    Cents,
    Codes,
    Day,
    Days,
    Inbound,
    Metres,
    Moment,
    MunicipalityCode,
    Outbound,
    Reference,
    Text,
    Word,
    changes_of,
)


class AnchorIn(Inbound):
    """Somewhere to live near (plek om dichtbij te wonen)."""

    kind: AnchorKind
    geometry: PointIn
    max_metres: Metres = Field(
        description="Straight-line distance in metres (hoogstens zo ver)", examples=[5000]
    )
    must: bool = Field(
        default=False, description="True: a condition (voorwaarde); false: a wish (wens)"
    )


class RequestIn(Inbound):
    """A care provider asks for a home for one of its households (aanvraag)."""

    household_id: UUID = Field(description="One of your own households (huishouden)")
    provider_reference: Reference = Field(
        description="Your own key of this request (eigen kenmerk)", examples=["aanvraag-2041"]
    )
    state: Literal[RequestState.DRAFT, RequestState.ACTIVE] = Field(
        default=RequestState.ACTIVE,
        description="ACTIVE takes part in rounds; DRAFT does not yet (concept)",
    )
    municipality_code: MunicipalityCode = Field(
        description="The municipality that decides (beslissende gemeente), CBS code",
        examples=["0344"],
    )
    origin_municipality_code: MunicipalityCode | None = Field(
        default=None,
        description="Where the household comes from (gemeente van herkomst), CBS code",
        examples=["0356"],
    )
    preferred_region_id: UUID | None = Field(
        default=None, description="Where it wants to live (voorkeursregio); a wish, see next fields"
    )
    region_decision_reason: Text | None = Field(
        default=None,
        description="Motivation of a recorded decision that makes the region a condition "
        "(regiobesluit); needs preferredRegionId and regionDecisionDate",
    )
    region_decision_date: Day | None = Field(default=None, description="Day of that decision")

    waiting_since_date: Day = Field(
        description="Since when the household waits (wachtend sinds); a no never changes it",
        examples=["2026-03-01"],
    )
    homeless_since_date: Day | None = Field(
        default=None,
        description="Since when in a shelter or on the street (dakloos sinds); starts the youth "
        "clock, so it is needed when everybody in the household is under 27",
        examples=["2026-09-15"],
    )
    needed_from_date: Day = Field(
        description="The first day on which they can move in (nodig vanaf), ten years ahead at "
        "most",
        examples=["2026-12-01"],
    )
    min_stay_days: Days = Field(
        default=0, description="The shortest stay that makes sense, in days", examples=[180]
    )
    ethos: EthosLight = Field(
        description="Where the household stays now (ETHOS Light)", examples=["EMERGENCY_SHELTER"]
    )
    youth_coordinator: Word | None = Field(
        default=None,
        description="The fixed contact of a young person (jongerenregisseur): a team or function",
        examples=["Jongerenregie Utrecht-Zuid"],
    )

    urgency_ground: UrgencyGround | None = Field(
        default=None,
        description="Ground of an urgency decision (urgentieverklaring); needs its number and "
        "last day",
    )
    urgency_decision_number: Reference | None = Field(
        default=None, description="Number of the urgency decision (besluitnummer)"
    )
    urgency_until_date: Day | None = Field(
        default=None, description="Last day of the urgency (geldig tot en met)"
    )
    urgency_refusal_effect: Text | None = Field(
        default=None,
        description="What the urgency decision says of refusing a suitable home (gevolg van "
        "weigeren); stands with the offer before the household answers, and never counts in a "
        "round",
    )

    contract_forms: Annotated[Codes[ContractForm], Field(min_length=1)] = Field(
        description="Contract forms that are possible (mogelijke contractvormen)",
        examples=[["OWN_NAME", "OMKLAP"]],
    )
    temporary_grounds: Codes[TemporaryGround] = Field(
        default=[],
        description="Groups of Stb. 2024, 152 to which a fixed term may be let (doelgroep "
        "tijdelijke huur)",
        examples=[["SHELTER_OR_EMERGENCY"]],
    )
    income_band: IncomeBand = Field(description="Income as a band (inkomensgroep)")
    max_net_rent_cents: Cents | None = Field(
        default=None,
        description="What they can pay a month after rent allowance, euro cents (netto huur)",
        examples=[35000],
    )
    accessibility: Accessibility = Field(
        default=Accessibility.NONE, description="Access that is needed (toegankelijkheid)"
    )
    wants_forbidden: Codes[Trait] = Field(
        default=[],
        description="What must be forbidden in the house (moet verboden zijn)",
        examples=[["SMOKING"]],
    )
    wants_required: Codes[Trait] = Field(
        default=[],
        description="What the house must ask of everybody (moet voor iedereen gelden)",
        examples=[["WOMEN_ONLY"]],
    )
    housing_first: bool = Field(
        default=False, description="Takes part in the Housing First programme"
    )

    care_type: CareType = Field(
        default=CareType.NONE, description="The support that is needed (begeleiding)"
    )
    care_level: CareLevel = Field(
        default=CareLevel.NONE, description="How much support; NONE only when careType is NONE"
    )
    support_provider_id: UUID | None = Field(
        default=None, description="The care provider that will support, when that is settled"
    )
    funding_regime: FundingRegime = Field(
        default=FundingRegime.NONE,
        description="Which law pays for the support (financiering); needed when there is support",
    )
    funding_until_date: Day | None = Field(
        default=None, description="Last day of the indication (einde indicatie)"
    )
    equal_treatment: EqualTreatment = Field(
        default=EqualTreatment.NOT_APPLICABLE,
        description="What the municipality found on the right to shelter under the Wmo (gelijke "
        "behandeling). Counts for places that the Wmo pays as shelter, and nowhere else",
    )
    equal_treatment_reason: Text | None = Field(
        default=None,
        description="The municipality's reason for that (motivering), without nationality; needed "
        "unless NOT_APPLICABLE, and never seen by the engine",
    )

    consent_given_at: Moment = Field(
        description="When the household agreed to be entered here (toestemming)",
        examples=["2026-10-30T09:15:00Z"],
    )
    group_id: UUID | None = Field(
        default=None, description="Households that live together or apart (groep van aanvragen)"
    )
    anchors: Annotated[list[AnchorIn], Field(max_length=10)] = Field(
        default=[], description="Where to live near (dichtbij)"
    )
    avoid_areas: Annotated[list[AreaIn], Field(max_length=10)] = Field(
        default=[],
        description="Areas that are not safe for this household (te mijden gebieden); nobody but "
        "you can read them back",
    )


class RequestMove(Inbound):
    """The moves of a request that its care provider may ask for."""

    state: Literal[RequestState.ACTIVE, RequestState.PARKED, RequestState.WITHDRAWN] = Field(
        description="ACTIVE (activate, resume, ask again when the home was lost), PARKED or "
        "WITHDRAWN",
        examples=["PARKED"],
    )
    parked_until_date: Day | None = Field(
        description="Needed with PARKED (geparkeerd tot)", examples=["2027-02-01"]
    )


RequestChange = changes_of(
    RequestIn,
    RequestMove,
    says="What of a request may change; `state` asks for one of the allowed moves.",
    leave_out={"household_id"},
)


class AnchorOut(Outbound):
    """Somewhere to live near."""

    kind: AnchorKind
    geometry: ShownPoint = Field(validation_alias="point")
    max_metres: int
    must: bool


class RequestOut(Outbound):
    """A request as registered."""

    id: Annotated[UUID, About("requests")]
    organisation_id: UUID = Field(description="The care provider that asks (zorgaanbieder)")
    household_id: UUID
    provider_reference: str
    state: RequestState
    parked_until_date: date | None
    municipality_code: str
    origin_municipality_code: str | None
    preferred_region_id: UUID | None
    region_decision_reason: str | None
    region_decision_date: date | None
    waiting_since_date: date
    homeless_since_date: date | None
    needed_from_date: date
    min_stay_days: int
    ethos: EthosLight
    youth_coordinator: str | None
    urgency_ground: UrgencyGround | None
    urgency_decision_number: str | None
    urgency_until_date: date | None
    urgency_refusal_effect: str | None
    contract_forms: list[ContractForm]
    temporary_grounds: list[TemporaryGround]
    income_band: IncomeBand
    max_net_rent_cents: int | None
    accessibility: Accessibility
    wants_forbidden: list[Trait]
    wants_required: list[Trait]
    housing_first: bool
    care_type: CareType
    care_level: CareLevel
    support_provider_id: UUID | None
    funding_regime: FundingRegime
    funding_until_date: date | None
    equal_treatment: EqualTreatment
    equal_treatment_reason: str | None
    consent_given_at: datetime
    group_id: UUID | None
    anchors: list[AnchorOut]
    avoid_area_count: int = Field(description="How many areas to avoid there are")
    avoid_areas: list[ShownArea] | None = Field(
        description="The areas themselves, for the care provider that asks; null for all others"
    )
    version: int

    @field_validator("avoid_areas", mode="before")
    @classmethod
    def _only_for_the_provider(cls, areas: Any, info: ValidationInfo) -> Any:
        """Where somebody is not safe also tells where they may be found."""
        reader = (info.context or {}).get("reader")
        mine = reader is not None and reader == info.data.get("organisation_id")
        return [row.area for row in areas] if mine else None


class RequestListing(LocatedListing):
    """Filters on requests."""

    state: RequestState | None = None
    household_id: UUID | None = None
    municipality_code: MunicipalityCode | None = None
    provider_reference: Reference | None = None
    group_id: UUID | None = None
    search: Annotated[
        Reference | None,
        Field(
            description="Requests with this anywhere in your own key (eigen kenmerk): zoeken",
            examples=["2041"],
        ),
    ] = None
    sort: Annotated[
        Literal["providerReference", "waitingSinceDate"] | None,
        Field(
            description="By your own key (eigen kenmerk), or who waits longest first (wachtend "
            "sinds), and not by id",
            examples=["waitingSinceDate"],
        ),
    ] = None

    @property
    def ordered_by(self) -> str | None:
        """The column that is asked for."""
        return self.sort and to_snake(self.sort)
