"""What each choice of a policy does, in plain words: pages and the API's document tell it from
here."""

from collections.abc import Mapping
from typing import NamedTuple

from service.proposals.rule_texts import Said


class Choice(NamedTuple):
    """What it is called, and what it does."""

    title: Said
    does: Said


CHOICES: Mapping[str, Choice] = {
    "tiers": Choice(
        Said("Wie gaat voor", "Who goes first"),
        Said(
            "De ronde zoekt eerst zo veel mogelijk woonplekken voor de eerste groep, dan voor de "
            "tweede, en zo verder. Een latere groep kost een eerdere nooit een woonplek.",
            "The round first finds as many places as it can for the first group, then for the "
            "second, and so on. A later group never costs an earlier one a place.",
        ),
    ),
    "minimums_before": Choice(
        Said("Wat minstens is afgesproken", "What was agreed at least"),
        Said(
            "Afgesproken minimums gaan voor deze groep en alle groepen erna. Een groep ervoor "
            "verliest er nooit een woonplek door.",
            "Agreed minimums come before this group and all after it. A group before it never "
            "loses a place by them.",
        ),
    ),
    "form_points": Choice(
        Said("Punten per contractvorm", "Points for each contract form"),
        Said(
            "Hoe meer punten, hoe liever de ronde een woonplek met deze contractvorm voorstelt. "
            "Punten kosten niemand een woonplek.",
            "The more points, the rather the round proposes a place with this contract form. "
            "Points cost nobody a place.",
        ),
    ),
    "waiting_points": Choice(
        Said("Punten voor wachten", "Points for waiting"),
        Said(
            "Zo veel punten telt elke volle week dat een huishouden wacht.",
            "So many points for each full week that a household waits.",
        ),
    ),
    "waiting_weeks_most": Choice(
        Said("Weken wachten die tellen", "Weeks of waiting that count"),
        Said(
            "Zo veel weken wachten tellen hoogstens mee.",
            "So many weeks of waiting count at most.",
        ),
    ),
    "wait_days": Choice(
        Said("Hoe lang iemand op een woonplek mag wachten", "How long a place may be waited for"),
        Said(
            "Een woonplek mag zo veel dagen later vrijkomen dan het huishouden kan verhuizen.",
            "A place may come free so many days after the household can move.",
        ),
    ),
    "levels": Choice(
        Said("Hoe sterk een regel is", "How strong a rule is"),
        Said(
            "Er staat wat er mis kan zijn. Moet: dan is de woonplek niet mogelijk. Telt mee: dan "
            "kost het punten. Waarschuwing: wie beslist, leest het, en meer niet.",
            "It says what can be wrong. Must: then the place is not possible. Counts: then it "
            "costs points. Warning: who decides reads it, and no more.",
        ),
    ),
    "weights": Choice(
        Said("Hoe zwaar een regel telt", "How much a rule counts"),
        Said(
            "Zo veel punten kost het als dit mis is, waar de regel telt en niet meer dan dat.",
            "So many points it costs where this is wrong and the rule counts, and no more.",
        ),
    ),
    "stickiness": Choice(
        Said("Rust bij een nieuw plan", "Quiet in a new plan"),
        Said(
            "Zo veel punten is een voorstel waard dat gelijk blijft als een plan opnieuw wordt "
            "gemaakt. Het kost nooit een woonplek.",
            "So many points is a proposal worth that stays as it is when a plan is made anew. It "
            "never costs a place.",
        ),
    ),
    "cooling_days": Choice(
        Said("Hoe lang er wordt teruggekeken", "How long one looks back"),
        Said(
            "Wie beslist, leest zo veel dagen lang van een eerder nee of een woonplek die eindigde "
            "in hetzelfde complex of bij dezelfde verhuurder. Het sluit niemand uit. Bij 0 nooit.",
            "For so many days who decides reads of an earlier no or a place that ended in the same "
            "complex or at the same owner. It shuts nobody out. Never with 0.",
        ),
    ),
    "legal": Choice(
        Said("Bedragen en termijnen van de wet", "Amounts and terms of the law"),
        Said(
            "Hiermee rekent de ronde, naar de dag waarvoor zij telt.",
            "The round counts with these, by the day for which it counts.",
        ),
    ),
    "seed": Choice(
        Said("Lotnummer", "Lot number"),
        Said(
            "Kiest tussen plannen die even goed zijn. Een ronde neemt haar eigen lotnummer.",
            "Chooses between plans that are equally good. A round takes its own lot number.",
        ),
    ),
}
"""By the names of the engine's policy, in the order in which they are told."""

AMOUNTS: Mapping[str, Said] = {
    "daeb_income_single": Said(
        "Hoogste inkomen voor sociale huur, één persoon",
        "Highest income for social rent, one person",
    ),
    "daeb_income_more": Said(
        "Hoogste inkomen voor sociale huur, meer personen",
        "Highest income for social rent, more persons",
    ),
    "suitable_income_single": Said(
        "Hoogste inkomen bij passend toewijzen, één persoon",
        "Highest income for suitable allocation, one person",
    ),
    "suitable_income_more": Said(
        "Hoogste inkomen bij passend toewijzen, meer personen",
        "Highest income for suitable allocation, more persons",
    ),
    "suitable_rent_small": Said(
        "Hoogste passende huur, een of twee personen",
        "Highest suitable rent, one or two persons",
    ),
    "suitable_rent_large": Said(
        "Hoogste passende huur, drie personen of meer",
        "Highest suitable rent, three persons or more",
    ),
    "counted_rent": Said(
        "Huur die hoogstens meetelt voor huurtoeslag", "Rent that counts at most for rent allowance"
    ),
    "counted_rent_under_21": Said(
        "Huur die hoogstens meetelt als iedereen onder 21 is",
        "Rent that counts at most where everybody is under 21",
    ),
    "full_share_rent": Said(
        "Huur tot waar de toeslag alles vergoedt", "Rent up to which the allowance covers all"
    ),
    "middle_share": Said(
        "Deel van de huur daarboven dat de toeslag vergoedt",
        "Share of the rent above that which the allowance covers",
    ),
    "upper_share": Said(
        "Deel van de huur boven de passende huur dat de toeslag vergoedt",
        "Share of the rent above the suitable rent which the allowance covers",
    ),
    "own_share_single": Said(
        "Wat iemand alleen altijd zelf betaalt", "What one person always pays itself"
    ),
    "own_share_more": Said(
        "Wat meer personen altijd zelf betalen", "What more persons always pay themselves"
    ),
    "taper_single": Said(
        "Deel van het inkomen waarmee de toeslag daalt, één persoon",
        "Share of income by which the allowance falls, one person",
    ),
    "taper_more": Said(
        "Deel van het inkomen waarmee de toeslag daalt, meer personen",
        "Share of income by which the allowance falls, more persons",
    ),
    "minimum_income_single": Said(
        "Inkomen tot waar de toeslag niet daalt, één persoon",
        "Income up to which the allowance does not fall, one person",
    ),
    "minimum_income_more": Said(
        "Inkomen tot waar de toeslag niet daalt, meer personen",
        "Income up to which the allowance does not fall, more persons",
    ),
    "vacancy_term_days": Said(
        "Dagen die een vergunning van de Leegstandwet nog moet lopen",
        "Days that a permit of the Vacancy Act must still run",
    ),
    "guest_term_days": Said(
        "Dagen die een logeerovereenkomst hoogstens duurt",
        "Days that a guest agreement lasts at most",
    ),
    "temporary_grounds": Said("Wie een tijdelijk contract mag krijgen", "Who may get a fixed term"),
}
"""By the names of the engine's legal amounts."""
