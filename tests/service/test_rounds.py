"""Rounds over HTTP and by a worker: asked, solved, written down once; or stopped, or failed."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import signal
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from audit_lines import lines
from builders import (
    DAY,
    make_agreement,
    make_mandate,
    make_municipality,
    make_offer,
    make_place,
    make_placement,
    make_policy,
    make_property,
    make_proposal,
    make_provider,
    make_quota,
    make_request,
    make_request_group,
    make_round,
)
from conftest import Caller, World
from sqlalchemy import select
from towns import Town, count
from towns import town as town
from workers import is_there, until, wait_for_engine, working

from matching.archive import digest, load
from matching.codes.contracts import ContractForm
from matching.codes.households import AgeBand, GroupKind
from matching.codes.rounds import TierCode
from matching.policy import Policy, Tier
from matching.solution import Solution
from service import jobs
from service.clock import now
from service.codelists.decisions import (
    DeclineReason,
    OfferParty,
    OfferState,
    ProposalState,
    RoundState,
)
from service.codelists.organisations import OrganisationKind
from service.codelists.places import PlaceState
from service.codelists.requests import RequestState, UrgencyGround
from service.jobs import Job
from service.models import (
    AuditEvent,
    Organisation,
    Place,
    Proposal,
    Request,
    Round,
    RoundSnapshot,
    RoundUnplaced,
)
from service.period import Period
from service.proposals.digest import digest_of
from service.rounds.running import RUN, Engine, run
from service.rounds.seals import seals_now
from service.rounds.solving import solve


def jobs_of(town: Town) -> list[Any]:
    with town.rows() as db:
        return list(db.connection().exec_driver_sql("select id from procrastinate_jobs"))


def test_a_round_proposes_a_place_and_says_why_for_who_gets_none(town: Town) -> None:
    with town.rows() as db:
        place = make_place(db, max_persons=1)
        waits = [
            town.request(db, waiting_since_date=day)
            for day in (DAY.replace(year=2025), DAY.replace(year=2026, month=11))
        ]
        large = town.request(db, ages=(AgeBand.AGE_27_PLUS, AgeBand.AGE_27_PLUS))
    asked = town.start()
    assert asked.status_code == 202
    assert asked.json()["state"] == "QUEUED"
    assert asked.headers["Location"] == f"/v1/rounds/{asked.json()['id']}"
    with working(town.world.database):
        round = town.ended(asked.json()["id"])
    assert round["state"] == "DONE"
    assert (round["requests"], round["places"], round["proposed"]) == (3, 1, 1)
    assert round["certificate"]["gap"] == 0
    assert round["certificate"]["problemSha256"] == round["snapshotHash"]
    assert round["certificate"]["policySha256"] == round["policyHash"] == Policy().sha256()
    assert round["message"]["nl"].startswith("Aanvragen met een voorstel: 1 van 3.")
    with town.rows() as db:
        [proposal] = db.scalars(select(Proposal))
        assert (proposal.request_id, proposal.place_id) == (waits[0].id, place.id)
        assert proposal.state is ProposalState.PROPOSED
        assert proposal.organisation_id == town.utrecht.id
        assert proposal.contract_form is ContractForm.OWN_NAME
        assert proposal.start_date == DAY
        assert proposal.score == sum(part["points"] for part in proposal.score_parts)
    page = town.utrecht.get(f"/rounds/{round['id']}/unplaced").json()["unplaced"]
    found = {row["requestId"]: row for row in page}
    assert found.keys() == {str(waits[1].id), str(large.id)}
    competing, blocked = found[str(waits[1].id)], found[str(large.id)]
    assert (competing["eligibleUnits"], competing["reasons"]) == (1, [])
    assert blocked["eligibleUnits"] == 0
    assert {
        "rule": "E02_TOO_MANY",
        "units": 1,
        "alone": 1,
        "nl": "Het huishouden is te groot.",
        "en": "The household is too large.",
    } in blocked["reasons"]


def test_a_proposal_is_sealed_over_what_it_shows_and_what_it_was_made_from(
    town: Town,
) -> None:
    with town.rows() as db:
        place, request = make_place(db, rent_cents=90_000), town.request(db)
    town.done()
    with town.rows() as db:
        [proposal] = db.scalars(select(Proposal))
        assert proposal.digest == digest_of(proposal, seals_now(db, [request.id], [place.id]))
        told = {part["rule"]: part for part in [*proposal.score_parts, *proposal.warnings]}
        assert "900,00" in told["E16_SUITABLE"]["nl"]


def test_an_earlier_no_keeps_nobody_from_the_twin_of_the_place_and_is_told(town: Town) -> None:
    with town.rows() as db:
        at = make_property(db)
        refused, twin = make_place(db, at), make_place(db, at)
        request = town.request(db)
        round = make_round(db, db.get_one(Organisation, town.utrecht.id))
        before = make_proposal(db, round, request, refused, state=ProposalState.DECLINED)
        said = {
            "reason_code": DeclineReason.QUALITY,
            "answered_at": datetime(2026, 11, 9, 9, tzinfo=UTC),
        }
        make_offer(db, before, OfferParty.HOUSEHOLD, state=OfferState.DECLINED, **said)
    town.done()
    page = town.utrecht.get("/proposals?state=PROPOSED").json()["proposals"]
    assert [(made["requestId"], made["placeId"]) for made in page] == [
        (str(request.id), str(twin.id))
    ]
    assert page[0]["warnings"] == [
        {
            "rule": "E26_REFUSED_COMPLEX",
            "nl": "Het huishouden koos eerder niet voor een woonplek in dit complex (9 november "
            "2026). Het houdt zijn beurt.",
            "en": "The household did not choose a place in this complex before (9 November 2026). "
            "It keeps its turn.",
        }
    ]


def test_a_place_of_another_municipality_in_the_region_can_be_proposed(town: Town) -> None:
    with town.rows() as db:
        make_municipality(db, "0356")
        make_place(db, make_property(db, municipality_code="0356"))
        town.request(db)
    town.done()
    with town.rows() as db:
        [proposal] = db.scalars(select(Proposal))
        assert (proposal.municipality_code, proposal.place_municipality_code) == ("0344", "0356")


@pytest.mark.parametrize("takes_part", [True, False])
def test_what_nobody_could_consent_to_is_left_out_and_counted(town: Town, takes_part: bool) -> None:
    with town.rows() as db:
        left = None if takes_part else now()
        make_municipality(db, "0356", withdrawn_at=left)
        make_place(db, make_property(db, municipality_code="0356"))
        town.request(db)
    round = town.done()
    out = 0 if takes_part else 1
    assert (round["places"], round["placesLeftOut"]) == (1 - out, out)
    assert round["proposed"] == 1 - out
    assert ("die niet meededen: 1." in round["message"]["nl"]) is not takes_part


def test_a_contract_with_a_provider_names_who_supports(town: Town) -> None:
    with town.rows() as db:
        provider = make_provider(db)
        place = make_place(db, contract_forms=[ContractForm.TRIPARTITE])
        make_agreement(db, db.get_one(Organisation, place.organisation_id), provider)
        town.request(db, contract_forms=[ContractForm.TRIPARTITE])
    town.done()
    with town.rows() as db:
        [proposal] = db.scalars(select(Proposal))
        assert proposal.contract_form is ContractForm.TRIPARTITE
        assert proposal.support_provider_id == provider.id


@pytest.mark.parametrize(
    ("requests", "places", "words"),
    [
        (0, 0, "Er waren geen actieve aanvragen"),
        (0, 1, "Er waren geen actieve aanvragen"),
        (1, 0, "Er waren geen vrije woonplekken"),
    ],
)
def test_a_round_without_requests_or_places_is_done_and_says_so(
    town: Town, requests: int, places: int, words: str
) -> None:
    with town.rows() as db:
        for _ in range(requests):
            town.request(db)
        for _ in range(places):
            make_place(db)
    round = town.done()
    assert (round["state"], round["proposed"]) == ("DONE", 0)
    assert round["message"]["nl"].startswith(words)
    unplaced = town.utrecht.get(f"/rounds/{round['id']}/unplaced").json()["unplaced"]
    assert len(unplaced) == requests
    assert all(row["message"]["nl"].startswith(words) for row in unplaced)


def test_a_second_round_in_a_region_waits_for_the_first_whoever_asks(
    town: Town, nieuwegein: Caller
) -> None:
    first = town.start().json()
    body = {"regionId": str(town.region)}
    again = nieuwegein.post("/rounds", body)
    assert again.status_code == 409
    assert again.json()["detail"] == (
        "A round in this region waits or runs already: the next can start when it has ended."
    )
    assert len(jobs_of(town)) == 1
    with town.rows() as db:
        assert count(db, Round) == 1
    with working(town.world.database):
        town.ended(first["id"])
    assert nieuwegein.post("/rounds", body).status_code == 202


def test_the_same_command_twice_is_one_round(town: Town) -> None:
    body = {"regionId": str(town.region)}
    key = {"Idempotency-Key": "round-1"}
    first, again = (town.utrecht.post("/rounds", body, headers=key) for _ in range(2))
    assert first.status_code == again.status_code == 202
    assert first.json() == again.json()
    assert len(jobs_of(town)) == 1


def test_only_a_municipality_starts_a_round_and_only_where_it_decides(
    town: Town, world: World
) -> None:
    body = {"regionId": str(town.region)}
    assert town.provider.post("/rounds", body).status_code == 403
    amsterdam = world.organisation(OrganisationKind.MUNICIPALITY, "Gemeente Amsterdam", "0363")
    elsewhere = amsterdam.post("/rounds", body)
    assert elsewhere.status_code == 400
    assert elsewhere.json()["errors"][0]["where"] == "body.regionId"
    with town.rows() as db:
        utrecht, mandated = (db.get_one(Organisation, c.id) for c in (town.utrecht, amsterdam))
        make_mandate(db, utrecht, mandated)
    assert amsterdam.post("/rounds", body).status_code == 202


def test_a_policy_must_be_ones_own_and_valid_on_the_day(town: Town, nieuwegein: Caller) -> None:
    with town.rows() as db:
        mine, others = (db.get_one(Organisation, c.id) for c in (town.utrecht, nieuwegein))
        over = make_policy(
            db, mine, period=Period.of(DAY.replace(year=2025), DAY.replace(day=1, month=11))
        )
        wrong = [over, make_policy(db, others)]
    for policy in wrong:
        refused = town.start(policyId=str(policy.id))
        assert refused.status_code == 400
        assert [fault["where"] for fault in refused.json()["errors"]] == ["body.policyId"]


def test_a_round_works_by_the_policy_that_it_names(town: Town) -> None:
    chosen = Policy(waiting_points=7)
    with town.rows() as db:
        policy = make_policy(db, db.get_one(Organisation, town.utrecht.id), chosen)
        make_place(db)
        town.request(db)
    round = town.done(policyId=str(policy.id))
    assert round["policyHash"] == chosen.sha256()
    seeded = town.done(policyId=str(policy.id), seed=5)
    assert seeded["policyHash"] == Policy(waiting_points=7, seed=5).sha256()


def test_whose_turn_it_is_stands_as_the_policy_of_the_round_orders_the_groups(town: Town) -> None:
    """Of those with a proposal and those without: the group, then who waits longest."""
    first = (Tier(TierCode.LONG_WAITING, 365), Tier(TierCode.URGENT), Tier(TierCode.REST))
    urgent = {"urgency_ground": UrgencyGround.MEDICAL, "urgency_decision_number": "U-1"}
    with town.rows() as db:
        municipality = db.get_one(Organisation, town.utrecht.id)
        policy = make_policy(db, municipality, Policy(tiers=first))
        make_place(db)
        make_place(db)
        for name, days, more in (
            *(("4", 90, {}), ("2", 30, urgent), ("1", 900, {}), ("5", 80, {}), ("3", 20, urgent)),
        ):
            since = DAY - timedelta(days=days)
            town.request(db, provider_reference=name, waiting_since_date=since, **more)
    town.done(policyId=str(policy.id))
    with town.rows() as db:
        turns = [
            db.execute(
                select(kind.turn, Request.provider_reference).join(
                    Request, Request.id == kind.request_id
                )
            ).all()
            for kind in (Proposal, RoundUnplaced)
        ]
    assert [len(each) for each in turns] == [2, 3]
    assert [name for _, name in sorted(chain(*turns))] == ["1", "2", "3", "4", "5"]


def test_what_falls_short_of_a_minimum_is_told_and_fails_nothing(town: Town) -> None:
    with town.rows() as db:
        make_place(db)
        young = town.request(db, ages=(AgeBand.AGE_21_22,))
        town.request(db, waiting_since_date=DAY - timedelta(days=90))
        municipality = db.get_one(Organisation, town.utrecht.id)
        quota = make_quota(db, municipality, youth_only=True, minimum=3, maximum=None)
    round = town.done()
    assert round["state"] == "DONE"
    [minimum] = round["minimums"]
    assert (minimum["quotaId"], minimum["asked"]) == (str(quota.id), 3)
    assert (minimum["reached"], minimum["short"]) == (1, 2)
    assert "Tekort: 2" in minimum["message"]["nl"]
    assert "Short: 2" in minimum["message"]["en"]
    assert round["certificate"]["minimums"]["bound"] == 1
    with town.rows() as db:
        assert db.scalars(select(Proposal.request_id)).all() == [young.id]


def test_a_round_is_seen_by_its_municipality_alone(town: Town, nieuwegein: Caller) -> None:
    round = town.start().json()
    path = f"/rounds/{round['id']}"
    for other in (nieuwegein, town.provider):
        for what in ("", "/snapshot", "/events"):
            assert other.get(f"{path}{what}").status_code == 404
        assert other.post(f"{path}/cancellations").status_code == 404
        assert other.get("/rounds").json()["rounds"] == []
    assert [row["id"] for row in town.utrecht.get("/rounds?state=QUEUED").json()["rounds"]] == [
        round["id"]
    ]
    assert town.utrecht.get("/rounds?state=DONE").json()["rounds"] == []


def test_a_care_provider_reads_why_its_own_request_got_nothing(town: Town) -> None:
    with town.rows() as db:
        mine, others = town.request(db), make_request(db)
    round = town.done()
    [asked] = town.provider.get("/requests").json()["requests"]
    told = town.provider.get(f"/requests/{asked['id']}/reasons").json()
    assert (told["roundId"], told["requestId"]) == (round["id"], str(mine.id))
    assert (told["dayDate"], told["adviceState"]) == (round["dayDate"], round["adviceState"])
    path = f"/rounds/{told['roundId']}/unplaced"
    assert town.provider.get(path).json()["unplaced"] == [told]
    assert town.provider.get(f"/requests/{others.id}/reasons").status_code == 404
    assert town.utrecht.get(f"/requests/{others.id}/reasons").status_code == 200
    one = town.utrecht.get(f"{path}?requestId={others.id}").json()["unplaced"]
    assert [row["requestId"] for row in one] == [str(others.id)]
    first = town.utrecht.get(f"{path}?limit=1").json()
    rest = town.utrecht.get(f"{path}?limit=1&cursor={first['nextCursor']}").json()
    assert {row["requestId"] for page in (first, rest) for row in page["unplaced"]} == {
        str(mine.id),
        str(others.id),
    }


def test_a_round_that_is_not_there_or_not_yours_has_no_list_of_reasons(
    town: Town, nieuwegein: Caller
) -> None:
    with town.rows() as db:
        town.request(db)
    round = town.done()
    for path in (f"/rounds/{uuid4()}/unplaced", f"/rounds/{round['id']}/unplaced"):
        answer = nieuwegein.get(path)
        assert answer.status_code == 404, answer.text
    past = f"/rounds/{round['id']}/unplaced?requestId={uuid4()}"
    for caller in (town.utrecht, town.provider):
        assert caller.get(past).json() == {"unplaced": [], "nextCursor": None}


def test_a_later_round_replaces_what_nobody_decided_on(town: Town) -> None:
    with town.rows() as db:
        first, second = make_place(db), make_place(db)
        waiting, approved = town.request(db), town.request(db)
        earlier = make_round(db, db.get_one(Organisation, town.utrecht.id))
        old = make_proposal(db, earlier, waiting, first)
        kept = make_proposal(db, earlier, approved, second, state=ProposalState.APPROVED)
        approved.state, second.state = RequestState.OFFERED, PlaceState.OFFERED
    round = town.done()
    with town.rows() as db:
        assert db.get_one(Proposal, old.id).state is ProposalState.EXPIRED
        assert db.get_one(Proposal, kept.id).state is ProposalState.APPROVED
        new = select(Proposal).where(Proposal.round_id == UUID(round["id"]))
        assert [row.request_id for row in db.scalars(new)] == [waiting.id]


def test_a_later_round_leaves_what_a_group_still_waits_for(town: Town) -> None:
    with town.rows() as db:
        provider = db.get_one(Organisation, town.provider.id)
        group = make_request_group(db, provider, GroupKind.TOGETHER).id
        offered, waiting = (town.request(db, group_id=group) for _ in range(2))
        at = make_property(db)
        held, meant = make_place(db, at), make_place(db, at)
        earlier = make_round(db, db.get_one(Organisation, town.utrecht.id))
        approved = make_proposal(db, earlier, offered, held, state=ProposalState.APPROVED)
        make_placement(db, approved)
        kept = make_proposal(db, earlier, waiting, meant)
        offered.state, held.state = RequestState.OFFERED, PlaceState.OFFERED
    round = town.done()
    assert (round["requests"], round["places"], round["proposed"]) == (0, 0, 0)
    with town.rows() as db:
        assert db.get_one(Proposal, kept.id).state is ProposalState.PROPOSED


def test_what_is_approved_for_one_of_a_group_meanwhile_keeps_what_the_others_had(
    town: Town,
) -> None:
    with town.rows() as db:
        provider = db.get_one(Organisation, town.provider.id)
        group = make_request_group(db, provider, GroupKind.TOGETHER).id
        both = [town.request(db, group_id=group) for _ in range(2)]
        at = make_property(db)
        places = [make_place(db, at) for _ in range(2)]
        earlier = make_round(db, db.get_one(Organisation, town.utrecht.id))
        old = [make_proposal(db, earlier, *pair) for pair in zip(both, places, strict=True)]
    round = town.start().json()
    with working(town.world.database):
        engine = wait_for_engine(os.getpid())
        os.kill(engine, signal.SIGSTOP)
        with town.rows() as db:
            db.get_one(Proposal, old[0].id).state = ProposalState.APPROVED
            db.get_one(Request, both[0].id).state = RequestState.OFFERED
            db.get_one(Place, places[0].id).state = PlaceState.OFFERED
        os.kill(engine, signal.SIGCONT)
        ended = town.ended(round["id"])
    assert (ended["state"], ended["requests"], ended["proposed"]) == ("DONE", 2, 0)
    with town.rows() as db:
        states = {row.id: row.state for row in db.scalars(select(Proposal))}
    assert states.pop(old[0].id) is ProposalState.APPROVED
    assert states.pop(old[1].id) is ProposalState.PROPOSED
    assert set(states.values()) == {ProposalState.EXPIRED}
    assert len(states) == 2


def test_the_snapshot_replays_to_the_same_result(town: Town, tmp_path: Path) -> None:
    with town.rows() as db:
        for _ in range(3):
            make_place(db)
            town.request(db)
        town.request(db)
    round = town.done()
    answer = town.utrecht.get(f"/rounds/{round['id']}/snapshot")
    seal = base64.b64encode(hashlib.sha256(answer.content).digest()).decode()
    assert answer.headers["Repr-Digest"] == f"sha-256=:{seal}:"
    (file := tmp_path / "round.npz").write_bytes(answer.content)
    problem, policy = load(file)
    assert digest(problem) == round["snapshotHash"]
    assert policy is not None
    assert policy.sha256() == round["policyHash"]
    again = solve(answer.content, lambda _: None, lambda: False)
    with town.rows() as db:
        kept = db.get_one(RoundSnapshot, UUID(round["id"])).solution
    assert Solution.from_json(json.dumps(kept)) == again


def test_a_waiting_round_is_cancelled_at_once_and_its_job_does_nothing(town: Town) -> None:
    with town.rows() as db:
        make_place(db)
        town.request(db)
    round = town.start().json()
    path = f"/rounds/{round['id']}/cancellations"
    cancelled = town.utrecht.post(path)
    assert (cancelled.status_code, cancelled.json()["state"]) == (202, "CANCELLED")
    again = town.utrecht.post(path)
    assert again.status_code == 409
    assert again.json()["detail"] == "This round has ended already: it is cancelled."
    next_one = town.start().json()
    with working(town.world.database):
        town.ended(next_one["id"])
    assert town.read(round["id"])["state"] == "CANCELLED"
    assert town.read(round["id"])["startedAt"] is None


def test_a_waiting_round_of_who_takes_part_no_more_is_cancelled(town: Town) -> None:
    """Nobody can be withdrawn while its round is there; one that was asked for just then is."""
    with town.rows() as db:
        make_place(db)
        town.request(db)
    asked = UUID(town.start().json()["id"])
    with town.rows() as db:
        db.get_one(Organisation, town.utrecht.id).withdrawn_at = now()
    with working(town.world.database):
        until(lambda: not jobs_of(town))
    with town.rows() as db:
        round = db.get_one(Round, asked)
        assert (round.state, round.started_at) == (RoundState.CANCELLED, None)
        assert count(db, Proposal) == count(db, RoundUnplaced) == 0


def test_a_running_round_is_cancelled_even_when_its_engine_does_not_listen(town: Town) -> None:
    with town.rows() as db:
        make_place(db)
        town.request(db)
    round = town.start().json()
    with working(town.world.database):
        engine = wait_for_engine(os.getpid())
        os.kill(engine, signal.SIGSTOP)
        assert town.utrecht.post(f"/rounds/{round['id']}/cancellations").status_code == 202
        assert town.ended(round["id"])["state"] == "CANCELLED"
        until(lambda: not is_there(engine))
    with town.rows() as db:
        assert count(db, Proposal) == count(db, RoundUnplaced) == 0


def test_what_changed_while_the_engine_was_at_work_cannot_be_decided_on(town: Town) -> None:
    with town.rows() as db:
        make_place(db)
        request = town.request(db)
    round = town.start().json()
    with working(town.world.database):
        engine = wait_for_engine(os.getpid())
        os.kill(engine, signal.SIGSTOP)
        with town.rows() as db:
            db.get_one(Request, request.id).min_stay_days = 30
        os.kill(engine, signal.SIGCONT)
        ended = town.ended(round["id"])
    assert (ended["state"], ended["proposed"]) == ("DONE", 0)
    with town.rows() as db:
        assert [row.state for row in db.scalars(select(Proposal))] == [ProposalState.EXPIRED]


def test_an_engine_that_dies_fails_the_round_and_frees_the_region(town: Town) -> None:
    with town.rows() as db:
        make_place(db)
        town.request(db)
    round = town.start().json()
    with working(town.world.database):
        os.kill(wait_for_engine(os.getpid()), signal.SIGKILL)
        ended = town.ended(round["id"])
        assert (ended["state"], ended["failure"]) == ("FAILED", "ENGINE_FAILED")
        assert ended["message"]["nl"] == (
            "De ronde is mislukt: het rekenprogramma is gestopt zonder uitkomst. "
            "Er is niets opgeslagen."
        )
        assert town.ended(town.start().json()["id"])["state"] == "DONE"


def test_the_engine_gives_way_to_others_and_gets_no_secrets(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WOONPLEK_APP_PASSWORD", "canary")
    round = town.start().json()
    with working(town.world.database):
        engine = wait_for_engine(os.getpid())
        os.kill(engine, signal.SIGSTOP)
        surroundings = Path(f"/proc/{engine}/environ").read_bytes()
        niceness = os.getpriority(os.PRIO_PROCESS, engine)
        os.kill(engine, signal.SIGCONT)
        town.ended(round["id"])
    assert niceness == min(os.getpriority(os.PRIO_PROCESS, 0) + 10, 19)
    assert b"canary" not in surroundings


def test_an_engine_that_somebody_else_stops_starts_again(town: Town) -> None:
    with town.rows() as db:
        make_place(db)
        town.request(db)
    round = town.start().json()
    with working(town.world.database):
        os.kill(wait_for_engine(os.getpid()), signal.SIGTERM)
        ended = town.ended(round["id"])
    assert (ended["state"], ended["proposed"]) == ("DONE", 1)
    assert ended["certificate"]["gap"] == 0


def test_a_round_whose_job_got_lost_can_still_be_cancelled(town: Town) -> None:
    round = town.start().json()
    with town.rows() as db:
        db.get_one(Round, UUID(round["id"])).state = RoundState.SOLVING
        db.connection().exec_driver_sql("delete from procrastinate_jobs")
    assert town.utrecht.post(f"/rounds/{round['id']}/cancellations").json()["state"] == "SOLVING"
    with working(town.world.database):
        assert town.ended(round["id"])["state"] == "CANCELLED"


def test_a_result_that_does_not_pass_the_check_is_not_stored(town: Town) -> None:
    with town.rows() as db:
        make_place(db)
        town.request(db)
    strict = Engine(check=lambda *_: ["E02_TOO_MANY is broken for request 1"])
    ended = town.done(Job(RUN.name, partial(run, engine=strict)))
    assert (ended["state"], ended["failure"]) == ("FAILED", "CHECK_FAILED")
    assert ended["failureDetail"] == "E02_TOO_MANY is broken for request 1"
    with town.rows() as db:
        assert count(db, Proposal) == count(db, RoundUnplaced) == 0


def test_a_round_that_breaks_off_its_workers_again_and_again_is_given_up(town: Town) -> None:
    round = town.start().json()
    with town.rows() as db:
        db.connection().exec_driver_sql("update procrastinate_jobs set attempts = 5")
    with working(town.world.database):
        ended = town.ended(round["id"])
    assert (ended["state"], ended["failure"]) == ("FAILED", "GAVE_UP")


def test_who_takes_a_snapshot_stands_in_the_audit(town: Town, nieuwegein: Caller) -> None:
    round = town.done()
    path = f"/rounds/{round['id']}/snapshot"
    assert nieuwegein.get(path).status_code == 404
    assert town.utrecht.get(path).status_code == 200
    taken = lines(town.world.database, AuditEvent.action == "take snapshot")
    assert [(line.organisation_id, str(line.subject_id)) for line in taken] == [
        (town.utrecht.id, round["id"])
    ]


def test_each_step_of_a_round_stands_in_the_audit_with_who_asked(town: Town) -> None:
    round = town.done()
    found = lines(town.world.database, AuditEvent.subject_id == UUID(round["id"]))
    assert [line.action for line in found] == ["start", "solve", "finish"]
    assert {line.actor for line in found} == {town.utrecht.actor.user}
    assert [line.origin for line in found] == ["api", "worker", "worker"]


def test_a_round_that_was_written_down_is_not_written_again(town: Town) -> None:
    with town.rows() as db:
        make_place(db)
        town.request(db)
    round = town.done()
    with town.rows() as db:
        db.info["actor"] = town.utrecht.actor
        jobs.put(db, RUN, UUID(round["id"]))
    with working(town.world.database):
        until(lambda: not jobs_of(town))
    assert town.read(round["id"]) == round
    with town.rows() as db:
        assert count(db, Proposal) == 1
