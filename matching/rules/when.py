"""When a place is free, and for how long somebody can stay."""

from matching.codes.rounds import Level
from matching.rules.comparators import Comparator
from matching.rules.declaration import DAYS, LEASES, ONLY_HARD, PRACTICE, PairRule, Unit

WHEN = (
    PairRule(
        code="E01_START",
        basis=PRACTICE,
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="De woonplek komt te laat vrij: op {right}, en uiterlijk {left} is nodig.",
        en="The place comes free too late: on {right}, and {left} is needed at the latest.",
        comparator=Comparator.AT_LEAST,
        left=("request.latest_start_day",),
        right=("place.available_from_day",),
        shows=Unit.DAY,
    ),
    PairRule(
        code="E01_STAY",
        basis=PRACTICE,
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="De woonplek is niet lang genoeg beschikbaar voor de tijd die nodig is.",
        en="The place is not available for as long as is needed.",
        comparator=Comparator.WINDOW_CONTAINS,
        left=("request.start_day", "request.minimum_stay_days"),
        right=("place.available_from_day", "place.end_day"),
    ),
    PairRule(
        code="E01_MINIMUM",
        basis=PRACTICE,
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Wie hier komt wonen, moet langer kunnen blijven dan de woonplek nog beschikbaar is.",
        en="A resident here must be able to stay longer than the place is still available.",
        comparator=Comparator.WINDOW_CONTAINS,
        left=("request.start_day", "place.minimum_stay_days"),
        right=("place.available_from_day", "place.end_day"),
    ),
    PairRule(
        code="E01_TERM",
        basis="the longest lease that the tenure title allows (BW 7:271, 7:274c; Stb. 2024, 152)",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Een huurcontract duurt hier niet zo lang als nodig is: hoogstens {right} dagen, en er "
        "zijn {left} nodig.",
        en="A lease does not last as long as is needed here: {right} days at most, and {left} are "
        "needed.",
        comparator=Comparator.AT_MOST,
        left=("request.minimum_stay_days",),
        right=("place.title_term_days",),
        forms=LEASES,
        counts=DAYS,
    ),
)
