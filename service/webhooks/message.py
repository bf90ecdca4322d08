"""An event as it is sent: CloudEvents 1.0 in JSON, by the NL GOV profile 1.1, ids and states only.

The same event has the same bytes at every try.
"""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic.alias_generators import to_camel

from service.events.table import SUBJECT_OF
from service.models import WebhookDelivery

MEDIA_TYPE = "application/cloudevents+json; charset=utf-8"


def body_of(delivery: WebhookDelivery, source: str, public_url: str) -> bytes:
    """The body: `source` is a URN of this installation, `public_url` where its API is."""
    _, subject = SUBJECT_OF[delivery.event_type]
    event = {
        "specversion": "1.0",
        "id": str(delivery.event_id),
        "source": source,
        "type": delivery.event_type,
        "time": _moment(delivery.occurred_at),
        "datacontenttype": "application/json",
        "dataref": f"{public_url.rstrip('/')}/{subject.path}/{UUID(delivery.data['id'])}",
        "data": _camel(delivery.data),
    }
    return json.dumps(event, separators=(",", ":")).encode()


def _camel(data: dict[str, Any]) -> dict[str, Any]:
    return {to_camel(name): data[name] for name in sorted(data)}


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
