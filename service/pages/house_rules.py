"""What a house forbids and what it asks of everybody, to tick: for a place, and as a wish."""

from matching.codes.households import Trait
from service.households.requirements import ONE_KIND_ONLY
from service.pages.forms import Form
from service.pages.visitor import Visitor

Options = list[tuple[str, str, str]]


def forbidden(visitor: Visitor, form: Form, name: str) -> Options:
    """What a house may forbid, and what was chosen otherwise."""
    return _offered(visitor, frozenset(Trait) - ONE_KIND_ONLY, form.all(name))


def required(visitor: Visitor, form: Form, name: str) -> Options:
    """What a house may ask of everybody, and what was chosen otherwise."""
    return _offered(visitor, ONE_KIND_ONLY, form.all(name))


def _offered(visitor: Visitor, usual: frozenset[Trait], chosen: list[str]) -> Options:
    shown = {*usual, *chosen}
    return [each for each in visitor.unexplained(Trait) if each[0] in shown]
