"""How long the rows of each table are kept, since when, and why: every table has a class."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class RetentionClass:
    """Tables whose rows are kept alike.

    `days` count from `since`; None is for as long as Woonplek runs. An installation may choose
    another number, not under `least`, which the database holds to as well. `dated` is the day on
    which the term was chosen."""

    name: str
    tables: frozenset[str]
    days: int | None
    least: int
    since: str
    source: str
    dated: date = date(2026, 11, 22)


def _tables(names: str) -> frozenset[str]:
    return frozenset(names.split())


CLASSES: tuple[RetentionClass, ...] = (
    RetentionClass(
        "dossier",
        _tables(
            "household household_member request request_anchor request_avoid_area request_group"
            " proposal decision offer household_link placement lease lease_milestone hand_over"
        ),
        days=730,
        least=180,
        since="nobody touched it, its requests are closed and the household lives in no place",
        source="AVG article 5(1)(e); two years is our own choice: who decides keeps the decision"
        " in its own archive (Archiefwet), a care provider its file (Wmo 2015, article 5.3.4)",
    ),
    RetentionClass(
        "identity",
        _tables("person person_claim"),
        days=90,
        least=30,
        since="nobody touched the household, its requests are closed and it lives in no place",
        source="AVG article 5(1)(c) and (e); who people are is needed until they have a home and"
        " while they live there",
    ),
    RetentionClass(
        "round",
        _tables("round_snapshot round_unplaced"),
        days=730,
        least=180,
        since="the round ended",
        source="AI Act (EU 2024/1689), articles 19 and 26(6): six months at least",
    ),
    RetentionClass(
        "import",
        _tables("intake"),
        days=90,
        least=1,
        since="the file was read; its content goes at once",
        source="AVG article 5(1)(e)",
    ),
    RetentionClass(
        "trial",
        _tables("trial"),
        days=7,
        least=1,
        since="it was asked for",
        source="AVG article 5(1)(e); it is worked out again in minutes",
    ),
    RetentionClass(
        "message",
        _tables("event webhook_delivery"),
        days=30,
        least=1,
        since="it was told, or given up",
        source="AVG article 5(1)(e)",
    ),
    RetentionClass(
        "answer",
        _tables("answered_command"),
        days=7,
        least=1,
        since="the command was carried out",
        source="draft-ietf-httpapi-idempotency-key-header-07; AVG article 5(1)(e)",
    ),
    RetentionClass(
        "session",
        _tables("page_session"),
        days=2,
        least=1,
        since="it was last used",
        source="AVG article 5(1)(e)",
    ),
    RetentionClass(
        "job",
        _tables(
            "procrastinate_jobs procrastinate_events procrastinate_periodic_defers"
            " procrastinate_workers"
        ),
        days=30,
        least=1,
        since="it failed; what succeeds goes at once",
        source="AVG article 5(1)(e)",
    ),
    RetentionClass(
        "audit",
        _tables("audit_event"),
        days=1827,
        least=1827,
        since="its batch was sealed; the seals stay",
        source="BIO2 8.15.04; NEN 7513 and Staatscourant 2019, 38007: five years at least",
    ),
    RetentionClass(
        "account",
        _tables("round policy audit_seal"),
        days=None,
        least=0,
        since="",
        source="how was decided: figures, rules and seals, nothing of a household",
    ),
    RetentionClass(
        "register",
        _tables(
            "organisation mandate region region_municipality property place agreement"
            " support_capacity lease_budget neighbourhood_capacity housing_first_rule quota"
            " webhook_endpoint"
        ),
        days=None,
        least=0,
        since="",
        source="what organisations register of themselves; nothing of a household",
    ),
    RetentionClass(
        "fact",
        _tables("municipality geocoded spatial_ref_sys alembic_version"),
        days=None,
        least=0,
        since="",
        source="public facts, and the schema's own",
    ),
)

TERMS: Mapping[str, RetentionClass] = {each.name: each for each in CLASSES if each.days is not None}
"""Those that end."""


def chosen(days: Mapping[str, int]) -> Mapping[str, int]:
    """The days of each class that ends; ValueError names what an installation may not choose."""
    for name, number in days.items():
        if name not in TERMS:
            raise ValueError(f"{name} is not one of {', '.join(TERMS)}")
        if number < TERMS[name].least:
            raise ValueError(f"{name} is kept for {TERMS[name].least} days at least")
    return {name: each.days or 0 for name, each in TERMS.items()} | dict(days)
