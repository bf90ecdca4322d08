"""Requests: what a household needs, and the moves its care provider can make."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from conftest import Caller, World
from registrations import asked_for
from sqlalchemy import select

from service.clock import today
from service.codelists.organisations import OrganisationKind
from service.codelists.requests import RequestState
from service.db import make_sessions, transaction
from service.errors import Conflict
from service.models import Request
from service.requests.workflow import MOVES, Mover, move

RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

Body = dict[str, Any]


def household_of(provider: Caller, reference: str = "cl-1", *bands: str) -> str:
    made = provider.post(
        "/households",
        {
            "providerReference": reference,
            "agesRecordedDate": "2026-01-15",
            "members": [{"ageBand": band} for band in bands or ("AGE_27_PLUS",)],
        },
    )
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


@pytest.fixture
def request_body(provider: Caller) -> Body:
    return asked_for(household_of(provider))


def path_of(answer: Any) -> str:
    assert answer.status_code == 201, answer.text
    path: str = answer.headers["Location"]
    return path.removeprefix("/v1")


def codes(answer: Any) -> set[str]:
    assert answer.status_code == 400, answer.text
    return {fault["code"] for fault in answer.json()["errors"]}


def test_a_request_is_kept_as_it_was_sent(provider: Caller, request_body: Body) -> None:
    everything = request_body | {
        "originMunicipalityCode": "0356",
        "homelessSinceDate": "2026-02-01",
        "minStayDays": 180,
        "youthCoordinator": "Jongerenregie",
        "urgencyGround": "NEAR_HOMELESS",
        "urgencyDecisionNumber": "U-12",
        "urgencyUntilDate": "2027-03-01",
        "urgencyRefusalEffect": "Na twee weigeringen vervalt de urgentie.",
        "temporaryGrounds": ["SHELTER_OR_EMERGENCY"],
        "maxNetRentCents": 35000,
        "accessibility": "STEP_FREE",
        "wantsForbidden": ["SMOKING"],
        "wantsRequired": ["WOMEN_ONLY"],
        "housingFirst": True,
        "careType": "AMBULANT",
        "careLevel": "LIGHT",
        "supportProviderId": str(provider.id),
        "fundingRegime": "WMO",
        "fundingUntilDate": "2027-12-31",
    }
    made = provider.post("/requests", everything)
    path = path_of(made)
    answer = provider.get(path).json()
    assert answer == made.json()
    assert answer["state"] == "ACTIVE"
    assert answer["consentGivenAt"] == "2026-03-01T09:00:00Z"
    sent = {name: value for name, value in everything.items() if name != "consentGivenAt"}
    assert {name: answer[name] for name in sent} == sent


def test_geometry_comes_and_goes_in_the_system_that_is_named(
    provider: Caller, request_body: Body
) -> None:
    anchor = {"kind": "SCHOOL", "maxMetres": 3000, "must": True}
    ring = [[134000, 455000], [136000, 455000], [136000, 457000], [134000, 455000]]
    body = request_body | {
        "anchors": [anchor | {"geometry": {"type": "Point", "coordinates": [136000, 456000]}}],
        "avoidAreas": [{"type": "Polygon", "coordinates": [ring]}],
    }
    made = provider.post("/requests", body, headers={"Content-Crs": f"<{RD}>"})
    path = path_of(made)
    assert made.headers["Content-Crs"] == f"<{CRS84}>"
    longitude, latitude = made.json()["anchors"][0]["geometry"]["coordinates"]
    assert (round(longitude, 2), round(latitude, 2)) == (5.11, 52.09)

    in_rd = provider.get(path, params={"crs": RD})
    assert in_rd.headers["Content-Crs"] == f"<{RD}>"
    assert in_rd.json()["anchors"][0]["geometry"]["coordinates"] == [136000, 456000]
    area = in_rd.json()["avoidAreas"][0]
    assert area["type"] == "MultiPolygon"
    assert sorted(map(tuple, area["coordinates"][0][0])) == sorted(map(tuple, ring))
    listed = provider.get("/requests", params={"crs": RD}).json()["requests"]
    assert listed == [in_rd.json()]

    assert provider.get(path, params={"crs": "EPSG:3857"}).status_code == 400
    unknown = provider.post("/requests", body, headers={"Content-Crs": "EPSG:3857"})
    assert codes(unknown) == {"unknown_crs"}


def test_every_geometry_that_is_wrong_is_named(provider: Caller, request_body: Body) -> None:
    def anchor(*coordinates: float) -> Body:
        point = {"type": "Point", "coordinates": coordinates}
        return {"kind": "WORK", "maxMetres": 1, "geometry": point}

    bowtie = [[5.1, 52.1], [5.2, 52.2], [5.2, 52.1], [5.1, 52.2], [5.1, 52.1]]
    answer = provider.post(
        "/requests",
        request_body
        | {
            "anchors": [anchor(52.09, 5.12), anchor(5.12, 52.09), anchor(13.4, 52.5)],
            "avoidAreas": [{"type": "Polygon", "coordinates": [bowtie]}],
        },
    )
    assert answer.status_code == 400
    found = [(fault["where"], fault["code"]) for fault in answer.json()["errors"]]
    assert found == [
        ("body.anchors.0.geometry.coordinates", "axes_swapped"),
        ("body.anchors.2.geometry.coordinates", "outside_netherlands"),
        ("body.avoidAreas.0.coordinates", "area_not_valid"),
    ]


def test_an_area_has_a_thousand_vertices_at_most(provider: Caller, request_body: Body) -> None:
    def saw(teeth: int) -> Body:
        top = [[5.1 + i / 10_000, 52.2 if i % 2 else 52.3] for i in range(teeth)]
        ring = [*top, [5.1 + teeth / 10_000, 52.1], [5.1, 52.1], top[0]]
        return {"avoidAreas": [{"type": "Polygon", "coordinates": [ring]}]}

    assert codes(provider.post("/requests", request_body | saw(998))) == {"too_many_vertices"}
    assert provider.post("/requests", request_body | saw(997)).status_code == 201


def test_areas_to_avoid_are_shown_to_nobody_but_their_provider(
    provider: Caller, utrecht: Caller, corporation: Caller, request_body: Body
) -> None:
    ring = [[5.1, 52.1], [5.2, 52.1], [5.2, 52.2], [5.1, 52.1]]
    path = path_of(
        provider.post(
            "/requests",
            request_body | {"avoidAreas": [{"type": "Polygon", "coordinates": [ring]}]},
        )
    )
    assert len(provider.get(path).json()["avoidAreas"]) == 1
    for seen in (utrecht.get(path).json(), utrecht.get("/requests").json()["requests"][0]):
        assert (seen["avoidAreaCount"], seen["avoidAreas"]) == (1, None)
    assert corporation.get(path).status_code == 404


def test_the_municipality_that_decides_sees_request_and_household_its_neighbour_does_not(
    provider: Caller, utrecht: Caller, nieuwegein: Caller, request_body: Body
) -> None:
    path = path_of(provider.post("/requests", request_body))
    household = f"/households/{request_body['householdId']}"
    assert utrecht.get(path).status_code == utrecht.get(household).status_code == 200
    assert nieuwegein.get(path).status_code == nieuwegein.get(household).status_code == 404
    assert utrecht.patch(path, {"minStayDays": 1}, '"1"').status_code == 403
    assert utrecht.post("/requests", request_body).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"careType": "AMBULANT", "fundingRegime": "WMO"}, "care_level_disagrees"),
        ({"careType": "AMBULANT", "careLevel": "LIGHT"}, "funding_disagrees"),
        ({"fundingRegime": "WMO"}, "funding_disagrees"),
        ({"urgencyGround": "MEDICAL", "urgencyUntilDate": "2027-01-01"}, "urgency_incomplete"),
        ({"urgencyRefusalEffect": "Vervalt."}, "refusal_effect_without_urgency"),
        ({"regionDecisionReason": "Kinderen wonen daar."}, "region_decision_incomplete"),
        (
            {"regionDecisionReason": "Netwerk.", "regionDecisionDate": "2026-01-01"},
            "region_decision_incomplete",
        ),
        ({"waitingSinceDate": str(today() + timedelta(days=1))}, "waiting_since_in_future"),
        ({"homelessSinceDate": str(today() + timedelta(days=1))}, "homeless_since_in_future"),
        (
            {"consentGivenAt": (datetime.now(UTC) + timedelta(hours=1)).isoformat("T", "seconds")},
            "consent_in_future",
        ),
        ({"neededFromDate": "2200-06-01"}, "needed_from_too_far_ahead"),
        ({"equalTreatment": "NO"}, "equal_treatment_disagrees"),
        ({"equalTreatmentReason": "Beschikking."}, "equal_treatment_disagrees"),
        ({"wantsForbidden": ["PETS"], "wantsRequired": ["PETS"]}, "forbidden_and_required"),
        ({"wantsRequired": ["WOMEN_ONLY", "MEN_ONLY"]}, "women_and_men_only"),
    ],
)
def test_what_does_not_fit_together_is_refused_when_made_and_when_changed(
    provider: Caller, request_body: Body, wrong: Body, code: str
) -> None:
    assert codes(provider.post("/requests", request_body | wrong)) == {code}
    made = provider.post("/requests", request_body)
    path = path_of(made)
    assert codes(provider.patch(path, wrong, '"1"')) == {code}
    assert provider.get(path).json() == made.json()


def test_a_region_decision_names_the_region(provider: Caller, request_body: Body) -> None:
    from service.reference.service import corop_id

    decided = {
        "regionDecisionReason": "Daar is de meeste kans van slagen.",
        "regionDecisionDate": "2026-02-01",
        "preferredRegionId": str(corop_id("17")),
    }
    assert provider.post("/requests", request_body | decided).status_code == 201


def test_young_people_on_the_street_have_a_clock(provider: Caller) -> None:
    young = household_of(provider, "cl-young", "AGE_18_20", "AGE_23_26")
    assert codes(provider.post("/requests", asked_for(young))) == {"homeless_since_needed"}
    leaving = asked_for(young, ethos="LEAVING_INSTITUTION")
    path = path_of(provider.post("/requests", leaving))
    on_the_street = {"ethos": "PUBLIC_SPACE"}
    assert codes(provider.patch(path, on_the_street, '"1"')) == {"homeless_since_needed"}
    since = {"homelessSinceDate": "2026-09-01"}
    assert provider.patch(path, on_the_street | since, '"1"').status_code == 200

    mixed = household_of(provider, "cl-mixed", "AGE_18_20", "AGE_27_PLUS")
    assert provider.post("/requests", asked_for(mixed)).status_code == 201


def test_a_request_refers_to_what_is_there_and_its_own(
    provider: Caller, corporation: Caller, world: World, request_body: Body
) -> None:
    other = world.organisation(OrganisationKind.CARE_PROVIDER, "Stichting Anders")
    theirs = household_of(other)
    assert codes(provider.post("/requests", asked_for(theirs))) == {"household_unknown"}

    group = other.post("/request-groups", {"kind": "TOGETHER", "name": "vrienden"})
    wrong = {"groupId": group.json()["id"], "supportProviderId": str(corporation.id)}
    answer = provider.post("/requests", request_body | wrong)
    assert codes(answer) == {"group_unknown", "not_a_care_provider"}

    for field in ("municipalityCode", "originMunicipalityCode"):
        answer = provider.post("/requests", request_body | {field: "9999"})
        assert [(f["where"], f["code"]) for f in answer.json()["errors"]] == [
            (f"body.{field}", "reference_unknown")
        ]
    nowhere = {"preferredRegionId": request_body["householdId"]}
    answer = provider.post("/requests", request_body | nowhere)
    assert [fault["where"] for fault in answer.json()["errors"]] == ["body.preferredRegionId"]


def test_a_household_has_one_open_request(provider: Caller, request_body: Body) -> None:
    path = path_of(provider.post("/requests", request_body))
    second = request_body | {"providerReference": "another"}
    answer = provider.post("/requests", second)
    assert answer.status_code == 409
    assert answer.json()["detail"] == "This household has an open request already."

    household = f"/households/{request_body['householdId']}"
    assert provider.delete(household, '"1"').status_code == 409
    assert provider.delete(path, '"1"').status_code == 204
    assert provider.get(path).json()["state"] == "WITHDRAWN"
    assert provider.post("/requests", second).status_code == 201


def test_a_withdrawn_household_cannot_be_asked_for(provider: Caller, request_body: Body) -> None:
    household = f"/households/{request_body['householdId']}"
    assert provider.delete(household, '"1"').status_code == 204
    assert codes(provider.post("/requests", request_body)) == {"household_unknown"}


def test_the_provider_activates_parks_resumes_and_withdraws(
    provider: Caller, request_body: Body
) -> None:
    path = path_of(provider.post("/requests", request_body | {"state": "DRAFT"}))

    def ask(**change: Any) -> Any:
        return provider.patch(path, change, "*")

    until = str(today() + timedelta(days=30))
    assert ask(state="PARKED", parkedUntilDate=until).status_code == 409
    assert ask(state="ACTIVE").json()["state"] == "ACTIVE"
    assert codes(ask(state="PARKED")) == {"parked_until_disagrees"}
    assert codes(ask(state="PARKED", parkedUntilDate=str(today()))) == {"parked_until_past"}
    assert codes(ask(parkedUntilDate=until)) == {"parked_until_disagrees"}
    assert ask(state="PARKED", parkedUntilDate=until).json()["parkedUntilDate"] == until
    assert ask(minStayDays=10).status_code == 200
    resumed = ask(state="ACTIVE").json()
    assert (resumed["state"], resumed["parkedUntilDate"]) == ("ACTIVE", None)
    for state in ("OFFERED", "HOUSED", "DRAFT"):
        assert ask(state=state).status_code == 400
    assert ask(state="WITHDRAWN").json()["state"] == "WITHDRAWN"
    assert ask(state="ACTIVE").status_code == 409
    assert ask(minStayDays=1).status_code == 409
    assert provider.delete(path, "*").status_code == 409


def test_while_a_place_is_offered_the_request_stands_still(
    provider: Caller, world: World, request_body: Body
) -> None:
    path = path_of(provider.post("/requests", request_body))
    with transaction(make_sessions(world.database.seeds), provider.actor) as db:
        move(db, db.scalars(select(Request)).one(), RequestState.OFFERED)
    assert provider.patch(path, {"minStayDays": 1}, "*").status_code == 409
    assert provider.patch(path, {"state": "WITHDRAWN"}, "*").status_code == 409
    assert provider.delete(path, "*").status_code == 409


def test_no_move_touches_the_waiting_time(
    provider: Caller, world: World, request_body: Body
) -> None:
    """A household's no, a hold that falls through, parking: none costs it its turn."""
    path_of(provider.post("/requests", request_body))
    sessions = make_sessions(world.database.seeds)
    every = [(a, b, by) for a, moves in MOVES.items() for b in moves for by in moves[b]]
    for start, to, mover in every:
        with sessions.begin() as db:
            row = db.scalars(select(Request)).one()
            row.state = start
            row.parked_until_date = None
        with transaction(sessions, provider.actor) as db:
            row = db.scalars(select(Request)).one()
            move(db, row, to, mover)
            assert row.state is to
        after = provider.get("/requests").json()["requests"][0]
        assert after["waitingSinceDate"] == request_body["waitingSinceDate"]


@pytest.mark.parametrize("start", RequestState)
@pytest.mark.parametrize("to", RequestState)
def test_every_move_outside_the_table_is_refused(start: RequestState, to: RequestState) -> None:
    from sqlalchemy.orm import Session

    request = Request(state=start)
    for mover in Mover:
        if mover not in MOVES[start].get(to, ()):
            with pytest.raises(Conflict):
                move(Session(), request, to, mover)
            assert request.state is start


def test_the_provider_alone_can_correct_the_waiting_time(
    provider: Caller, utrecht: Caller, request_body: Body
) -> None:
    path = path_of(provider.post("/requests", request_body))
    earlier = provider.patch(path, {"waitingSinceDate": "2025-11-01"}, "*")
    assert earlier.json()["waitingSinceDate"] == "2025-11-01"
    assert utrecht.patch(path, {"waitingSinceDate": "2026-11-01"}, "*").status_code == 403
    later = provider.patch(path, {"waitingSinceDate": "2026-01-01"}, "*")
    assert later.json()["waitingSinceDate"] == "2026-01-01"


def test_lists_go_by_state_municipality_and_reference(
    provider: Caller, utrecht: Caller, request_body: Body
) -> None:
    made = provider.post("/requests", request_body).json()
    for query, found in {
        "state=ACTIVE": [made["id"]],
        "state=DRAFT": [],
        "municipalityCode=0344": [made["id"]],
        "municipalityCode=0356": [],
        f"providerReference={made['providerReference']}": [made["id"]],
        f"householdId={made['householdId']}": [made["id"]],
    }.items():
        rows = utrecht.get(f"/requests?{query}").json()["requests"]
        assert [row["id"] for row in rows] == found, query
