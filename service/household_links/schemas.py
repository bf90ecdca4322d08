"""Links of a household on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from service.audit.shown import About
from service.commands.unkept import Unkept
from service.paging import PageQuery
from service.wire import Inbound, Outbound, Text


class QuestionIn(Inbound):
    """What a household wants to know before it answers (vraag)."""

    question: Text


class HouseholdLinkOut(Outbound):
    """A link to the page of one household about one offer: who made it, and what became of it."""

    id: Annotated[UUID, About("household-links")]
    offer_id: UUID = Field(description="The offer to the household (aanbieding)")
    made_by: str = Field(description="Who made it", examples=["j.jansen@onderdak.example"])
    created_at: datetime
    expires_at: datetime = Field(description="Until when it can be opened")
    opened_at: datetime | None = Field(description="When it was opened: that can be done once")
    withdrawn_at: datetime | None = Field(description="When it was withdrawn, or another was made")
    question: str | None = Field(
        description="What the household asks (vraag)", examples=["Mag mijn hond mee?"]
    )
    asked_at: datetime | None = Field(description="When it asked")
    version: int


class HouseholdLinkMade(HouseholdLinkOut):
    """The same with the code, which is shown this once: we keep its digest alone."""

    code: Annotated[str | None, Unkept()] = Field(
        description="For the household, to be typed on the page; null in an answer that is given "
        "again by its `Idempotency-Key`: make another link then",
        examples=["7K2M-9QXA-3JTB-8WNC-5RVD-0HGE"],
    )
    address: Annotated[str | None, Unkept()] = Field(
        description="The page with the code behind a `#`, which no browser sends anywhere",
        examples=["https://woonplek.example/my-offer#7K2M-9QXA-3JTB-8WNC-5RVD-0HGE"],
    )


class HouseholdLinkListing(PageQuery):
    """Filters on links."""

    offer_id: UUID | None = Field(default=None, description="The links to this offer (aanbieding)")
