"""A trial that a worker works out: given back, begun anew, ended once, and only for who asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from conftest import Caller
from page_visitor import PageVisitor
from sqlalchemy import delete, select
from towns import Made, Town
from towns import town as town
from towns import two_for_one as two_for_one
from whole_life import tables_with

from service.codelists.requests import RequestState
from service.codelists.trials import TrialFailure, TrialKind
from service.db import make_sessions, transaction
from service.jobs import GivenBack, Work
from service.models import Request, Round, RoundSnapshot, Trial
from service.rounds import tried
from service.rounds.trial_kinds import KINDS
from service.rounds.tried import Limit
from service.trials import job
from service.trials.job import JOBS, MOST_ATTEMPTS
from service.trials.service import ask

Stopping = Callable[[], bool]


def never() -> bool:
    return False


@pytest.fixture
def asked(town: Town, two_for_one: Made) -> UUID:
    """A trial that nobody has taken up."""
    round, place, first, _ = two_for_one
    fields = {"act": "VETO", "requestId": str(first.id), "placeId": str(place.id)}
    body = KINDS[TrialKind.PAIR].body.model_validate(fields)
    with transaction(_sessions(town), town.utrecht.actor) as db:
        return ask(db, town.utrecht.actor, TrialKind.PAIR, UUID(round["id"]), body).id


def _sessions(town: Town) -> Any:
    return make_sessions(town.world.database.engine)


def run(town: Town, trial: UUID, attempt: int = 0, stopping: Stopping = never) -> None:
    """One worker takes it up."""
    work = Work(town.utrecht.actor, trial, attempt, _sessions(town), stopping)
    JOBS[TrialKind.PAIR].run(work)


def row(town: Town, trial: UUID) -> Trial:
    with town.rows() as db:
        return db.scalars(select(Trial).where(Trial.id == trial)).one()


def page(town: Town, trial: UUID, caller: Caller | None = None) -> Any:
    visitor = PageVisitor.of(caller or town.utrecht)
    return visitor.get(f"/rounds/trials/{trial}")


def test_a_worker_that_stops_gives_it_back_and_the_next_ends_it_once(
    town: Town, asked: UUID
) -> None:
    with pytest.raises(GivenBack):
        run(town, asked, stopping=lambda: True)
    begun = row(town, asked)
    assert (begun.started_at is None, begun.finished_at) == (False, None)
    assert "Het wordt uitgerekend" in page(town, asked).text
    run(town, asked, attempt=1)
    ended = row(town, asked)
    assert (ended.started_at, ended.failure) == (begun.started_at, None)
    assert "die er een verliezen: 1" in page(town, asked).text
    run(town, asked, attempt=2)
    assert row(town, asked).version == ended.version


def test_it_begins_anew_on_the_snapshot_that_there_is_when_it_is_told(
    town: Town, asked: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when somebody was erased meanwhile: the ids of before must not come back."""

    def changed(work: Work) -> Stopping:
        with town.rows() as db:
            for round in db.scalars(select(Round)):
                round.snapshot_hash = uuid4().hex
        return never

    monkeypatch.setattr(job, "_stopped", changed)
    with pytest.raises(GivenBack):
        run(town, asked)
    assert row(town, asked).answer is None
    monkeypatch.undo()
    run(town, asked, attempt=1)
    assert row(town, asked).answer is not None


@pytest.mark.long
def test_who_was_erased_meanwhile_is_told_of_by_no_trial_within_a_request(
    town: Town, two_for_one: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the answer that is kept beside its key would bring the ids of before back."""
    round, place, first, second = two_for_one

    def erased(db: object) -> Stopping:
        with town.rows() as other:
            other.get_one(Request, second.id).state = RequestState.WITHDRAWN
        path = f"/households/{second.household_id}/erasures"
        assert town.provider.post(path).status_code == 204
        return never

    monkeypatch.setattr(tried, "patience", erased)
    fields = {"act": "VETO", "requestId": str(first.id), "placeId": str(place.id)}
    path, key = f"/rounds/{round['id']}/trials", {"Idempotency-Key": "veto"}
    assert town.utrecht.post(path, fields, headers=key).status_code == 409
    gone = second.id, second.household_id
    assert tables_with(town.world.database, *gone) == {"audit_event"}
    monkeypatch.undo()
    again = town.utrecht.post(path, fields, headers=key)
    assert (again.status_code, again.json()["changedSince"]) == (200, True)
    assert _tried_after_a_no(town, round["id"]) == [(str(first.id), None)]
    assert tables_with(town.world.database, *gone) == {"audit_event"}


def _tried_after_a_no(town: Town, round: str) -> list[tuple[str, str | None]]:
    """Whom each proposal that was rejected is of, and for whom its place would be next."""
    policy = {"policyId": None}
    assert town.utrecht.post(f"/rounds/{round}/policy-trials", policy).status_code == 200
    for each in town.utrecht.get(f"/proposals?roundId={round}").json()["proposals"]:
        no = {"outcome": "REJECTED", "reasonCode": "SAFETY", "motivation": "Nee."}
        body = no | {"digest": each["digest"]}
        answer = town.utrecht.post(f"/proposals/{each['id']}/decisions", body)
        assert answer.status_code == 201, answer.text
    told = town.utrecht.post(f"/rounds/{round}/repairs", {"way": "NEXT_OFFERS"})
    assert told.status_code == 200, told.text
    return [(each["requestId"], each["nextRequestId"]) for each in told.json()["refusals"]]


def test_what_nothing_comes_of_says_why(
    town: Town, asked: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(failure: TrialFailure, said: str) -> None:
        assert row(town, asked).failure is failure
        assert said in page(town, asked).text
        with town.rows() as db:
            again = db.get_one(Trial, asked)
            again.failure = again.finished_at = None

    run(town, asked, attempt=MOST_ATTEMPTS)
    ended(TrialFailure.GAVE_UP, "Het uitrekenen is te vaak afgebroken.")
    monkeypatch.setattr(job, "PATIENCE_SECONDS", -1.0)
    run(town, asked)
    ended(TrialFailure.TOO_LONG, "Het uitrekenen duurde te lang.")
    monkeypatch.undo()

    def broken(_: Limit) -> Any:
        raise ValueError

    monkeypatch.setattr(job, "_begin", lambda work: (broken, None))
    run(town, asked)
    ended(TrialFailure.UNEXPECTED, "Er ging iets mis bij het uitrekenen.")
    monkeypatch.undo()
    with town.rows() as db:
        db.execute(delete(RoundSnapshot))
    run(town, asked)
    ended(TrialFailure.NOT_KEPT, "De gegevens van deze ronde worden niet meer bewaard.")


def test_only_who_asked_reads_it_and_only_as_what_it_is(
    town: Town, asked: UUID, nieuwegein: Caller
) -> None:
    for other in (nieuwegein, town.provider):
        assert page(town, asked, other).status_code == 404
    official = PageVisitor.of(town.utrecht)
    for wrong in (
        f"/rounds/repairs/{asked}",
        f"/policies/trials/{asked}",
        f"/rounds/trials/{uuid4()}",
    ):
        assert official.get(wrong).status_code == 404
    with town.rows() as db:
        db.execute(delete(Trial))
    run(town, asked)


def test_what_cannot_be_tried_is_told_at_the_form_and_nobody_works_on_it(
    town: Town, two_for_one: Made
) -> None:
    round, _, first, _ = two_for_one
    official = PageVisitor.of(town.utrecht)
    fields = {"requestId": str(first.id), "act": "PIN", "placeId": str(uuid4())}
    at = f"/rounds/{round['id']}/trials"
    wrong = official.post(at, fields)
    assert (wrong.status_code, "Deze woonplek deed niet mee" in wrong.text) == (400, True)
    assert official.post(f"/rounds/{round['id']}/repairs", {}).status_code == 400
    with town.rows() as db:
        assert db.scalars(select(Trial)).all() == []
