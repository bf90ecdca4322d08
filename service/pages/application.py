"""The pages as an application of their own: another edge than the API's, the same state."""

from fastapi import FastAPI
from starlette.datastructures import State
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from service.edge import HeadLikeGet, Paced
from service.headers import WithHeaders
from service.pages import errors, forms
from service.pages.agreements.endpoints import router as agreements
from service.pages.batch.endpoints import router as batch
from service.pages.capacity.endpoints import router as capacity
from service.pages.front import router as front
from service.pages.gallery import router as gallery
from service.pages.headers import PAGE
from service.pages.household.endpoints import router as household
from service.pages.intake.endpoints import router as intake
from service.pages.lease_budgets.endpoints import router as lease_budgets
from service.pages.meetings.endpoints import router as meetings
from service.pages.monitor.endpoints import router as monitor
from service.pages.offers.endpoints import router as offers
from service.pages.offers.links import of_links
from service.pages.offers.links import router as links
from service.pages.persons.endpoints import router as persons
from service.pages.placements.endpoints import router as placements
from service.pages.places.endpoints import router as places
from service.pages.places.one import router as place
from service.pages.policies.endpoints import router as policies
from service.pages.policies.new import router as new_policy
from service.pages.policies.one import router as one_policy
from service.pages.policies.trial import router as policy_trials
from service.pages.proposals.endpoints import router as proposals
from service.pages.quotas.endpoints import router as quotas
from service.pages.repairs.endpoints import router as repairs
from service.pages.request_groups.endpoints import router as request_groups
from service.pages.requests.endpoints import router as requests
from service.pages.requests.one import router as request
from service.pages.rounds.endpoints import router as rounds
from service.pages.rounds.scarce import router as scarce
from service.pages.sessions import router as sessions
from service.pages.sign_in import router as sign_in
from service.pages.trials.endpoints import router as trials
from service.pages.watchlist.endpoints import router as watchlist
from service.telemetry.observed import Observed

PACKED_FROM_BYTES = 1000
ROUTERS = (
    front,
    gallery,
    sign_in,
    sessions,
    rounds,
    scarce,
    trials,
    repairs,
    batch,
    meetings,
    watchlist,
    policy_trials,
    new_policy,
    policies,
    one_policy,
    proposals,
    offers,
    links,
    of_links,
    household,
    places,
    place,
    placements,
    intake,
    monitor,
    requests,
    request,
    persons,
    request_groups,
    capacity,
    lease_budgets,
    agreements,
    quotas,
)


class Pages(FastAPI):
    """FastAPI with the edge of the pages around all of it, its unexpected errors included."""

    def build_middleware_stack(self) -> ASGIApp:
        """The stack of the framework inside our own."""
        packed = GZipMiddleware(super().build_middleware_stack(), PACKED_FROM_BYTES, 6)
        counted = Observed(Paced(packed, errors.refused))
        return WithHeaders(HeadLikeGet(counted), PAGE)


def pages(state: State) -> FastAPI:
    """The pages; they find in the state what the API has in it."""
    app = Pages(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        max_body_size=forms.MOST_BYTES,
        exception_handlers=errors.HANDLERS,
    )
    app.state = state
    for router in ROUTERS:
        app.include_router(router)
    return app
