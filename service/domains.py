"""The domains of the API and the work they leave to the worker: a new one is added here."""

from fastapi import APIRouter

from service.agreements.endpoints import router as agreements
from service.audit.sealing import SEAL
from service.capacity.endpoints import lease_budgets, support_capacities
from service.codelists.endpoints import router as code_lists
from service.dossiers.endpoints import router as dossiers
from service.events.telling import TELL
from service.geography.endpoints import router as crss
from service.hand_overs.endpoints import of_placements as opened_identities
from service.hand_overs.endpoints import router as hand_overs
from service.health.endpoints import router as health
from service.household_links.endpoints import of_offers
from service.household_links.endpoints import router as household_links
from service.households.endpoints import router as households
from service.intake.endpoints import router as imports
from service.intake.job import JOB as TAKE_IN
from service.jobs import Chore, Job
from service.leases.endpoints import router as leases
from service.limits.endpoints import housing_first_rules, neighbourhood_capacities, quotas
from service.mandates.endpoints import router as mandates
from service.municipalities.endpoints import router as municipalities
from service.offers.endpoints import router as offers
from service.organisations.endpoints import router as organisations
from service.persons.endpoints import of_requests as doubles
from service.persons.endpoints import router as persons
from service.persons.renewing import RENEW as RENEW_IDENTITIES
from service.placements.endpoints import router as placements
from service.places.endpoints import router as places
from service.policies.endpoints import engine as engine_rules
from service.policies.endpoints import router as policies
from service.properties.endpoints import router as properties
from service.proposals.endpoints import decisions
from service.proposals.endpoints import router as proposals
from service.regions.endpoints import router as regions
from service.request_groups.endpoints import router as request_groups
from service.requests.endpoints import router as requests
from service.retention.service import END
from service.rounds.endpoints import of_requests
from service.rounds.endpoints import router as rounds
from service.rounds.running import RUN
from service.trials.job import JOBS as TRIALS
from service.webhooks.delivering import DELIVER
from service.webhooks.endpoints import deliveries as webhook_deliveries
from service.webhooks.endpoints import router as webhook_endpoints
from service.webhooks.renewing import RENEW as RENEW_SECRETS

ROUTERS: tuple[APIRouter, ...] = (
    agreements,
    health,
    households,
    persons,
    dossiers,
    requests,
    doubles,
    request_groups,
    support_capacities,
    lease_budgets,
    neighbourhood_capacities,
    housing_first_rules,
    quotas,
    policies,
    engine_rules,
    code_lists,
    crss,
    mandates,
    municipalities,
    organisations,
    places,
    properties,
    regions,
    rounds,
    of_requests,
    proposals,
    decisions,
    offers,
    household_links,
    of_offers,
    placements,
    opened_identities,
    hand_overs,
    leases,
    imports,
    webhook_endpoints,
    webhook_deliveries,
)

JOBS: tuple[Job, ...] = (RUN, TAKE_IN, *TRIALS.values(), TELL, DELIVER)

CHORES: tuple[Chore, ...] = (SEAL, END, RENEW_IDENTITIES, RENEW_SECRETS)
