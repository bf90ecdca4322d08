"""Endpoints and deliveries on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from service.codelists.webhooks import DeliveryFailure, DeliveryState, EventType, TurnedOff
from service.commands.unkept import Unkept
from service.paging import PageQuery
from service.registry import Listing
from service.webhooks.addresses import PATTERN, target
from service.wire import Codes, Inbound, Outbound, Word, changes_of


def _readable(url: str) -> str:
    try:
        target(url)
    except ValueError:
        raise PydanticCustomError("url_form", "is not an address as https://host/path") from None
    return url


Url = Annotated[
    str,
    Field(
        max_length=500,
        pattern=PATTERN,
        description="Where your system listens: https, on the open internet (adres)",
        examples=["https://hooks.gemeente.example/woonplek"],
    ),
    AfterValidator(_readable),
]


class WebhookEndpointIn(Inbound):
    """Where a system of yours hears of events (afleveradres)."""

    name: Word = Field(description="Your name for it (naam)", examples=["Zaaksysteem"])
    url: Url
    event_types: Annotated[Codes[EventType], Field(min_length=1)] = Field(
        description="What it wants to hear of (soorten gebeurtenissen)",
        examples=[[EventType.OFFER_MADE.value, EventType.PLACEMENT_CONFIRMED.value]],
    )


class Switch(Inbound):
    """On or off."""

    active: bool = Field(
        description="Turn it off for a while, or on again after we did (aan of uit)",
        examples=[True],
    )


WebhookEndpointChange = changes_of(
    WebhookEndpointIn, Switch, says="What of a webhook endpoint may change."
)


class WebhookEndpointOut(Outbound):
    """A webhook endpoint as registered; its secret is never shown again."""

    id: UUID
    organisation_id: UUID = Field(description="Whose it is")
    name: str = Field(description="Your name for it (naam)")
    url: str = Field(description="Where your system listens (adres)")
    event_types: list[EventType] = Field(description="What it hears of")
    active: bool = Field(description="Whether anything is sent to it (aan of uit)")
    turned_off: TurnedOff | None = Field(description="Why we turned it off; null when we did not")
    previous_until: datetime | None = Field(
        description="Until when the secret before signs too; null when there was none"
    )
    withdrawn_at: datetime | None
    version: int


class WebhookEndpointMade(WebhookEndpointOut):
    """A webhook endpoint with its new secret, which is shown this once."""

    secret: Annotated[str | None, Unkept()] = Field(
        description="Verify what you receive with it; keep it as a password. Null when the same "
        "`Idempotency-Key` is sent again: then change it"
    )


class WebhookEndpointListing(Listing):
    """Filters on webhook endpoints."""

    active: bool | None = Field(default=None, description="Only those that are on, or off")


class WebhookDeliveryOut(Outbound):
    """One event on its way to one endpoint (bezorging)."""

    id: UUID
    endpoint_id: UUID = Field(description="The webhook endpoint (afleveradres)")
    event_id: UUID = Field(description="The event; `webhook-id` of all that is sent of it")
    event_type: EventType = Field(description="What happened (soort gebeurtenis)")
    occurred_at: datetime = Field(description="When it happened")
    state: DeliveryState = Field(description="How far it is (status)")
    attempts: int = Field(description="How often it was tried")
    tries_until: datetime = Field(description="It is given up after this moment")
    next_attempt_at: datetime | None = Field(description="When it is tried again")
    last_attempt_at: datetime | None = Field(description="When it was last tried")
    last_status: int | None = Field(description="HTTP status of the last answer, if there was one")
    last_failure: DeliveryFailure | None = Field(description="Why the last try failed")
    delivered_at: datetime | None = Field(description="When it was delivered")
    version: int


class WebhookDeliveryListing(PageQuery):
    """Filters on deliveries."""

    endpoint_id: UUID | None = Field(default=None, description="Only to this webhook endpoint")
    event_id: UUID | None = Field(default=None, description="Only of this event")
    event_type: EventType | None = Field(default=None, description="Only events of this type")
    state: DeliveryState | None = Field(default=None, description="Only in this state")
