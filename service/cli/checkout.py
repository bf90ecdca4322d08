"""What differs between a checkout of the source and an installed program."""

from service.cluster import SetupError
from service.cluster.folders import is_checkout

ONLY_THERE = "this works in a checkout of the source only, as ./woonplek {command}"


def as_typed() -> str:
    """How a person starts this program."""
    return "./woonplek" if is_checkout() else "woonplek"


def only_in_a_checkout(command: str) -> None:
    """Raises SetupError where there is no source to work on."""
    if not is_checkout():
        raise SetupError(ONLY_THERE.format(command=command))
