"""The domains of the API: a new one is added here."""

from fastapi import APIRouter

from service.agreements.endpoints import router as agreements
from service.health.endpoints import router as health

ROUTERS: tuple[APIRouter, ...] = (
    agreements,
    health,
)
