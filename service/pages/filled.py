"""A row as the form from which it would have been registered: `written` the other way around."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from service.clock import HERE
from service.pages.forms import Form
from service.wire import Outbound


def form_of(row: Outbound, money: Collection[str] = ()) -> Form:
    """The form with the row's fields filled in, its version among them; `money` names those that
    are cents and are written in euros."""
    shown = row.model_dump(by_alias=True)
    return Form({name: texts for name, texts in _fields(shown, money) if texts})


def euros(cents: int) -> str:
    """Whole cents as people write euros."""
    return f"{cents // 100},{cents % 100:02}"


def _fields(shown: dict[str, Any], money: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    for name, value in shown.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{inner}", _texts(each)) for inner, each in value.items())
        elif name in money and value is not None:
            yield name, [euros(value)]
        else:
            yield name, _texts(value)


def _texts(value: Any) -> list[str]:
    """What stands in a field, or is ticked; nothing for what is empty."""
    if value is None or value is False:
        return []
    if value is True:
        return ["1"]
    if isinstance(value, list):
        return [str(each) for each in value]
    if isinstance(value, datetime):
        value = value.astimezone(HERE)
    return [f"{value:%d-%m-%Y}" if isinstance(value, date) else str(value)]
