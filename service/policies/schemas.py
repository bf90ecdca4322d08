"""A policy on the wire; its content is the engine's own, in camelCase like all of the API."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from matching.codes.rounds import Level
from matching.policy import Policy
from service.period import Period
from service.registry import Listing
from service.wire import Day, Inbound, Outbound, ValidOn, Word, changes_of

Name = Annotated[Word, Field(max_length=60)]


class PolicyIn(Inbound):
    """A policy (beleid): who goes first, what counts, and how strong each rule is."""

    name: Name = Field(
        description="Its name (naam); the same name again makes the next edition",
        examples=["Wonen met begeleiding"],
    )
    period: Period = Field(description="When rounds may use it (geldigheid)")
    content: Policy = Field(
        description="What is left out is as in `GET /v1/default-policy`; the rules and their "
        "levels stand in `GET /v1/rules` (inhoud)",
        examples=[{"waitingPoints": 2, "levels": [{"rule": "E15_INCOME", "level": "WARNING"}]}],
    )


class PolicyEnd(Inbound):
    """When a policy ends."""

    end_date: Day | None = Field(
        description="Last day on which rounds may use it (laatste dag); null: until further notice",
        examples=["2027-12-31"],
    )


PolicyChange = changes_of(
    PolicyIn,
    PolicyEnd,
    says="The name and the last day may change; another content is a new edition: POST it with "
    "the same name.",
    leave_out={"period", "content"},
)


class PolicyOut(Outbound):
    """An edition of a policy as registered."""

    id: UUID
    organisation_id: UUID = Field(description="The municipality (gemeente)")
    name: str
    edition: int = Field(description="Counts up within a name (versie)")
    period: Period
    content: Policy
    content_hash: str = Field(
        description="SHA-256 of the content as the engine writes it; stands in each certificate"
    )
    withdrawn_at: datetime | None
    version: int


class PolicyListing(Listing):
    """Filters on policies."""

    name: Name | None = None
    valid_on: ValidOn = None


class DefaultPolicyOut(Outbound):
    """The policy that a round uses when none is named, and a start for one of your own."""

    content: Policy
    content_hash: str = Field(description="SHA-256 of the content as the engine writes it")


class RuleOut(Outbound):
    """A rule of the engine (regel)."""

    code: str = Field(description="Its code, as a policy names it")
    nl: str = Field(description="Why a place is not possible or counts less, in Dutch")
    en: str = Field(description="The same in English")
    basis: str = Field(description="The law or practice it rests on (grondslag)")
    level: Level = Field(description="How strong it is unless a policy says otherwise")
    levels: list[Level] = Field(description="How strong a policy may make it")
    points: int = Field(description="What it costs where it counts; a policy's weight replaces it")


class RulesOut(Outbound):
    """All rules, in the order of the decision table."""

    rules: list[RuleOut]
