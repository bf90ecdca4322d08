"""A policy says clearly what is wrong with it, and comes back from its text unchanged."""

import json
import pickle
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import policies

from matching.canonical import FormError
from matching.codes.code import Code, mask
from matching.codes.contracts import ContractForm, TemporaryGround
from matching.codes.households import AgeBand
from matching.codes.rounds import Level, TierCode
from matching.legal import AMOUNTS_2026, Amount
from matching.policy import FormPoints, Policy, PolicyError, RuleLevel, RuleWeight, Tier
from matching.solution import Solution


@given(policies())
def test_a_policy_comes_back_from_its_text(policy: Policy) -> None:
    assert Policy.from_json(policy.to_json()) == policy
    assert Policy.from_json(policy.to_json()).sha256() == policy.sha256()


def test_the_text_does_not_depend_on_the_order_of_its_fields() -> None:
    shuffled = json.dumps(dict(reversed(json.loads(Policy().to_json()).items())), indent=2)
    assert Policy.from_json(shuffled).to_json() == Policy().to_json()


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("seed",), "0", r"policy\.seed: expected int"),
        (("seed",), True, r"policy\.seed: expected int"),
        (("seed",), 1.0, r"policy\.seed: expected int"),
        (("seed",), -1, r"policy: seed: .*between 0"),
        (("cooling_days",), -1, r"policy: cooling_days: .*between 0 and 4000"),
        (("cooling_days",), 4_001, r"policy: cooling_days: .*between 0 and 4000"),
        (("tiers",), {}, r"policy\.tiers: expected a list"),
        (("tiers",), [], r"policy: tiers: the last must be REST"),
        (("tiers", 0, "code"), "FIRST", r"policy\.tiers\[0\]\.code: .*URGENT, YOUTH"),
        (
            ("tiers", 0, "from_days"),
            50_000,
            r"policy: tiers\[0\]\.from_days: .*between 0 and 40000",
        ),
        (("legal", 0, "valid_from"), "2026-13-01", r"policy\.legal\[0\]\.valid_from"),
        (("legal", 0, "valid_until"), "2025-01-01", r"policy\.legal\[0\]: valid_until"),
        (("legal", 0, "counted_rent", "source"), "", r"counted_rent: source: must not be empty"),
        (("legal", 0, "middle_share", "value"), 1_001, r"middle_share\.value: a share"),
        (("legal",), [], r"policy: legal: needs"),
        (("nothing",), 1, r"policy\.nothing: unknown field"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    path: tuple[Any, ...], value: Any, message: str
) -> None:
    told = json.loads(Policy().to_json())
    inside = told
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value
    with pytest.raises((FormError, PolicyError), match=message):
        Policy.from_json(json.dumps(told))


def test_all_that_is_wrong_is_said_at_once() -> None:
    """One thing for each field; the faults come whole from another process too."""
    with pytest.raises(PolicyError) as refusal:
        Policy(
            tiers=(Tier(TierCode.YOUTH, -1), Tier(TierCode.YOUTH)),
            form_points=(FormPoints(ContractForm.OMKLAP, -1),) * 2,
            waiting_points=-1,
            waiting_weeks_most=-1,
            wait_days=-1,
            levels=(RuleLevel("NOPE", Level.HARD), RuleLevel("E10_CARE", Level.SOFT)),
            weights=(RuleWeight("NOPE", -1),) * 2,
            legal=(),
            seed=-1,
            stickiness=-1,
            cooling_days=-1,
        )
    faults = refusal.value.faults
    assert {fault.path for fault in faults} == {
        *((item.name,) for item in fields(Policy) if item.name != "levels"),
        ("tiers", 0, "from_days"),
        ("levels", 0, "rule"),
        ("levels", 1, "level"),
        *((name, row, "points") for name in ("form_points", "weights") for row in (0, 1)),
        *(("weights", row, "rule") for row in (0, 1)),
    }
    assert "levels[1].level: this rule may be" in str(refusal.value)
    assert pickle.loads(pickle.dumps(refusal.value)).faults == faults


def test_a_missing_field_is_named() -> None:
    told = json.loads(Policy().to_json())
    del told["wait_days"]
    with pytest.raises(FormError, match=r"policy\.wait_days: missing"):
        Policy.from_json(json.dumps(told))


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', "null", "[" * 100_000])
def test_what_is_no_policy_at_all_is_refused(text: str) -> None:
    with pytest.raises(FormError):
        Policy.from_json(text)
    with pytest.raises(FormError):
        Solution.from_json(text)


def test_a_policy_names_nothing_twice() -> None:
    with pytest.raises(PolicyError, match="tiers"):
        Policy(tiers=(Tier(TierCode.REST), Tier(TierCode.REST)))
    with pytest.raises(PolicyError, match="form_points"):
        Policy(form_points=(FormPoints(ContractForm.OMKLAP, 1), FormPoints(ContractForm.OMKLAP, 2)))


def test_only_rules_that_cost_points_have_a_weight() -> None:
    assert Policy(weights=(RuleWeight("E22_ORIGIN", 0),)).weights
    with pytest.raises(PolicyError, match=r"weights\[0\]\.rule"):
        Policy(weights=(RuleWeight("E03_AGE", 5),))
    with pytest.raises(PolicyError, match=r"weights\[0\]\.points"):
        Policy(weights=(RuleWeight("E22_ORIGIN", 10_001),))


def test_periods_of_the_law_follow_each_other() -> None:
    later = replace(AMOUNTS_2026, valid_from=date(2027, 1, 1), valid_until=None)
    assert Policy(legal=(AMOUNTS_2026, later)).legal[1] is later
    with pytest.raises(PolicyError, match="legal"):
        Policy(legal=(later, AMOUNTS_2026))


def test_unverified_amounts_are_known_as_such() -> None:
    assert not AMOUNTS_2026.own_share_single.verified
    assert AMOUNTS_2026.suitable_rent_small.verified
    with pytest.raises(ValueError, match="value"):
        Amount(-1, "somewhere")


@given(st.sets(st.sampled_from(AgeBand)))
def test_a_mask_and_its_codes_are_inverse(bands: set[AgeBand]) -> None:
    assert set(AgeBand.from_mask(mask(bands))) == bands


@pytest.mark.parametrize("bits", [-1, 1 << len(AgeBand)])
def test_bits_that_are_no_code_are_refused(bits: int) -> None:
    with pytest.raises(ValueError, match="AgeBand"):
        AgeBand.from_mask(bits)


def test_every_code_has_both_labels_and_a_place_of_its_own() -> None:
    lists = Code.__subclasses__()
    assert ContractForm in lists
    assert TemporaryGround in lists
    for codes in lists:
        for code in codes:
            assert code.nl.strip()
            assert code.en.strip()
            assert codes.at(code.position) is code
            assert code.vera is None or code.vera.count(".") == 1
