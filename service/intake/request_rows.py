"""Rows of a file of requests: each is a request and the household it is for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from geo.crs import CRS84
from geo.errors import GeographyError
from geo.geojson import parse_point
from service.actor import Actor
from service.codelists.requests import RequestState
from service.households.requirements import REQUIREMENTS as OF_HOUSEHOLDS
from service.households.schemas import HouseholdIn
from service.intake import repository
from service.intake.columns.table import Header, Reading, complete
from service.intake.faults import RowFault
from service.intake.seen import Seen
from service.intake.staging import NOWHERE, Staged, as_ewkt, as_json, version_of
from service.intake.validation import RowCheck
from service.models import Household, HouseholdMember, Request
from service.persons.agreeing import REQUIREMENTS as OF_PERSONS
from service.persons.agreeing import Peopled, people_of
from service.persons.identity import Identity
from service.registry.service import columns
from service.requests.requirements import REQUIREMENTS as OF_REQUESTS
from service.requests.requirements import Asking
from service.requests.schemas import RequestIn

NOT_BY_FILE = ("household_id", "state", "anchors", "avoid_areas")
Outcome = Staged | list[RowFault]


class RequestRows:
    """Reads the rows of one file by chunks."""

    def __init__(self, db: Session, actor: Actor, header: Header) -> None:
        self._db = db
        self._actor = actor
        self._header = header
        self._requests = Seen()
        self._households = Seen()
        self._people: Mapping[UUID, Sequence[Identity]] = {}

    def staged(self, readings: Sequence[Reading]) -> Iterator[Outcome]:
        """Each row ready to be stored, or all that is wrong with it."""
        keys = [reading.key("request", "providerReference") for reading in readings]
        of = [reading.key("household", "providerReference") for reading in readings]
        requests = repository.requests(self._db, self._actor, keys)
        households = repository.households(self._db, self._actor, of)
        self._people = people_of(self._db, [each.id for each in households.values()])
        for reading, key, household_key in zip(readings, keys, of, strict=True):
            yield self._one(reading, requests.get(key), households.get(household_key))

    def _one(self, reading: Reading, request: Request | None, of: Household | None) -> Outcome:
        check = RowCheck(self._header, reading)
        self._complete(reading, request, of)
        household = check.body(HouseholdIn, "household")
        asked = check.body(RequestIn, "request")
        for seen, part in ((self._requests, "request"), (self._households, "household")):
            key = reading.key(part, "providerReference")
            seen.once(check, reading.number, key, (part, "providerReference"))
        if household is None or asked is None:
            return check.faults
        parent, child = columns(household), columns(asked)
        child = {name: value for name, value in child.items() if name not in NOT_BY_FILE}
        bands = [member.age_band for member in household.members]
        parent["members"] = [HouseholdMember(ordinal=n, age_band=b) for n, b in enumerate(bands)]
        people = self._people.get(of.id, ()) if of else ()
        self._fits(check, Household(**parent), people, Request(**child, **_standing(request)))
        parent["members"] = [{"ordinal": n, "age_band": band} for n, band in enumerate(bands)]
        child["anchors"] = _anchors(check, asked)
        staged = Staged(
            reading.number,
            asked.provider_reference,
            household.provider_reference,
            as_json(parent),
            as_json(child),
            version_of(of),
            version_of(request),
        )
        return check.faults or staged

    def _complete(self, reading: Reading, request: Request | None, of: Household | None) -> None:
        household, asked = reading.bodies["household"], reading.bodies["request"]
        if of is not None:
            complete(household, HouseholdIn, ("household",), self._header, of)
        if request is not None:
            complete(asked, RequestIn, ("request",), self._header, request, NOT_BY_FILE)
        asked["householdId"] = NOWHERE

    def _fits(
        self, check: RowCheck, household: Household, people: Sequence[Identity], request: Request
    ) -> None:
        check.fits(OF_HOUSEHOLDS, household, "household")
        check.fits(OF_PERSONS, Peopled(household, people), "household")
        check.fits(OF_REQUESTS, Asking(request, household), "request")


def _standing(request: Request | None) -> dict[str, Any]:
    """A file does not move a request: it stands where it stood, and a new one is active."""
    if request is None:
        return {"state": RequestState.ACTIVE}
    return {"state": request.state, "parked_until_date": request.parked_until_date}


def _anchors(check: RowCheck, asked: RequestIn) -> list[dict[str, Any]]:
    made = []
    for ordinal, anchor in enumerate(asked.anchors):
        sent = {"type": "Point", "coordinates": anchor.geometry.coordinates}
        try:
            point = as_ewkt(parse_point(sent, CRS84, ""))
        except GeographyError as error:
            check.refused(("request", "anchors", ordinal, "geometry"), error)
            continue
        terms = {"kind": anchor.kind, "max_metres": anchor.max_metres, "must": anchor.must}
        made.append({"ordinal": ordinal, "point": point} | terms)
    return made
