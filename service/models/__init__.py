"""All tables, one a file."""

from service.models.agreement import Agreement
from service.models.answered_command import AnsweredCommand
from service.models.audit_event import AuditEvent, AuditSeal
from service.models.base import Base, Identified, Owned
from service.models.decision import Decision
from service.models.event import Event
from service.models.geocoded import Geocoded
from service.models.hand_over import HandOver
from service.models.household import Household, HouseholdMember
from service.models.household_link import HouseholdLink
from service.models.housing_first_rule import HousingFirstRule
from service.models.intake import Intake
from service.models.lease import Lease, LeaseMilestone
from service.models.lease_budget import LeaseBudget
from service.models.mandate import Mandate
from service.models.municipality import Municipality
from service.models.neighbourhood_capacity import NeighbourhoodCapacity
from service.models.offer import Offer
from service.models.organisation import Organisation
from service.models.page_session import PageSession
from service.models.person import Person, PersonClaim
from service.models.place import Place
from service.models.placement import Placement
from service.models.policy import MatchingPolicy
from service.models.property import Property
from service.models.proposal import Proposal
from service.models.quota import Quota
from service.models.region import Region, RegionMunicipality
from service.models.request import Request, RequestAnchor, RequestAvoidArea
from service.models.request_group import RequestGroup
from service.models.round import Round, RoundSnapshot, RoundUnplaced
from service.models.support_capacity import SupportCapacity
from service.models.trial import Trial
from service.models.webhook_delivery import WebhookDelivery
from service.models.webhook_endpoint import WebhookEndpoint

__all__ = [
    "Agreement",
    "AnsweredCommand",
    "AuditEvent",
    "AuditSeal",
    "Base",
    "Decision",
    "Event",
    "Geocoded",
    "HandOver",
    "Household",
    "HouseholdLink",
    "HouseholdMember",
    "HousingFirstRule",
    "Identified",
    "Intake",
    "Lease",
    "LeaseBudget",
    "LeaseMilestone",
    "Mandate",
    "MatchingPolicy",
    "Municipality",
    "NeighbourhoodCapacity",
    "Offer",
    "Organisation",
    "Owned",
    "PageSession",
    "Person",
    "PersonClaim",
    "Place",
    "Placement",
    "Property",
    "Proposal",
    "Quota",
    "Region",
    "RegionMunicipality",
    "Request",
    "RequestAnchor",
    "RequestAvoidArea",
    "RequestGroup",
    "Round",
    "RoundSnapshot",
    "RoundUnplaced",
    "SupportCapacity",
    "Trial",
    "WebhookDelivery",
    "WebhookEndpoint",
]
