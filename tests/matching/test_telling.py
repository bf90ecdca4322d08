"""Amounts in words: by how many of what a pair misses a rule."""

import re

import numpy as np
import pytest

from matching.codes.contracts import ContractForm
from matching.generate import country, instance
from matching.pairs.block import Block
from matching.pairs.eligibility import killed
from matching.pairs.sheet import sheet_of
from matching.policy import Policy
from matching.problem import Problem
from matching.reasons.shortfall import Amount, Measure, measure_of, shortfall
from matching.reasons.telling import said, told
from matching.rules import PAIR_RULES
from matching.rules.comparators import Comparator
from matching.rules.declaration import PairRule

YES_OR_NO = {
    Comparator.SHARED_FORMS,
    Comparator.MASKS_MEET_IF_ASKED,
    Comparator.IMPLIES,
    Comparator.SAME_IF_KNOWN,
    Comparator.NONE_OF,
}


@pytest.mark.parametrize("rule", PAIR_RULES, ids=lambda rule: rule.code)
def test_every_amount_has_a_unit_in_both_languages_and_yes_or_no_has_none(rule: PairRule) -> None:
    measure = measure_of(rule)
    one, more = (said(rule.counts, Amount(measure, many)) for many in (1, 2))
    if rule.comparator in YES_OR_NO and measure is Measure.NUMBER:
        assert (one, more) == (None, None)
        return
    assert one is not None
    assert more is not None
    for single, several in zip(one, more, strict=True):
        assert re.fullmatch(r"€ ?0[.,]01|0[.,]1 km|1 [a-z ]+", single)
        assert re.fullmatch(r"€ ?0[.,]02|0[.,]1 km|2 [a-z ]+", several)
        assert measure is Measure.METRES or single[1:] != several[1:]
    assert measure in (Measure.CENTS, Measure.METRES) or one[0] != one[1]


@pytest.mark.parametrize("problem", [instance(150, 1), country(300, 2, crossing=True)])
def test_what_differs_by_more_than_one_says_of_what(problem: Problem) -> None:
    sheet, seen = sheet_of(problem, Policy()), set()
    shape = len(problem.requests), len(problem.places)
    block = Block(sheet, *(part.ravel() for part in np.indices(shape)))
    for rule in PAIR_RULES:
        fails = np.nonzero(killed(rule, block))[0]
        if not len(fails):
            continue
        part = Block(sheet, block.rows[fails], block.cols[fails])
        most = int(shortfall(rule, part).max())
        sentence, english = told(
            rule.code, Amount(measure_of(rule), most), ContractForm.OWN_NAME, 0
        )
        if most > 1:
            assert " Het scheelt " in sentence
            assert " It differs by " in english
            seen.add(rule.code)
    assert seen > {"E01_STAY", "E02_TOO_MANY", "E10_LEVEL", "E13_ACCESS"}


@pytest.mark.parametrize(
    ("code", "amount", "nl", "en"),
    [
        (
            "E01_TERM",
            Amount(Measure.DAYS, 1),
            "Een huurcontract duurt hier niet zo lang als nodig is. Het scheelt 1 dag.",
            "A lease does not last as long as is needed here. It differs by 1 day.",
        ),
        (
            "E02_TOO_MANY",
            Amount(Measure.NUMBER, 3),
            "Het huishouden is te groot. Het scheelt 3 personen.",
            "The household is too large. It differs by 3 people.",
        ),
        (
            "E02_TOO_FEW",
            Amount(Measure.NUMBER, 1),
            "Het huishouden is te klein. Het scheelt 1 persoon.",
            "The household is too small. It differs by 1 person.",
        ),
        (
            "E13_ACCESS",
            Amount(Measure.NUMBER, 2),
            "De woonplek is niet toegankelijk genoeg. Het scheelt 2 stappen.",
            "The place is not accessible enough. It differs by 2 steps.",
        ),
        (
            "E05_PROGRAMME",
            Amount(Measure.NUMBER, 1),
            "De woonplek is voor mensen in het programma Housing First.",
            "The place is for people in the Housing First programme.",
        ),
    ],
)
def test_an_amount_is_said_with_what_it_counts(code: str, amount: Amount, nl: str, en: str) -> None:
    dutch, english = told(code, amount, ContractForm.OWN_NAME, 0)
    assert dutch.startswith(f"{nl} Was dat anders")
    assert english.startswith(f"{en} Were it otherwise")
