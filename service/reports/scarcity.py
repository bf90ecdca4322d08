"""What one more of everything scarce would bring, as tables."""

from collections.abc import Iterator, Sequence

from geo.municipalities import dutch_municipalities
from matching.advice import Advice
from matching.capacity.ladder import Gain
from matching.policy import Policy
from matching.scarcity import Shadows
from service.reports.tables import Heading

Row = tuple[str, ...]
Shown = tuple[Heading, Sequence[Heading], Sequence[Row]]

BRINGS = (("Brengt", "Brings"), ("Zeker", "Sure"))
EXACT, LEAST = "precies\nexact", "minstens\nat least"


def tables(policy: Policy, advice: Advice) -> Iterator[Shown]:
    """A title, headings and rows for each kind; only what would bring something, the best first."""
    found = advice.scarcity or Shadows((), (), (), exact=False)
    places = [
        (
            one.gain,
            f"{_name(one.municipality)}, {one.persons} p ({one.units})\n{one.contract_form.nl}",
            one.exact,
        )
        for one in found.places
    ]
    slots = [
        (one.gain, f"{one.provider}\n{one.care_type.nl}\n{one.region}", found.exact)
        for one in found.slots
    ]
    leases = [(one.gain, str(one.provider), found.exact) for one in found.leases]
    yield (
        ("Eén woonplek meer", "One more place"),
        [("Gemeente, personen (er waren)", "Municipality, people (there were)"), *BRINGS],
        _best_first(policy, places),
    )
    yield (
        ("Eén huishouden meer begeleid", "One more household supported"),
        [("Zorgaanbieder, begeleiding, regio", "Care provider, support, region"), *BRINGS],
        _best_first(policy, slots),
    )
    yield (
        ("Eén huurcontract meer op naam van de zorgaanbieder", "One more lease of the provider"),
        [("Zorgaanbieder", "Care provider"), *BRINGS],
        _best_first(policy, leases),
    )
    yield (
        ("Een tweede woonplek om uit te kiezen", "A second place to choose from"),
        [("Groep", "Tier"), ("Geplaatst", "Placed"), ("Keuze", "Choice")],
        [
            (f"{one.tier.nl}\n{one.tier.en}", str(one.placed), str(one.with_choice))
            for one in advice.choice
        ],
    )
    if advice.choice_minimums:
        yield (
            ("Minimum dat dan van keuzes afhangt", "Minimum that then rests on what is chosen"),
            [
                ("Afspraak", "Agreement"),
                ("Gevraagd", "Asked"),
                ("Nu", "Now"),
                ("Minst", "Least"),
            ],
            [
                (str(one.quota), str(one.asked), str(one.before), str(one.after))
                for one in advice.choice_minimums
            ],
        )


def gained(policy: Policy, gain: Gain) -> list[str]:
    """What a gain is: how many of which tier, and points."""
    tiers = zip(policy.tiers, gain.placed, strict=True)
    return [*(f"{tier.code} {many:+}" for tier, many in tiers if many), f"{gain.points:+} p"]


def _best_first(policy: Policy, rows: Sequence[tuple[Gain, str, bool]]) -> list[Row]:
    better = [row for row in rows if row[0].better]
    better.sort(key=lambda row: (*row[0].placed, row[0].points), reverse=True)
    return [
        (name, "\n".join(gained(policy, gain)), EXACT if exact else LEAST)
        for gain, name, exact in better
    ]


def _name(municipality: int) -> str:
    known = {int(row.code): row.name for row in dutch_municipalities()}
    return known.get(municipality, f"{municipality:04}")
