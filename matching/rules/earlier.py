"""What happened before in the same complex, or elsewhere at the same owner, not long ago.

Only who decides sees it. It takes no place from anybody and costs no points: whoever said no, and
however a stay ended, the household keeps its turn. (A no to this very place stands in `house`.)
"""

from matching.codes.rounds import EarlierEvent, Level
from matching.rules.comparators import Comparator
from matching.rules.declaration import ONLY_WARNING, Audience, PairRule, Unit


def _seen_by_the_decider(code: str, day: str, nl: str, en: str) -> PairRule:
    return PairRule(
        code=code,
        basis="AWGB, Wet goed verhuurderschap: seen by who decides, never a reason to shut out",
        level=Level.WARNING,
        levels=ONLY_WARNING,
        nl=nl,
        en=en,
        told_to=Audience.MUNICIPALITY,
        comparator=Comparator.AT_MOST,
        left=(day,),
        right=("request.cooled_down_day",),
        shows=Unit.DAY,
    )


EARLIER = (
    _seen_by_the_decider(
        "E26_REFUSED_COMPLEX",
        f"same_complex.{EarlierEvent.REFUSED}",
        nl="Het huishouden koos eerder niet voor een woonplek in dit complex ({left}). "
        "Het houdt zijn beurt.",
        en="The household did not choose a place in this complex before ({left}). "
        "It keeps its turn.",
    ),
    _seen_by_the_decider(
        "E26_REFUSED_ELSEWHERE",
        f"same_owner.{EarlierEvent.REFUSED}",
        nl="Het huishouden koos eerder niet voor een woonplek van deze verhuurder, op een ander "
        "adres ({left}). Het houdt zijn beurt.",
        en="The household did not choose a place of this owner before, at another address "
        "({left}). It keeps its turn.",
    ),
    _seen_by_the_decider(
        "E26_OWNER_COMPLEX",
        f"same_complex.{EarlierEvent.OWNER_REFUSED}",
        nl="De verhuurder nam eerder een voorstel voor dit huishouden in dit complex niet aan "
        "({left}). Het huishouden houdt zijn beurt.",
        en="The owner did not accept a proposal for this household in this complex before "
        "({left}). The household keeps its turn.",
    ),
    _seen_by_the_decider(
        "E26_OWNER_ELSEWHERE",
        f"same_owner.{EarlierEvent.OWNER_REFUSED}",
        nl="De verhuurder nam eerder een voorstel voor dit huishouden op een ander adres niet aan "
        "({left}). Het huishouden houdt zijn beurt.",
        en="The owner did not accept a proposal for this household at another address before "
        "({left}). The household keeps its turn.",
    ),
    _seen_by_the_decider(
        "E26_ENDED_COMPLEX",
        f"same_complex.{EarlierEvent.ENDED}",
        nl="Het huishouden had eerder een woonplek in dit complex, die is geëindigd ({left}). "
        "Dat sluit het niet uit.",
        en="The household had a place in this complex before, which ended ({left}). "
        "That does not shut it out.",
    ),
    _seen_by_the_decider(
        "E26_ENDED_ELSEWHERE",
        f"same_owner.{EarlierEvent.ENDED}",
        nl="Het huishouden had eerder een woonplek van deze verhuurder op een ander adres, die is "
        "geëindigd ({left}). Dat sluit het niet uit.",
        en="The household had a place of this owner at another address before, which ended "
        "({left}). That does not shut it out.",
    ),
)
