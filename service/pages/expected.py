"""What a field expected where something else was written: said with its limit or an example."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from service.errors import Fault
from service.intake.faults import Wrong as Sentence
from service.intake.validation import WRONG
from service.pages.forms import Wrong
from service.validation import code_of

NUMBERS = frozenset({"int_type", "int_parsing", "int_from_float"})
LIMITS = frozenset({"greater_than_equal", "less_than_equal", "string_too_long", "too_long"})
FORM = "string_pattern_mismatch"


def expected(model: type[BaseModel] | None, where: str, found: Mapping[str, Any]) -> Wrong:
    """The sentence that a file's report has for it too, or the code for what speaks for itself.
    Money is on the wire in cents, and in a form in euros."""
    code, money = code_of(found), where.endswith("Cents")
    if code in NUMBERS:
        return _said(code, Sentence.NOT_AN_AMOUNT if money else Sentence.NOT_A_NUMBER)
    if code in LIMITS:
        sentence, wanted = WRONG[code]
        limits = {fact: found["ctx"][key] for fact, key in wanted.items()}
        return _said(code, sentence, **{k: v // 100 if money else v for k, v in limits.items()})
    if code == FORM and (example := _example(model, where)):
        return _said(code, Sentence.WRONG_FORM, example=example)
    return code


def _said(code: str, sentence: Sentence, **facts: object) -> Fault:
    return Fault("", code, sentence.en.format(**facts), sentence.nl.format(**facts))


def _example(model: type[BaseModel] | None, where: str) -> object:
    """That of the field's own description."""
    for field in model.model_fields.values() if model else ():
        if field.alias == where and field.examples:
            return field.examples[0]
    return None


A_NUMBER = _said("int_parsing", Sentence.NOT_A_NUMBER)
"""What a form says that reads a number itself."""
