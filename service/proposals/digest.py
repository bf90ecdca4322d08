"""The seal on what was shown: an official approves exactly this, or nothing."""

import json
from collections.abc import Mapping
from hashlib import sha256
from uuid import UUID

from service.models import Proposal

SHOWN = (
    "round_id",
    "request_id",
    "household_id",
    "place_id",
    "owner_id",
    "provider_id",
    "municipality_code",
    "place_municipality_code",
    "support_provider_id",
    "contract_form",
    "start_date",
    "tier",
    "score",
    "score_parts",
    "warnings",
    "alternatives",
)
SEALED = ("request_id", "place_id")


def digest_of(proposal: Proposal, seals: Mapping[UUID, str]) -> str:
    """SHA-256 over what a proposal shows and the seals (by id) of the request and the place that
    it was made from; the round stands for the policy and the snapshot."""
    shown = {name: getattr(proposal, name) for name in SHOWN}
    shown["seals"] = [seals[getattr(proposal, name)] for name in SEALED]
    text = json.dumps(shown, default=str, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
