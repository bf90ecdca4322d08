"""The domains of the API and the work they leave to the worker: a new one is added here."""

from fastapi import APIRouter

from service.agreements.endpoints import router as agreements
from service.health.endpoints import router as health
from service.households.endpoints import router as households
from service.jobs import Job
from service.requests.endpoints import router as requests

ROUTERS: tuple[APIRouter, ...] = (
    agreements,
    health,
    households,
    requests,
)

JOBS: tuple[Job, ...] = ()
