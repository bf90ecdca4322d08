"""A comparison told: how many of each tier either plan helps, and each difference in words."""

from collections.abc import Iterator, Sequence

from matching.shadow import Difference, Line, MinimumCount, Outcome, Shadow, TierCount
from service.reports.tables import Heading, markdown

HEADINGS: tuple[Heading, ...] = (
    ("Groep", "Tier"),
    ("Vragen", "Ask"),
    ("Door mensen", "By people"),
    ("Daarvan binnen de regels", "Of those within the rules"),
    ("Door het programma", "By the program"),
)
AGREED: tuple[Heading, ...] = (
    ("Afgesproken minimum", "Agreed minimum"),
    ("Nodig", "Needed"),
    ("Door mensen", "By people"),
    ("Door het programma", "By the program"),
)
WORDS: dict[Outcome, tuple[str, str]] = {
    Outcome.SAME: ("dezelfde plek", "the same place"),
    Outcome.OTHER_PLACE: ("een andere plek", "another place"),
    Outcome.ONLY_PEOPLE: ("alleen van mensen een plek", "a place from people only"),
    Outcome.ONLY_ENGINE: ("alleen van het programma een plek", "a place from the program only"),
}


def tier_rows(tiers: Sequence[TierCount], between: str = " · ") -> list[tuple[str, ...]]:
    """A row for each tier, with something between its names in Dutch and in English."""
    return [
        (
            f"{tier.code.nl}{between}{tier.code.en}",
            str(tier.requests),
            str(tier.people),
            str(tier.people_within_rules),
            str(tier.engine),
        )
        for tier in tiers
    ]


def summary(found: Shadow) -> tuple[str, str]:
    """What stands out, in a sentence of each language."""
    lines = [line for difference in found.differences for line in difference.lines]
    lost = sum(line.outcome is Outcome.ONLY_ENGINE for line in lines)
    broken = sum(bool(line.broken) for line in [*lines, *found.same])
    counts = f"{len(found.same)}, {len(found.differences)} ({len(lines)}), {lost}, {broken}"
    return (
        "Gelijk, verschillen (huishoudens), wie van het programma wel een plek had gekregen en nu "
        f"niet, besluiten buiten de regels: {counts}.",
        "The same, differences (households), who would have had a place from the program and has "
        f"none, decisions outside the rules: {counts}.",
    )


def as_markdown(found: Shadow) -> str:
    """The whole comparison; ids only, no names."""
    parts = [f"# {found.day.isoformat()}", "", *summary(found), ""]
    parts += [*markdown(HEADINGS, tier_rows(found.tiers)), "", _points(found), ""]
    if found.minimums:
        parts += [*markdown(AGREED, [_agreed(one) for one in found.minimums]), ""]
    for number, difference in enumerate(found.differences, 1):
        parts += [f"## Verschil {number} · Difference {number}", ""]
        parts += [*_told(difference), ""]
    return "\n".join(parts)


def _agreed(one: MinimumCount) -> tuple[str, ...]:
    return str(one.quota), str(one.asked), str(one.people), str(one.engine)


def _points(found: Shadow | Difference) -> str:
    mine, theirs = found.people_points, found.engine_points
    return f"Punten binnen de regels · Points within the rules: {mine} → {theirs}"


def _told(difference: Difference) -> Iterator[str]:
    for tier in difference.tiers:
        if tier.people != tier.engine:
            counts = f"{tier.people} → {tier.engine}"
            yield f"- {tier.code.nl} · {tier.code.en}: {counts}"
    yield f"- {_points(difference)}"
    for line in difference.lines:
        yield from _line(line)


def _line(line: Line) -> Iterator[str]:
    nl, en = WORDS[line.outcome]
    places = f"{line.people_place or '-'} → {line.engine_place or '-'}"
    yield f"- {line.request} ({line.tier.nl} · {line.tier.en}): {nl} · {en}: {places}"
    for broken in line.broken:
        yield f"    - {broken.rule}: {broken.nl} *{broken.en}*"
