"""A round on the wire."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AliasPath, Field, computed_field

from matching.codes.contracts import ContractForm
from matching.codes.rounds import AdviceState, Proof, TierCode
from matching.reasons.shortfall import Amount, Measure
from matching.reasons.telling import told
from service.audit.shown import About
from service.codelists.audit import ProcessingActivity
from service.codelists.decisions import RoundFailure, RoundState
from service.paging import PageQuery
from service.proposals.rule_texts import of_rule
from service.registry import Listing
from service.rounds import wording
from service.rounds.wording import Counts, Words
from service.wire import Day, Inbound, Outbound, Seed


class RoundIn(Inbound):
    """A municipality asks for a round over a region that it belongs to."""

    region_id: UUID = Field(description="The region (regio)")
    policy_id: UUID | None = Field(
        default=None,
        description="Your policy (beleid), valid on the day; the platform's own when left out",
    )
    day_date: Day | None = Field(
        default=None,
        description="The day for which is counted (peildatum), ten years ahead at most; today when "
        "left out",
        examples=["2026-12-01"],
    )
    seed: Seed = Field(
        default=0,
        description="Decides between plans that are equally good (lotnummer); the same number "
        "gives the same result",
    )


class TierProgress(Outbound):
    """How far the best plan so far is for one group of requests."""

    code: TierCode = Field(description="Who goes first (voorrangsgroep)")
    placed: int = Field(description="Requests with a place in the best plan so far")
    bound: int = Field(description="No plan has more")


class Progress(Outbound):
    """How far the engine is."""

    phase: str = Field(description="What it is working on (fase)", examples=["TIERS"])
    tiers: list[TierProgress] = Field(description="In the order of going first")


class RoundEvent(Outbound):
    """What changed in a round, as sent to those who follow it."""

    state: RoundState = Field(description="Where the round stands (status)")
    progress: Progress | None


class TierOut(Outbound):
    """How many of one group got a proposal, and how many could have at most."""

    code: TierCode = Field(description="Who goes first (voorrangsgroep)")
    requests: int = Field(description="Requests in the group (aanvragen)")
    placed: int = Field(description="Requests with a proposal (voorstellen)")
    bound: int = Field(description="No plan has more, given the groups before")
    proof: Proof = Field(description="What the bound rests on (bewijs)")


class MinimumsOut(Outbound):
    """What all quotas together ask at least, as one level among the groups."""

    before: TierCode = Field(description="The group that it comes before (voorrangsgroep)")
    asked: int = Field(description="Placements asked at least (minstens gevraagd)")
    reached: int = Field(description="Of those, placements in the plan (gehaald)")
    bound: int = Field(description="No plan reaches more, given the groups before")
    proof: Proof = Field(description="What the bound rests on (bewijs)")


class MinimumOut(Outbound):
    """What one quota asks at least of this round, and what came of it."""

    quota_id: UUID = Field(description="The quota (taakstelling)")
    asked: int = Field(description="Placements still asked at least (minstens gevraagd)")
    reached: int = Field(description="Proposals that count towards it (gehaald)")
    short: int = Field(description="How many are missing (tekort)")

    @computed_field(description="The same in a sentence")  # type: ignore[prop-decorator]
    @property
    def message(self) -> Words:
        """From the fields above."""
        return wording.of_minimum(self.asked, self.reached, self.short)


class CertificateOut(Outbound):
    """How good the result is proven to be: anybody can check it with the engine alone."""

    tiers: list[TierOut] = Field(description="In the order of going first")
    score: int = Field(description="Points of the plan (punten)")
    score_bound: int = Field(description="No plan that places as many has more points")
    score_proof: Proof = Field(description="What that rests on (bewijs)")
    gap: int = Field(description="Placements and points that could be missing; 0 is proven best")
    problem_sha256: str = Field(description="Digest of the snapshot")
    policy_sha256: str = Field(description="Digest of the policy")
    engine_version: str
    minimums: MinimumsOut | None = Field(
        default=None, description="What quotas ask at least; null where none does"
    )
    most_in_all: int | None = Field(
        default=None,
        description="No plan places more households, whoever goes first: what is beyond those "
        "placed is the most that going first can cost (zonder voorrang hoogstens); null in rounds "
        "of before",
        examples=[485],
    )


class RoundOut(Outbound):
    """A round and what came of it."""

    id: UUID
    organisation_id: UUID = Field(description="The municipality that asked (gemeente)")
    region_id: UUID = Field(description="The region (regio)")
    policy_id: UUID | None = Field(description="The policy (beleid); null: the platform's own")
    day_date: date = Field(description="The day for which was counted (peildatum)")
    seed: int = Field(description="Lot number (lotnummer)")
    state: RoundState = Field(description="Where it stands (status)")
    asked_by: str = Field(description="Who asked (aangevraagd door)")
    created_at: datetime = Field(description="When it was asked")
    started_at: datetime | None = Field(description="When a worker began")
    finished_at: datetime | None = Field(description="When it ended")
    progress: Progress | None
    requests: int | None = Field(description="Requests that took part (aanvragen)")
    places: int | None = Field(description="Places that took part (woonplekken)")
    places_left_out: int | None = Field(
        description="Free places in municipalities that take no part in Woonplek and so cannot "
        "consent (doen niet mee)"
    )
    proposed: int | None = Field(description="Proposals made (voorstellen)")
    advice_state: AdviceState | None = Field(
        description="Whether it is told what would have helped (advies); null while the round runs"
    )
    certificate: CertificateOut | None
    minimums: list[MinimumOut] | None = Field(
        description="Quotas that ask something at least (taakstellingen), and what falls short"
    )
    failure: RoundFailure | None = Field(description="Why it failed (oorzaak)")
    failure_detail: str | None = Field(description="What exactly was wrong, for who looks into it")
    engine_version: str | None
    snapshot_hash: str | None = Field(description="Digest of the snapshot (SHA-256)")
    policy_hash: str | None = Field(description="Digest of the policy (SHA-256)")
    version: int

    @property
    def groups(self) -> list[TierCode]:
        """Those of its policy, in the order of going first; all there are while that is not
        known."""
        known = self.certificate.tiers if self.certificate else []
        return [each.code for each in known] or list(TierCode)

    @computed_field(description="Where it stands and what came of it, in a sentence")  # type: ignore[prop-decorator]
    @property
    def message(self) -> Words:
        """From the fields above."""
        counts = Counts(self.requests, self.places, self.places_left_out, self.proposed)
        return wording.of_round(self.state, self.failure, counts)


class RoundListing(Listing):
    """Filters on rounds."""

    region_id: UUID | None = None
    state: RoundState | None = None


class UnplacedReason(Outbound):
    """A rule that stood in the way."""

    rule: str = Field(description="Code of the rule (regel)", examples=["E02_TOO_MANY"])
    units: int = Field(description="At how many places it stood in the way")
    alone: int = Field(description="At how many of those nothing else did")

    @computed_field(description="What the rule says, in Dutch")  # type: ignore[prop-decorator]
    @property
    def nl(self) -> str:
        """From the rule's code."""
        return of_rule(self.rule).nl

    @computed_field(description="What the rule says, in English")  # type: ignore[prop-decorator]
    @property
    def en(self) -> str:
        """From the rule's code."""
        return of_rule(self.rule).en


class ChangeOut(Outbound):
    """A single change that would have given a request a place: the smallest of its kind. Who reads
    it sees those that are theirs to hear."""

    rule: str = Field(
        description="Code of the rule that would be otherwise (regel); UNIT for one more place",
        examples=["E01_START"],
    )
    measure: Measure = Field(description="What the amount counts", examples=["DAYS"])
    amount: int = Field(description="By how much (verschil); 1 where it is yes or no")
    place_id: UUID = Field(description="A place that it would then have had, or one like it")
    contract_form: ContractForm = Field(description="The contract form there (contractvorm)")
    support_provider_id: UUID | None
    losers: int = Field(description="How many others would lose a place by it", examples=[0])
    exact: bool = Field(
        description="False: it surely gives the place, but a smaller change may be enough and "
        "fewer others may lose",
        examples=[True],
    )

    @computed_field(description="The change in a sentence, in Dutch")  # type: ignore[prop-decorator]
    @property
    def nl(self) -> str:
        """From the fields above."""
        return self._told()[0]

    @computed_field(description="The change in a sentence, in English")  # type: ignore[prop-decorator]
    @property
    def en(self) -> str:
        """From the fields above."""
        return self._told()[1]

    def _told(self) -> tuple[str, str]:
        return self._told_to(supporter=False)

    def _told_to(self, supporter: bool) -> tuple[str, str]:
        amount = Amount(self.measure, self.amount)
        return told(self.rule, amount, self.contract_form, self.losers, to_supporter=supporter)


class OwnChangeOut(ChangeOut):
    """The same, told to the care provider that would support."""

    def _told(self) -> tuple[str, str]:
        return self._told_to(supporter=True)


class UnplacedOut(Outbound):
    """Why a request got no proposal, and what would have helped."""

    round_id: UUID
    day_date: date = Field(
        validation_alias=AliasPath("round", "day_date"),
        description="The day for which the round counted (peildatum)",
    )
    advice_state: AdviceState | None = Field(
        validation_alias=AliasPath("round", "advice_state"),
        description="Whether it is told what would have helped (advies)",
    )
    request_id: Annotated[UUID, About("requests", ProcessingActivity.MATCHING)]
    provider_id: UUID = Field(description="The care provider that asked (zorgaanbieder)")
    tier: TierCode = Field(description="Its group (voorrangsgroep)")
    eligible_units: int = Field(
        description="Places that fitted but went to others, or for which capacity ran out"
    )
    reasons: list[UnplacedReason] = Field(description="What stood in the way of the other places")
    changes: list[ChangeOut] = Field(
        description="What would have helped (wat had geholpen); `adviceState` says whether that is "
        "worked out"
    )

    @computed_field(description="The same in a sentence")  # type: ignore[prop-decorator]
    @property
    def message(self) -> Words:
        """From the fields above."""
        return wording.of_unplaced(self.eligible_units, len(self.reasons))


class AskedFor(Outbound):
    """Who asks, under the care provider's key: beside what a round says of a request."""

    request_id: Annotated[UUID, About("requests", ProcessingActivity.MATCHING)]
    reference: str
    provider: str
    waiting_since_date: date


class UnplacedListing(Listing):
    """Filters on requests without a proposal."""

    request_id: UUID | None = None


class UnplacedInTurn(PageQuery):
    """Those of one round: who goes first, and then who waits longest; of one group alone, or those
    for whom one rule stood in the way somewhere."""

    tier: TierCode | None = None
    reason: str | None = None

    @property
    def ordered_by(self) -> str:
        return "turn"
