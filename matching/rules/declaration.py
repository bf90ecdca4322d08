"""What a rule is: one entry of data, from which filter, sentence and documentation come."""

from dataclasses import dataclass, field
from enum import StrEnum

from matching import tenure
from matching.codes.code import Code, mask
from matching.codes.contracts import ContractForm
from matching.codes.rounds import Level
from matching.rules.comparators import Comparator

ALL_FORMS = ContractForm.all_bits()
GUEST = ContractForm.GUEST_AGREEMENT.bit
PAID = ALL_FORMS & ~ContractForm.CARE_STAY.bit
LEASES = ALL_FORMS & ~mask(tenure.WITHOUT_LEASE)
LEASED_BY_PROVIDER = mask(tenure.LEASED_BY_PROVIDER)
BY_AGREEMENT = LEASED_BY_PROVIDER | mask((ContractForm.TRIPARTITE, ContractForm.CARE_STAY))

ONLY_HARD = (Level.HARD,)
HARD_OR_WARNING = (Level.HARD, Level.WARNING)
SOFT_OR_WARNING = (Level.SOFT, Level.WARNING)
ONLY_WARNING = (Level.WARNING,)
PRACTICE = "practice of housing with support"
WITHOUT_SHELTER = "rent rules do not reach a care stay or a single shelter room"


class Unit(StrEnum):
    """How a rule's values are shown in its sentence."""

    NUMBER = "NUMBER"
    EURO = "EURO"
    DAY = "DAY"


@dataclass(frozen=True, slots=True)
class Noun:
    """What a number counts, said of one and of more."""

    nl: tuple[str, str]
    en: tuple[str, str]


DAYS = Noun(nl=("dag", "dagen"), en=("day", "days"))


class Audience(StrEnum):
    """Who may hear that somebody would have had a place were a rule otherwise.

    Nobody where that would weigh safety, disability, children, the law or who people live with
    against a home. Only who asked where it is the household's own choice, so that nobody presses
    it. Only the municipality where an owner or it could give way and the household cannot, so that
    nobody is told to be other than they are.
    """

    EVERYBODY = "EVERYBODY"
    ASKER = "ASKER"
    MUNICIPALITY = "MUNICIPALITY"
    NOBODY = "NOBODY"


@dataclass(frozen=True, slots=True)
class Rule:
    """What every rule has: a level of its own, the levels a policy may choose, and a reason.

    `told_to` is who may hear that a change of it would have helped.
    """

    code: str
    basis: str
    level: Level
    levels: tuple[Level, ...]
    nl: str
    en: str
    told_to: Audience = field(default=Audience.EVERYBODY, kw_only=True)


@dataclass(frozen=True, slots=True)
class PairRule(Rule):
    """A test on one request and one place.

    `left` and `right` name operands ("request.persons", "place.persons_max", "pair.kilometres");
    the reason may show the first of each as {left} and {right}, and an `estimate` as {least} and
    {most}. What a reason shows stands between brackets, after a colon or in a sentence of its own:
    without it the reason holds for every pair (`in_general`). `counts` is what it fails by, where
    that is a number of something. At level SOFT a failure costs `points`, or `points` times
    `measure` whether it fails or not.
    """

    comparator: Comparator
    left: tuple[str, ...]
    right: tuple[str, ...]
    forms: int = ALL_FORMS
    shows: Unit | type[Code] = Unit.NUMBER
    counts: Noun | None = None
    estimate: tuple[str, ...] = ()
    points: int = 0
    measure: str = ""


@dataclass(frozen=True, slots=True)
class CapacityRule(Rule):
    """A test on what is used by a whole plan, or on whether a provider can be found at all.

    `one_short` says in Dutch and in English that one more would have helped; `you_one_short` says
    it to the care provider that it is about.
    """

    one_short: tuple[str, str]
    you_one_short: tuple[str, str] | None = None
