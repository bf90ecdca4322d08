"""Legal amounts and terms: dated, sourced, and marked where nobody could verify them.

They are part of the policy, so that a round replays with the amounts of its day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from matching.codes.code import mask
from matching.codes.contracts import TemporaryGround, TenureTitle
from matching.faults import Fault, distinct, refuse

INCOME_2026 = "rijksoverheid.nl, inkomensgrenzen 2026, 25 Nov 2025"
RENT_2026 = "rijksoverheid.nl, huurgrenzen 2026, 25 Nov 2025"
ALLOWANCE_2026 = "overtoeslagen.nl (Dienst Toeslagen), huurtoeslag 2026, 24 Nov 2025"
UNOFFICIAL = "unofficial calculation, to be confirmed by Dienst Toeslagen"
BANDS = "Wet op de huurtoeslag, article 21"
SHARES = ("middle_share", "upper_share", "taper_single", "taper_more")


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount with its source; `verified` is False where it may only be shown as "indicatie"."""

    value: int
    source: str
    verified: bool = True

    def __post_init__(self) -> None:
        refuse(_of_amount(self))


@dataclass(frozen=True, slots=True)
class TitleTerm:
    """How many months a lease with this title lasts at most."""

    title: TenureTitle
    months: Amount

    @property
    def days(self) -> int:
        """Never more than those months have, whenever they begin."""
        return self.months.value * 365 // 12


@dataclass(frozen=True, slots=True)
class LegalAmounts:
    """The amounts that hold from a day on; cents a year for income, cents a month for rent.

    `..._single` is for one person, `..._more` for two or more; `suitable_rent_small` for one and
    two persons, `..._large` for three and more. Shares are in thousandths, terms in days.
    """

    valid_from: date
    valid_until: date | None
    daeb_income_single: Amount
    daeb_income_more: Amount
    suitable_income_single: Amount
    suitable_income_more: Amount
    suitable_rent_small: Amount
    suitable_rent_large: Amount
    counted_rent: Amount
    counted_rent_under_21: Amount
    full_share_rent: Amount
    middle_share: Amount
    upper_share: Amount
    own_share_single: Amount
    own_share_more: Amount
    taper_single: Amount
    taper_more: Amount
    minimum_income_single: Amount
    minimum_income_more: Amount
    vacancy_term_days: Amount
    guest_term_days: Amount
    temporary_grounds: tuple[TemporaryGround, ...]
    title_terms: tuple[TitleTerm, ...]

    def __post_init__(self) -> None:
        refuse(_of_period(self))

    @property
    def first_day(self) -> int:
        """`valid_from` in days since 1970-01-01."""
        return (self.valid_from - date(1970, 1, 1)).days

    @property
    def grounds(self) -> int:
        """The groups that may get a fixed term, as a mask."""
        return mask(self.temporary_grounds)

    def title_term(self, title: TenureTitle) -> TitleTerm | None:
        """The longest lease with this title; None where the law sets no end to it."""
        return next((term for term in self.title_terms if term.title is title), None)


def _of_amount(amount: Amount) -> Iterator[Fault]:
    if amount.value < 0:
        yield Fault(("value",), "out_of_range", "must not be below 0")
    if not amount.source:
        yield Fault(("source",), "empty", "must not be empty")


def _of_period(amounts: LegalAmounts) -> Iterator[Fault]:
    if amounts.valid_until is not None and amounts.valid_until <= amounts.valid_from:
        yield Fault(("valid_until",), "period_order", "must lie after the first day")
    for name in SHARES:
        if getattr(amounts, name).value > 1000:
            most = "a share is at most 1000 thousandths"
            yield Fault((name, "value"), "out_of_range", most)
    yield from distinct(("title_terms",), [term.title for term in amounts.title_terms])


AMOUNTS_2026 = LegalAmounts(
    valid_from=date(2026, 1, 1),
    valid_until=date(2027, 1, 1),
    daeb_income_single=Amount(51_537_00, INCOME_2026),
    daeb_income_more=Amount(56_910_00, INCOME_2026),
    suitable_income_single=Amount(29_400_00, INCOME_2026),
    suitable_income_more=Amount(39_925_00, INCOME_2026),
    suitable_rent_small=Amount(713_02, RENT_2026),
    suitable_rent_large=Amount(764_14, RENT_2026),
    counted_rent=Amount(932_93, ALLOWANCE_2026),
    counted_rent_under_21=Amount(498_20, ALLOWANCE_2026),
    full_share_rent=Amount(498_20, ALLOWANCE_2026),
    middle_share=Amount(650, BANDS),
    upper_share=Amount(400, BANDS),
    own_share_single=Amount(202_52, UNOFFICIAL, verified=False),
    own_share_more=Amount(200_71, UNOFFICIAL, verified=False),
    taper_single=Amount(270, UNOFFICIAL, verified=False),
    taper_more=Amount(220, UNOFFICIAL, verified=False),
    minimum_income_single=Amount(23_425_00, UNOFFICIAL, verified=False),
    minimum_income_more=Amount(31_500_00, UNOFFICIAL, verified=False),
    # Six months are never longer than 184 days; counting so keeps on the safe side of the law.
    vacancy_term_days=Amount(184, "Leegstandwet, articles 15 and 16"),
    guest_term_days=Amount(365, "guest agreement as Onder de Pannen uses it"),
    temporary_grounds=tuple(TemporaryGround),
    title_terms=(
        TitleTerm(TenureTitle.TEMP_2Y, Amount(24, "Stb. 2024, 152 (two years at most)")),
        TitleTerm(TenureTitle.YOUTH_5Y, Amount(60, "BW 7:274c (youth contract, five years)")),
        TitleTerm(
            TenureTitle.MIDSTAY,
            Amount(12, "VERA OVEREENKOMSTDETAILSOORT.MID; our reading", verified=False),
        ),
    ),
)
