"""The rules and the best plan once more, written plainly from the decision table: an oracle.

One pair at a time, one choice at a time, on the rows of a `World`; nothing of the engine's rules,
operands or solvers is used here, only its code lists, its weights and the amounts of the law.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import floor, hypot, inf
from typing import Any

from invented import Row, World

from matching.codes.care import CareType, ShelterAccess
from matching.codes.contracts import ContractForm, TenureTitle
from matching.codes.households import AgeBand, GroupKind, IncomeBand
from matching.codes.places import PlaceKind
from matching.codes.rounds import Level, TierCode
from matching.legal import AMOUNTS_2026 as LAW
from matching.policy import Policy
from matching.rules import RULES
from matching.rules.declaration import PairRule

FOREVER = 10**9
UNDER_21 = {AgeBand.UNDER_18, AgeBand.AGE_18_20}
BOUND = {
    ContractForm.TRIPARTITE,
    ContractForm.OMKLAP,
    ContractForm.INTERMEDIARY,
    ContractForm.CARE_STAY,
}
LEASED = {ContractForm.OMKLAP, ContractForm.INTERMEDIARY}
UNPAID = {ContractForm.CARE_STAY}
LEASES = set(ContractForm) - UNPAID - {ContractForm.GUEST_AGREEMENT}
LONGEST_DAYS = {
    TenureTitle.TEMP_2Y: 2 * 365,
    TenureTitle.YOUTH_5Y: 5 * 365,
    TenureTitle.MIDSTAY: 365,
}
Option = tuple[int, ContractForm, int]


@dataclass(frozen=True)
class ByHand:
    """One world under one policy."""

    world: World
    policy: Policy

    def options(self, of: int) -> list[Option]:
        """Every place, form and provider (-1 for nobody) that the hard rules leave a request."""
        fixed = {row["request"]: row["place"] for row in self.world.fixed}
        return [
            (at, form, who)
            for at in range(len(self.world.places))
            if fixed.get(of, at) == at and self._may_be(of, at)
            for form in sorted(self._forms(of, at))
            for who in self._providers(of, at, form)
        ]

    def _may_be(self, of: int, at: int) -> bool:
        asks, offers = self.world.requests[of], self.world.places[at]
        start, opens = asks["start_day"], offers["available_from_day"]
        ends = _end(offers)
        begins = max(start, opens)
        brings, needs = asks["traits"], offers["requires"]
        return (
            opens <= start + self.policy.wait_days
            and begins + asks["minimum_stay_days"] <= ends
            and begins + offers["minimum_stay_days"] <= ends
            and offers["persons_min"] <= asks["persons"] <= offers["persons_max"]
            and (offers["children_allowed"] or not asks["minors"])
            and asks["adult_ages"] <= offers["adult_ages"]
            and (asks["housing_first"] or not offers["housing_first"])
            and (asks["care_type"] is CareType.NONE or asks["care_type"] in offers["care_types"])
            and asks["care_level"].position <= offers["max_care_level"].position
            and asks["accessibility"].position <= offers["accessibility"].position
            and not (brings & offers["forbids"])
            and needs <= brings
            and asks["wants_forbidden"] <= offers["forbids"]
            and asks["wants_required"] <= needs
            and not self._shelter_is_closed(asks, offers)
            and all((row["request"], row["place"]) != (of, at) for row in self.world.forbidden)
            and not (asks["region_is_must"] and asks["preferred_region"] != offers["region"])
            and all(away <= reach for away, reach in self._anchors(of, at, must=True))
        )

    def _shelter_is_closed(self, asks: Row, offers: Row) -> bool:
        strict = self.policy.level("E24_SHELTER") is Level.HARD
        closed = asks["shelter_access"] is ShelterAccess.CLOSED
        return bool(strict and closed and offers["wmo_shelter"])

    def _anchors(self, of: int, at: int, must: bool) -> list[tuple[float, int]]:
        offers = self.world.places[at]
        return [
            (hypot(row["x"] - offers["x"], row["y"] - offers["y"]), row["max_metres"])
            for row in self.world.anchors
            if row["request"] == of and row["must"] == must
        ]

    def _forms(self, of: int, at: int) -> set[ContractForm]:
        asks, offers = self.world.requests[of], self.world.places[at]
        forms = set(asks["contract_forms"] & offers["contract_forms"])
        if not self._lease_is_lawful(asks, offers):
            forms -= LEASES
        if asks["minimum_stay_days"] > LAW.guest_term_days.value:
            forms -= {ContractForm.GUEST_AGREEMENT}
        too_rich = _is_social(offers) and asks["income_band"] is IncomeBand.ABOVE
        if too_rich and self.policy.level("E15_INCOME") is Level.HARD:
            forms -= LEASES
        if self._unsuitable(asks, offers) and self.policy.level("E16_SUITABLE") is Level.HARD:
            forms -= LEASES
        too_dear = 0 <= offers["maximum_rent_cents"] < _paid(offers)
        if too_dear and self.policy.level("E17_POINTS") is Level.HARD:
            forms -= set(ContractForm) - UNPAID
        return forms

    def _lease_is_lawful(self, asks: Row, offers: Row) -> bool:
        title = offers["tenure_title"]
        if asks["minimum_stay_days"] > LONGEST_DAYS.get(title, inf):
            return False
        begins = max(asks["start_day"], offers["available_from_day"])
        if title is TenureTitle.TEMP_2Y:
            return bool(asks["temporary_grounds"] & set(LAW.temporary_grounds))
        if title is TenureTitle.VACANCY_ACT:
            return bool(begins + LAW.vacancy_term_days.value <= offers["permit_end_day"])
        return bool(title is not TenureTitle.HOSPITA or offers["landlord_lives_in"])

    def _unsuitable(self, asks: Row, offers: Row) -> bool:
        limit = LAW.suitable_rent_small if asks["persons"] <= 2 else LAW.suitable_rent_large
        poor = asks["income_band"] in (IncomeBand.MINIMUM, IncomeBand.ALLOCATION)
        return bool(poor and _is_social(offers) and offers["bare_rent_cents"] > limit.value)

    def _providers(self, of: int, at: int, form: ContractForm) -> Iterator[int]:
        asks, offers = self.world.requests[of], self.world.places[at]
        care = asks["care_type"] is not CareType.NONE
        if not care and form not in BOUND:
            yield -1
            return
        for who, row in enumerate(self.world.providers):
            if asks["provider"] not in (-1, who) or form not in row["contract_forms"]:
                continue
            if form in BOUND and not self._agreed(offers, who, form):
                continue
            if care and not self._slots(who, offers["region"], asks["care_type"]):
                continue
            if form not in LEASED or row["free_leases"]:
                yield who

    def _agreed(self, offers: Row, who: int, form: ContractForm) -> bool:
        if self.world.providers[who]["landlord"] == offers["landlord"]:
            return True
        return any(
            row["landlord"] == offers["landlord"]
            and row["provider"] == who
            and form in row["contract_forms"]
            for row in self.world.agreements
        )

    def _slots(self, who: int, region: int, care: CareType) -> int:
        return sum(
            row["free"]
            for row in self.world.slots
            if (row["provider"], row["region"], row["care_type"]) == (who, region, care)
        )

    def score(self, of: int, at: int, form: ContractForm) -> int:
        """Points of one choice."""
        asks, offers = self.world.requests[of], self.world.places[at]
        weeks = (self.world.day - asks["waiting_since_day"]) // 7
        total = self.policy.waiting_points * min(weeks, self.policy.waiting_weeks_most)
        total += sum(item.points for item in self.policy.form_points if item.form is form)
        total -= self._cost("E20_NEAR") * sum(
            min(int(away // 1000), 100)
            for must in (True, False)
            for away, _ in self._anchors(of, at, must)
        )
        if asks["preferred_region"] not in (-1, offers["region"]):
            total -= self._cost("E21_REGION")
        if asks["origin_municipality"] not in (-1, offers["municipality"]):
            total -= self._cost("E22_ORIGIN")
        if form in LEASES and self._unsuitable(asks, offers):
            total -= self._cost("E16_SUITABLE")
        if form not in UNPAID:
            total -= self._cost("E17_NET_RENT") * self._tens_short(asks, offers)
        return int(total)

    def _cost(self, rule: str) -> int:
        found = RULES[rule]
        assert isinstance(found, PairRule)
        return self.policy.points(found) if self.policy.level(rule) is Level.SOFT else 0

    def _tens_short(self, asks: Row, offers: Row) -> int:
        if asks["max_net_rent_cents"] < 0:
            return 0
        short = _paid(offers) - least_allowance(asks, offers) - asks["max_net_rent_cents"]
        return min(-(-max(short, 0) // 1000), 100)

    def tier(self, of: int) -> int:
        """The number of the first tier that a request belongs to."""
        asks = self.world.requests[of]
        waited = self.world.day - asks["waiting_since_day"]
        for number, tier in enumerate(self.policy.tiers):
            belongs = {
                TierCode.URGENT: asks["urgent"],
                TierCode.YOUTH: asks["youth"] and asks["days_in_shelter"] >= tier.from_days,
                TierCode.FAMILY: asks["minors"],
                TierCode.LONG_WAITING: waited >= tier.from_days,
                TierCode.REST: True,
            }
            if belongs[tier.code]:
                return number
        raise AssertionError("the last tier takes everybody")

    @cached_property
    def plans(self) -> list[dict[int, Option]]:
        """Every plan there is, whether fixed pairs are in it or not."""
        options = [self.options(of) for of in range(len(self.world.requests))]
        return [plan for plan in self._plans(options, {}) if self.groups_hold(plan)]

    def best(self) -> tuple[int, ...] | None:
        """The best value of all plans, tier counts and then score; None where there is none."""
        fixed = {row["request"] for row in self.world.fixed}
        return max((self.value(plan) for plan in self.plans if fixed <= plan.keys()), default=None)

    def most(self) -> int:
        """How many the plan with the most placed places, whoever goes first."""
        return max(map(len, self.plans))

    def value(self, plan: dict[int, Option]) -> tuple[int, ...]:
        """What is compared: placed by tier, with the minimums among them, then the score."""
        counts = [0] * len(self.policy.tiers)
        for of in plan:
            counts[self.tier(of)] += 1
        asked = any(row["at_least"] for row in self.world.quotas)
        if asked and self.policy.level("E27_MINIMUM") is Level.SOFT:
            first = [tier.code for tier in self.policy.tiers].index(self.policy.minimums_before)
            counts.insert(first, self._reached(plan))
        return (*counts, sum(self.score(of, at, form) for of, (at, form, _) in plan.items()))

    def _reached(self, plan: dict[int, Option]) -> int:
        """How much of all minimums together a plan reaches, each counted up to what it asks."""
        used = [self._traits(of, *option) for of, option in plan.items()]
        return sum(
            min(row["at_least"], sum(self._quota_counts(row, traits) for traits in used))
            for row in self.world.quotas
        )

    def _plans(
        self, options: list[list[Option]], plan: dict[int, Option]
    ) -> Iterator[dict[int, Option]]:
        of = len(options) - 1
        if of < 0:
            yield plan
            return
        yield from self._plans(options[:of], plan)
        for option in options[of]:
            longer = {**plan, of: option}
            if self.holds(longer):
                yield from self._plans(options[:of], longer)

    def holds(self, plan: dict[int, Option]) -> bool:
        """Whether nothing is used more than there is."""
        chosen = [(of, *option) for of, option in plan.items()]
        limits = [
            *((row["units"], {"place": at}) for at, row in enumerate(self.world.places)),
            *(
                (row["free"], {key: row[key] for key in ("provider", "region", "care_type")})
                for row in self.world.slots
            ),
            *(
                (row["free_leases"], {"provider": who, "leased": True})
                for who, row in enumerate(self.world.providers)
            ),
            *(
                (row["free"], {"neighbourhood": row["neighbourhood"]})
                for row in self.world.neighbourhood_caps
            ),
        ]
        if self.policy.level("E12_SHARE") is Level.HARD:
            limits += [
                (row["free"], {"complex": row["complex"], "housing_first": True})
                for row in self.world.housing_first_caps
            ]
        used = [self._traits(*choice) for choice in chosen]
        return all(
            sum(all(traits[key] == wanted[key] for key in wanted) for traits in used) <= most
            for most, wanted in limits
        ) and all(
            sum(self._quota_counts(row, traits) for traits in used) <= row["at_most"]
            for row in self.world.quotas
        )

    def _traits(self, of: int, at: int, form: ContractForm, who: int) -> dict[str, Any]:
        asks, offers = self.world.requests[of], self.world.places[at]
        names = ("neighbourhood", "complex", "region", "landlord", "municipality")
        return {
            **{name: offers[name] for name in names},
            "place": at,
            "provider": who,
            "care_type": asks["care_type"],
            "leased": form in LEASED,
            "housing_first": asks["housing_first"],
            "youth": int(asks["youth"]),
            "from_shelter": int(asks["from_shelter"]),
            "form": form,
        }

    def _quota_counts(self, row: Row, traits: dict[str, Any]) -> bool:
        names = ("landlord", "provider", "region", "municipality", "youth", "from_shelter")
        if row["contract_forms"] and traits["form"] not in row["contract_forms"]:
            return False
        return all(row[name] in (-1, traits[name]) for name in names)

    def groups_hold(self, plan: dict[int, Option]) -> bool:
        """Whether all of a group are in one property or nowhere, or no two in a complex."""
        for group, kind in enumerate(self.world.groups):
            members = [of for of, row in enumerate(self.world.requests) if row["group"] == group]
            at = [self.world.places[plan[of][0]] for of in members if of in plan]
            if kind is GroupKind.TOGETHER:
                if at and (len(at) < len(members) or len({row["property"] for row in at}) > 1):
                    return False
            elif len({row["complex"] for row in at}) < len(at):
                return False
        return True


def _end(offers: Row) -> int:
    """The last day of a stay, exclusive; a permit ends it too where the title hangs on it."""
    until = offers["available_until_day"]
    end = FOREVER if until < 0 else until
    hangs = offers["tenure_title"] in (TenureTitle.VACANCY_ACT, TenureTitle.FLEX)
    return min(end, offers["permit_end_day"]) if hangs and offers["permit_end_day"] >= 0 else end


def _is_social(offers: Row) -> bool:
    return offers["social_rent"] and offers["kind"] is not PlaceKind.SHELTER_SINGLE


def _paid(offers: Row) -> int:
    return 0 if offers["kind"] is PlaceKind.SHELTER_SINGLE else int(offers["bare_rent_cents"])


def least_allowance(asks: Row, offers: Row) -> int:
    """Rent allowance in cents a month at the top of the income band, whole euros."""
    no_lease = (TenureTitle.LOAN_FOR_USE, TenureTitle.ANTI_SQUAT)
    if not offers["allowance_possible"] or offers["tenure_title"] in no_lease:
        return 0
    if asks["income_band"] not in (IncomeBand.MINIMUM, IncomeBand.ALLOCATION):
        return 0
    one = asks["persons"] == 1
    cap = 498_20 if asks["adult_ages"] <= UNDER_21 else 932_93
    middle = 713_02 if asks["persons"] <= 2 else 764_14
    rent = min(_paid(offers), cap)
    before = (
        max(0, min(rent, 498_20) - (202_52 if one else 200_71))
        + Fraction(65, 100) * max(0, min(rent, middle) - 498_20)
        + Fraction(40, 100) * max(0, rent - middle)
    )
    over = (29_400_00 - 23_425_00) if one else (39_925_00 - 31_500_00)
    cut = Fraction(27 if one else 22, 100) * over / 12
    if asks["income_band"] is IncomeBand.MINIMUM:
        cut = Fraction(0)
    return floor(max(Fraction(0), before - cut) / 100) * 100
