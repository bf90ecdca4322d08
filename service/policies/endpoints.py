"""Policies over HTTP, and the rules they choose from."""

from matching.policy import Policy
from matching.rules import RULES
from matching.rules.declaration import PairRule, Rule
from service.codelists.organisations import DECIDERS
from service.models import MatchingPolicy
from service.policies.rules import PolicyRules
from service.policies.schemas import (
    DefaultPolicyOut,
    PolicyChange,
    PolicyIn,
    PolicyListing,
    PolicyOut,
    RuleOut,
    RulesOut,
)
from service.registry import Resource, registry_router
from service.routing import domain_router
from service.security import Caller

POLICIES = Resource(
    model=MatchingPolicy,
    path="policies",
    noun="policy",
    dutch="beleid",
    create=PolicyIn,
    change=PolicyChange,
    out=PolicyOut,
    writers=DECIDERS,
    listing=PolicyListing,
    filters={"valid_on": MatchingPolicy.period.contains},
    rules=PolicyRules(),
)

router = registry_router(POLICIES)
engine = domain_router("", tag="policies")


@engine.get("/default-policy", operation_id="readDefaultPolicy", summary="Read the default policy")
def read_default_policy(actor: Caller) -> DefaultPolicyOut:
    """The policy that a round uses when none is named (standaardbeleid)."""
    return DefaultPolicyOut(content=Policy(), content_hash=Policy().sha256())


@engine.get("/rules", operation_id="listRules", summary="List the engine's rules")
def list_rules(actor: Caller) -> RulesOut:
    """Each rule with its sentences, basis and levels (regels)."""
    return RulesOut(rules=[_shown(rule) for rule in RULES.values()])


def _shown(rule: Rule) -> RuleOut:
    return RuleOut(
        code=rule.code,
        nl=rule.nl,
        en=rule.en,
        basis=rule.basis,
        level=rule.level,
        levels=list(rule.levels),
        points=rule.points if isinstance(rule, PairRule) else 0,
    )
