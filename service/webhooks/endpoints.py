"""Webhook endpoints and deliveries over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from service import reading
from service.codelists.organisations import OrganisationKind
from service.conditional import tagged
from service.db import Db
from service.models import WebhookDelivery, WebhookEndpoint
from service.registry import Resource, registry_router
from service.registry.endpoints import page_of
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

WEBHOOK_ENDPOINTS = Resource(
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
WebhookDeliveryPage = page_of("webhook-deliveries", WebhookDeliveryOut)

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
def change_secret(id: UUID, response: Response, db: Db) -> WebhookEndpoint:
    """Gives it a new secret (geheim), shown this once. The secret before signs too for 24 hours, so
    that your system can change over without missing anything."""
    row = service.change_secret(db, id)
    response.headers["Location"] = f"/v1/webhook-endpoints/{row.id}"
    tagged(response, row)
    return row


@deliveries.get(
    "",
    response_model=WebhookDeliveryPage,
    operation_id="listWebhookDeliveries",
    summary="List the webhook deliveries",
)
def listed(query: Annotated[WebhookDeliveryListing, Query()], db: Db) -> object:
    """What was sent to your webhook endpoints or is on its way (bezorgingen), by pages."""
    found = reading.many(db, WebhookDelivery, query)
    return {"webhook_deliveries": found.rows, "next_cursor": found.next_cursor}


@deliveries.get(
    "/{id}",
    response_model=WebhookDeliveryOut,
    operation_id="readWebhookDelivery",
    summary="Read a webhook delivery",
)
def read(id: UUID, response: Response, db: Db) -> WebhookDelivery:
    """One event on its way to one endpoint (bezorging): how often it was tried, and how that
    went."""
    row = reading.one(db, WebhookDelivery, id)
    tagged(response, row)
    return row


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
    response.headers["Location"] = f"/v1/webhook-deliveries/{row.id}"
    tagged(response, row)
    return row
