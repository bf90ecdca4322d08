"""The form for a request: a household and what it needs, as the two bodies that the API takes."""

from datetime import datetime
from typing import Any

from matching.codes.households import AgeBand
from service.clock import HERE
from service.pages.forms import Form
from service.pages.written import cents, day, number

CHOSEN = ("municipalityCode", "ethos", "incomeBand", "accessibility", "careType", "careLevel")
TICKED = ("contractForms", "temporaryGrounds", "wantsForbidden", "wantsRequired")
TOLD = (
    *("originMunicipalityCode", "youthCoordinator"),
    *("preferredRegionId", "regionDecisionReason", "supportProviderId", "groupId"),
    *("urgencyGround", "urgencyDecisionNumber", "urgencyRefusalEffect"),
)
"""What most requests do not have."""
DAYS = ("waitingSinceDate", "homelessSinceDate", "neededFromDate")
UNTIL = ("urgencyUntilDate", "fundingUntilDate", "regionDecisionDate")
MOST_OF_AN_AGE = 20


def household_body(form: Form, today: str) -> dict[str, Any]:
    """The body that registers who it is for: ages and what they bring, nothing else."""
    return {
        "providerReference": form.one("providerReference"),
        "agesRecordedDate": today,
        "members": [{"ageBand": band} for band in AgeBand for _ in range(_how_many(form, band))],
        "traits": form.all("traits"),
    }


def request_body(form: Form, household_id: str) -> dict[str, Any]:
    """The body that asks for a place for them."""
    return {
        "householdId": household_id,
        "providerReference": form.one("providerReference"),
        "housingFirst": "housingFirst" in form.fields,
        "fundingRegime": form.one("fundingRegime") or "NONE",
        **{name: form.all(name) for name in TICKED},
        **{name: form.one(name) for name in (*CHOSEN, *TOLD) if form.one(name)},
        **{name: day(form.one(name)) for name in (*DAYS, *UNTIL) if form.one(name)},
        **({"consentGivenAt": _moment(day(on))} if (on := form.one("consentGivenAt")) else {}),
        **({"maxNetRentCents": cents(rent)} if (rent := form.one("maxNetRentCents")) else {}),
        **({"minStayDays": number(stay)} if (stay := form.one("minStayDays")) else {}),
    }


def _how_many(form: Form, band: AgeBand) -> int:
    """What is no small number is nobody, and then the household is refused as empty."""
    written = number(form.one(f"members.{band}"))
    return written if isinstance(written, int) and written <= MOST_OF_AN_AGE else 0


def _moment(written: str) -> str:
    """The beginning of a day here."""
    try:
        return datetime.fromisoformat(written).replace(tzinfo=HERE).isoformat()
    except ValueError:
        return written
