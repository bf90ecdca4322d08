"""An answer that binds is asked for twice: it counts once its giver has read what it means."""

from service.pages.forms import Form

FIELD, YES, CHANGE = "sure", "yes", "change"


def is_sure(form: Form) -> bool:
    """Whether it was sent from the summary."""
    return form.one(FIELD) == YES


def to_confirm(form: Form) -> bool:
    """Whether the summary comes next: something was answered, with nothing wrong about it."""
    return bool(form.one("answer")) and not form.wrong and form.one(FIELD) != CHANGE
