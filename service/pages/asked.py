"""Which part of a list a page is asked for."""

from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import BeforeValidator, Field

from service.wire import Asked


def _nothing_chosen(value: Any) -> Any:
    return None if value == "" else value


Chosen = BeforeValidator(_nothing_chosen)
"""A form sends an empty word for what was not chosen."""


class PartAsked(Asked):
    """Where a list goes on."""

    cursor: Annotated[Annotated[str, Field(max_length=400)] | None, Chosen] = None

    @property
    def narrowed(self) -> bool:
        """Whether some rows are left out on purpose; an order leaves none out."""
        return any(self.model_dump(exclude={"cursor", "sort"}).values())

    def further(self, cursor: str) -> str:
        """The query of the part that begins at the cursor: what is asked for stays, and what was
        just done or refused is told once."""
        chosen = self.model_dump(mode="json", by_alias=True) | {"cursor": cursor}
        stays = {name: value for name, value in chosen.items() if not isinstance(value, bool)}
        return urlencode({name: "" if value is None else value for name, value in stays.items()})


class KeptUpAsked(PartAsked):
    """Which part of a list that one keeps up, and whether something was just saved."""

    saved: bool = False
