"""All code lists, found where they are defined: a new list in one of these modules is found too."""

import inspect
from types import ModuleType

from matching.codes import care, contracts, households, rounds
from matching.codes import places as place_codes
from matching.codes.code import Code
from service.codelists import (
    audit,
    decisions,
    organisations,
    persons,
    places,
    requests,
    trials,
    webhooks,
)

MODULES: tuple[ModuleType, ...] = (
    contracts,
    place_codes,
    care,
    households,
    rounds,
    organisations,
    places,
    requests,
    persons,
    decisions,
    trials,
    webhooks,
    audit,
)


def _defined_in(module: ModuleType) -> list[type[Code]]:
    return [
        member
        for member in vars(module).values()
        if inspect.isclass(member)
        and issubclass(member, Code)
        and member is not Code
        and member.__module__ == module.__name__
    ]


CODE_LISTS: dict[str, type[Code]] = {
    found.__name__: found for module in MODULES for found in _defined_in(module)
}
"""By the name that the list has as a schema in the OpenAPI document."""
