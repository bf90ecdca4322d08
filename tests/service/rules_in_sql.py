"""The rules' declarations as SQL over the registry's own tables: which pairs are eligible, asked of
PostGIS. It shares the declarations with the engine and nothing else.

A set of codes is an array, a code with an order its place in that order; NULL is unknown or without
limit.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from capacities_in_sql import LEFT, TAKES
from operands_in_sql import PLACE, REQUEST
from pairs_in_sql import PAIR
from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session
from taking_part_in_sql import ASKING, FACTS, OFFERED

from matching.codes.contracts import ContractForm
from matching.codes.rounds import Level
from matching.legal import Amount, LegalAmounts
from matching.policy import Policy
from matching.rules import PAIR_RULES
from matching.rules.comparators import Comparator
from matching.rules.declaration import PairRule
from service.rounds.input_repository import Area

COMPARED: dict[Comparator, str] = {
    Comparator.AT_MOST: "coalesce({0} <= {1}, true)",
    Comparator.AT_LEAST: "{0} >= {1}",
    Comparator.MASK_IS_COVERED: "{0} <@ {1}",
    Comparator.MASKS_ARE_DISJOINT: "NOT {0} && {1}",
    Comparator.SHARED_FORMS: "{0} && {1}",
    Comparator.MASKS_MEET_IF_ASKED: "cardinality({1}) = 0 OR {0} && {1}",
    Comparator.IMPLIES: "NOT {0} OR {1}",
    Comparator.SAME_IF_KNOWN: "coalesce({0} = {1}, true)",
    Comparator.WINDOW_CONTAINS: "greatest({0}, {2}) + {1} <= coalesce({3}, 'infinity')",
    Comparator.NONE_OF: "{0} = 0",
}
KNOWN = {
    **{f"request.{name}": sql for name, sql in REQUEST.items()},
    **{f"place.{name}": sql for name, sql in PLACE.items()},
    **PAIR,
}
AMOUNTS = [item.name for item in fields(LegalAmounts) if item.type is Amount]
LAW = f"""
  SELECT dated.*, daterange(
    nullif(valid_from, min(valid_from) OVER ()), lead(valid_from) OVER (ORDER BY valid_from)
  ) AS period
  FROM jsonb_to_recordset(cast(:legal AS jsonb)) AS dated(
    valid_from date, temporary_grounds varchar[], title_months jsonb,
    {", ".join(f"{name} int" for name in AMOUNTS)})"""


def operands() -> list[str]:
    """All that the declarations compare or measure."""
    read = (path for rule in PAIR_RULES for path in (*rule.left, *rule.right, rule.measure))
    return sorted({path for path in read if path})


def every_pair(db: Session, area: Area, policy: Policy) -> Sequence[RowMapping]:
    """Each request that takes part with each free place: `request_id`, `place_id`, by code whether
    a pair rule is met and which forms a capacity takes, by operand what a rule measures, by
    contract form whether it is open."""
    given = {
        "day": area.day,
        "region": area.region_id,
        "municipality": area.actor.organisation_id,
        "wait_days": policy.wait_days,
        "cooling_days": policy.cooling_days,
        "share_is_hard": policy.level("E12_SHARE") is Level.HARD,
        "legal": json.dumps([_dated(amounts) for amounts in policy.legal]),
    }
    return db.execute(text(_question(policy)), given).mappings().all()


def _dated(amounts: LegalAmounts) -> dict[str, Any]:
    return {name: getattr(amounts, name).value for name in AMOUNTS} | {
        "valid_from": amounts.valid_from.isoformat(),
        "temporary_grounds": amounts.temporary_grounds,
        "title_months": {term.title: term.months.value for term in amounts.title_terms},
    }


def _question(policy: Policy) -> str:
    asked, forms = operands(), "ARRAY(SELECT form.code FROM form WHERE {})"
    between = {path: KNOWN[path] for path in asked if path in PAIR}
    taken = {code: forms.format(sql) for code, sql in TAKES.items()}
    met = {rule.code: _condition(rule) for rule in PAIR_RULES}
    is_open = {str(form): _is_open(form, policy) for form in ContractForm}
    return f"""
WITH law AS ({LAW}), {FACTS}, {LEFT},
asking AS MATERIALIZED ({ASKING.format(operands=_side("request"))}),
offered AS MATERIALIZED ({OFFERED.format(operands=_side("place"))}),
pair AS MATERIALIZED (
  SELECT asking.*, offered.*, {_columns(between | taken)} FROM asking CROSS JOIN offered),
judged AS MATERIALIZED (SELECT pair.*, {_columns(met)} FROM pair)
SELECT judged.*, {_columns(is_open)} FROM judged"""


def _side(side: str) -> str:
    return _columns({path: KNOWN[path] for path in operands() if path.startswith(f"{side}.")})


def _columns(named: Mapping[str, str]) -> str:
    return ",\n".join(f'({sql}) AS "{name}"' for name, sql in named.items())


def _condition(rule: PairRule) -> str:
    return COMPARED[rule.comparator].format(*(f'"{path}"' for path in (*rule.left, *rule.right)))


def _is_open(form: ContractForm, policy: Policy) -> str:
    """Every hard rule that speaks of the form is met, and no capacity takes it."""
    met = [
        part
        for rule in policy.pair_rules(Level.HARD)
        if rule.forms & form.bit
        for part in _allows(rule, form)
    ]
    return " AND ".join((*met, *(f"'{form}' <> ALL(\"{code}\")" for code in TAKES)))


def _allows(rule: PairRule, form: ContractForm) -> list[str]:
    if rule.comparator is Comparator.SHARED_FORMS:
        return [f"'{form}' = ANY(\"{path}\")" for path in (*rule.left, *rule.right)]
    return [f'"{rule.code}"']
