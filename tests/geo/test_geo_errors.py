"""Every refusal is said in both languages, with the same facts."""

from string import Formatter

import pytest

from geo.errors import Reason


def fields(sentence: str) -> set[str]:
    names = {name for _, name, _, _ in Formatter().parse(sentence) if name}
    return {name.removesuffix("_nl").removesuffix("_en") for name in names}


@pytest.mark.parametrize("reason", list(Reason.__members__.values()), ids=lambda r: r.name)
def test_a_reason_has_the_same_facts_in_dutch_and_in_english(reason):
    assert fields(reason.nl) == fields(reason.en)
    assert reason.nl.endswith((".", "?"))
    assert reason.en.endswith((".", "?"))
    assert reason.nl != reason.en


def test_no_two_reasons_share_their_sentences():
    assert len(Reason.__members__) == len(list(Reason))
