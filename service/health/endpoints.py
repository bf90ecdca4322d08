"""Health over HTTP: for a load balancer, and for an operator who wonders what is loaded."""

from fastapi import APIRouter, Request

from service.errors import Busy
from service.headers import API_VERSION
from service.health import repository
from service.health.schemas import Health, Readiness
from service.routing import Route

router = APIRouter(prefix="/health", tags=["health"], route_class=Route)


@router.get("", operation_id="readHealth", summary="Read the health")
def read(request: Request) -> Health:
    """Answers when the database does; says which schema and how many boundaries it holds."""
    with request.app.state.sessions.begin() as db:
        return Health(
            version=API_VERSION,
            mode=request.app.state.settings.mode,
            schema_revision=repository.schema_revision(db),
            boundaries=repository.boundaries(db),
        )


@router.get("/ready", operation_id="readReadiness", summary="Read whether requests may come")
def ready(request: Request) -> Readiness:
    """For a load balancer: 503 while the database does not answer, and from the moment on that this
    process is asked to stop; what comes in until its end is still answered."""
    if request.app.state.stopping:
        raise Busy("This process is about to stop: send the request to another.")
    with request.app.state.sessions.begin() as db:
        return Readiness(ready=repository.answers(db))
