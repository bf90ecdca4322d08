"""The domains of the API and the work they leave to the worker: a new one is added here."""

from fastapi import APIRouter

from service.agreements.endpoints import router as agreements
from service.health.endpoints import router as health
from service.jobs import Job

ROUTERS: tuple[APIRouter, ...] = (
    agreements,
    health,
)

JOBS: tuple[Job, ...] = ()
