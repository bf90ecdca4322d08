"""What becomes of an agreed minimum, on the wire."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import Field, computed_field

from matching.difference import Shift
from service.rounds import wording
from service.rounds.wording import Words
from service.wire import Outbound


class ShiftOut(Outbound):
    """An agreed minimum of which more would be reached, or less."""

    quota_id: UUID = Field(description="The quota (taakstelling)")
    asked: int = Field(description="Placements still asked at least (minstens gevraagd)")
    before: int = Field(description="Of those, proposals of the round (gehaald)")
    after: int = Field(description="Of those, proposals it would have instead")

    @computed_field(description="The same in a sentence")  # type: ignore[prop-decorator]
    @property
    def message(self) -> Words:
        """From the fields above."""
        return wording.of_shift(self.asked, self.before, self.after)


def shifts(found: Sequence[Shift]) -> list[ShiftOut]:
    """Each as it is told."""
    return [
        ShiftOut(quota_id=one.quota, asked=one.asked, before=one.before, after=one.after)
        for one in found
    ]
