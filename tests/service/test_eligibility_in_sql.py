"""The engine finds the pairs that PostGIS finds, asked by the same rules, in random registries."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace

import pytest
from capacities_in_sql import TAKES
from fuzzing import many
from random_limits import give_limits, give_support
from random_past import give_a_past
from random_registries import RandomRegistry
from random_rows import NEW_YEAR
from rules_in_sql import COMPARED, KNOWN, every_pair, operands
from sqlalchemy import RowMapping
from sqlalchemy.orm import Session
from verdicts import Verdict, by_engine, by_postgis

from matching.codes.contracts import ContractForm, TemporaryGround
from matching.codes.rounds import Level
from matching.legal import AMOUNTS_2026, Amount
from matching.pairs.eligibility import CAPACITY_KILLS
from matching.policy import Policy, RuleLevel
from matching.rules import PAIR_RULES
from service.rounds.snapshot import Snapshot, freeze

REGISTRIES, SIZE = many(24), 10
NEXT_YEAR = replace(
    AMOUNTS_2026,
    valid_from=NEW_YEAR,
    valid_until=None,
    suitable_rent_small=Amount(72_500, "test"),
    counted_rent_under_21=Amount(49_000, "test"),
    own_share_single=Amount(21_000, "test"),
    vacancy_term_days=Amount(183, "test"),
    guest_term_days=Amount(180, "test"),
    temporary_grounds=(TemporaryGround.STUDY,),
    title_terms=(),
)
HARDER = ("E12_SHARE", "E16_SUITABLE", "E17_POINTS")
SOFTER = ("E15_INCOME", "E16_SUITABLE", "E17_NET_RENT", "E20_NEAR", "E24_SHELTER")
POLICIES = (
    Policy(),
    Policy(legal=(AMOUNTS_2026, NEXT_YEAR)),
    Policy(
        levels=tuple(RuleLevel(code, Level.HARD) for code in HARDER), wait_days=0, cooling_days=30
    ),
    Policy(levels=tuple(RuleLevel(code, Level.WARNING) for code in SOFTER), legal=(NEXT_YEAR,)),
)
NEVER_BROKEN = {"E17_POINTS"}
"""The registry keeps no place of which the rent is higher than its maximum."""


def random_registries(db: Session) -> Iterator[tuple[int, Snapshot, Sequence[RowMapping]]]:
    """One after the other, each as the engine gets it and as PostGIS answers."""
    for seed in range(REGISTRIES):
        with db.begin_nested() as savepoint:
            registry = RandomRegistry(db, seed, SIZE)
            give_support(registry)
            give_limits(registry)
            give_a_past(registry, placements=8, answers=6, endings=4)
            policy = POLICIES[seed % len(POLICIES)]
            yield seed, freeze(db, registry.area, policy), every_pair(db, registry.area, policy)
            savepoint.rollback()


def difference(engine: Verdict, postgis: Verdict, row: RowMapping) -> str:
    """Where the two differ, with what each broken rule compared."""
    compared = {
        rule.code: {path: row[path] for path in (*rule.left, *rule.right)}
        for rule in PAIR_RULES
        if rule.code in engine.broken ^ postgis.broken
    }
    said = zip(asdict(engine).items(), asdict(postgis).values(), strict=True)
    return f"{[(name, ours, theirs) for (name, ours), theirs in said if ours != theirs]} {compared}"


def seen_in(verdict: Verdict) -> Iterator[tuple[str, bool]]:
    """Of each rule whether it stands in the way, of each form whether it is open."""
    yield from ((rule.code, rule.code in verdict.broken) for rule in PAIR_RULES)
    yield from ((code, bool(forms)) for code, forms in verdict.taken.items())
    yield from ((form, form in verdict.open_forms) for form in ContractForm)


def test_postgis_knows_what_the_rules_compare_and_nothing_else() -> None:
    asked = set(operands())
    assert asked - KNOWN.keys() == set(), "write these operands in SQL"
    assert KNOWN.keys() - asked == set(), "no rule compares these any more"
    assert {rule.comparator for rule in PAIR_RULES} <= COMPARED.keys()
    assert {kill.code for kill in CAPACITY_KILLS} == TAKES.keys()


@pytest.mark.long
def test_the_engine_finds_the_pairs_that_postgis_finds_by_the_same_rules(session: Session) -> None:
    seen: Counter[tuple[str, bool]] = Counter()
    for seed, frozen, rows in random_registries(session):
        engine = by_engine(frozen)
        assert engine.keys() == {(row["request_id"], row["place_id"]) for row in rows}, seed
        for row in rows:
            ours, theirs = engine[row["request_id"], row["place_id"]], by_postgis(row)
            assert ours == theirs, f"registry {seed}: {difference(ours, theirs, row)}"
            seen.update(seen_in(theirs))
    said = {code for code, _ in seen}
    assert {code for code in said if not seen[code, False]} == set()
    assert {code for code in said if not seen[code, True]} == NEVER_BROKEN
