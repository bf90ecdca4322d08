"""Webhook endpoints and deliveries over HTTP."""

from uuid import UUID

from fastapi import Response
from sqlalchemy.orm import Session

from service.actor import Actor
from service.codelists.organisations import OrganisationKind
from service.conditional import located
from service.db import Db
from service.headers import API_PREFIX
from service.models import WebhookDelivery, WebhookEndpoint
from service.registry import Resource, registry_router
from service.registry.readable import Readable, add_reading
from service.routing import Once, domain_router
from service.webhooks import service
from service.webhooks.rules import WebhookEndpointRules
from service.webhooks.schemas import (
    WebhookDeliveryListing,
    WebhookDeliveryOut,
    WebhookEndpointChange,
    WebhookEndpointIn,
    WebhookEndpointListing,
    WebhookEndpointMade,
    WebhookEndpointOut,
)
from service.webhooks.secrets import told
from service.wire import Outbound


def with_secret(db: Session, row: WebhookEndpoint) -> WebhookEndpointMade:
    """The endpoint as who just made it, or changed its secret, may see it."""
    shown = WebhookEndpointOut.model_validate(row).model_dump()
    return WebhookEndpointMade(**shown, secret=told(db, row.id, row.kept_secret))


class WebhookEndpoints(Resource[WebhookEndpoint]):
    """Shows the secret once."""

    def shown_once(self, db: Session, actor: Actor, row: WebhookEndpoint) -> Outbound:
        return with_secret(db, row)


WEBHOOK_ENDPOINTS = WebhookEndpoints(
    model=WebhookEndpoint,
    path="webhook-endpoints",
    noun="webhook endpoint",
    dutch="afleveradres voor gebeurtenissen",
    create=WebhookEndpointIn,
    change=WebhookEndpointChange,
    out=WebhookEndpointOut,
    made=WebhookEndpointMade,
    writers=frozenset(OrganisationKind),
    listing=WebhookEndpointListing,
    rules=WebhookEndpointRules(),
)


router = registry_router(WEBHOOK_ENDPOINTS)
deliveries = domain_router("/webhook-deliveries", tag="webhook-deliveries")


@router.post(
    "/{id}/secrets",
    status_code=201,
    dependencies=[Once],
    response_model=WebhookEndpointMade,
    operation_id="changeWebhookSecret",
    summary="Change the secret of a webhook endpoint",
)
def change_secret(id: UUID, response: Response, db: Db) -> WebhookEndpointMade:
    """Gives it a new secret (geheim), shown this once. The secret before signs too for 24 hours, so
    that your system can change over without missing anything."""
    row = service.change_secret(db, id)
    located(response, f"{API_PREFIX}/webhook-endpoints", row)
    return with_secret(db, row)


add_reading(
    deliveries,
    Readable(
        WebhookDelivery,
        path="webhook-deliveries",
        name="WebhookDelivery",
        noun="webhook delivery",
        out=WebhookDeliveryOut,
        listing=WebhookDeliveryListing,
        one="One event on its way to one endpoint (bezorging): how often it was tried, and how "
        "that went.",
        each="What was sent to your webhook endpoints or is on its way (bezorgingen), by pages.",
    ),
)


@deliveries.post(
    "/{id}/redeliveries",
    status_code=202,
    dependencies=[Once],
    response_model=WebhookDeliveryOut,
    operation_id="sendWebhookAgain",
    summary="Send a webhook delivery again",
)
def send_again(id: UUID, response: Response, db: Db) -> WebhookDelivery:
    """Sends what was delivered or given up once more (opnieuw bezorgen), under the same
    `webhook-id`. What is on its way gives 409."""
    row = service.send_again(db, id)
    located(response, f"{API_PREFIX}/webhook-deliveries", row)
    return row
