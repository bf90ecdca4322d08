"""An event as it is sent: CloudEvents 1.0 in JSON, by the NL GOV profile 1.1, ids and states only.

The same event has the same bytes at every try.
"""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Body
from pydantic import Field
from pydantic.alias_generators import to_camel

from service.codelists.webhooks import EventType
from service.events.table import SUBJECT_OF
from service.models import WebhookDelivery
from service.wire import Outbound

MEDIA_TYPE = "application/cloudevents+json"


class WebhookEvent(Outbound):
    """What happened (gebeurtenis), as a CloudEvent by the NL GOV profile."""

    specversion: Literal["1.0"] = Field(description="The version of CloudEvents")
    id: UUID = Field(description="Tells events apart; the same at every try, as `webhook-id`")
    source: str = Field(description="Which installation tells it", examples=["urn:nld:woonplek"])
    type: EventType = Field(description="What happened (soort gebeurtenis)")
    time: datetime = Field(description="When it was written down here")
    datacontenttype: Literal["application/json"] = Field(description="What `data` is")
    dataref: str = Field(
        description="Where it can be read, as far as you may see it",
        examples=["https://api.woonplek.example/v1/offers/0b7a5e9c-3f0d-4c56-9a6b-3a5f1d2c4e6f"],
    )
    data: dict[str, str] = Field(
        description="Its id, the state into which it came, and ids that belong to it",
        examples=[{"id": "0b7a5e9c-3f0d-4c56-9a6b-3a5f1d2c4e6f", "state": "OPEN"}],
    )


def body_of(delivery: WebhookDelivery, source: str, public_url: str) -> bytes:
    """The body: `source` is a URN of this installation, `public_url` where its API is."""
    _, subject = SUBJECT_OF[delivery.event_type]
    event = {
        "specversion": "1.0",
        "id": delivery.event_id,
        "source": source,
        "type": delivery.event_type,
        "time": delivery.occurred_at,
        "datacontenttype": "application/json",
        "dataref": f"{public_url.rstrip('/')}/{subject.path}/{delivery.data['id']}",
        "data": {to_camel(name): delivery.data[name] for name in sorted(delivery.data)},
    }
    return WebhookEvent.model_validate(event).model_dump_json().encode()


sent = APIRouter()
"""What receivers get, for the API's description alone."""


@sent.post(
    "event",
    operation_id="hearOfEvent",
    summary="Hear of an event",
    tags=["webhook-deliveries"],
)
def hear(event: Annotated[WebhookEvent, Body(media_type=MEDIA_TYPE)]) -> None:
    """Sent to each webhook endpoint that wants it (gebeurtenis), at least once, signed as in
    Standard Webhooks by the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`."""
