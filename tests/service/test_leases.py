"""Leases: who signs, how long, and the days that matter, against dates worked out by hand."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from conftest import Caller
from hypothesis import given
from hypothesis import strategies as st
from matching_table import SIGNED_BY_PROVIDER, START, MatchingTable

from matching.codes.contracts import ContractForm, TenureTitle
from service.clock import DAY, today
from service.codelists.decisions import MilestoneKind
from service.leases.calendar import last_day_of, months_before
from service.leases.stay import milestones, stay
from service.leases.terms import TERMS, terms_on
from service.models import Place, Placement
from service.period import Period

FIRST = date(2026, 12, 1)
DAYS = st.dates(date(2000, 1, 1), date(2150, 12, 31))
PERMIT = date(2028, 6, 30)


def a_place(title: TenureTitle, until: date | None = None, permit: date | None = None) -> Place:
    """A place let on this title, as far as a lease needs it."""
    return Place(
        tenure_title=title,
        period=Period.of(date(2020, 1, 1), until),
        permit_until_date=permit,
    )


# --- Months


@given(DAYS, st.integers(1, 130))
def test_so_many_months_end_on_the_day_before_the_same_day_of_the_month(
    start: date, months: int
) -> None:
    """By walking the calendar a day at a time instead of reckoning."""
    total = start.year * 12 + start.month - 1 + months
    year, month = divmod(total, 12)
    days = [date(year, month + 1, day) for day in range(1, monthrange(year, month + 1)[1] + 1)]
    same = [day for day in days if day.day == start.day]
    assert last_day_of(start, months) == (same[0] - DAY if same else days[-1])


@given(DAYS, st.integers(1, 24))
def test_counting_back_never_comes_to_more_months_than_asked(moment: date, months: int) -> None:
    first = months_before(moment, months)
    assert last_day_of(first, months) >= moment - DAY
    assert last_day_of(first - DAY, months) < moment


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 12, 1), 24, date(2028, 11, 30)),
        (date(2026, 12, 15), 24, date(2028, 12, 14)),
        (date(2028, 2, 29), 24, date(2030, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 1, 1), 12, date(2027, 12, 31)),
        (date(2027, 3, 1), 12, date(2028, 2, 29)),
    ],
)
def test_terms_that_people_know(start: date, months: int, last: date) -> None:
    assert last_day_of(start, months) == last


# --- How long


@pytest.mark.parametrize(
    ("title", "form", "last"),
    [
        (TenureTitle.INDEFINITE, ContractForm.OWN_NAME, None),
        (TenureTitle.TEMP_2Y, ContractForm.OWN_NAME, date(2028, 11, 30)),
        (TenureTitle.TEMP_2Y, ContractForm.OMKLAP, date(2028, 11, 30)),
        (TenureTitle.YOUTH_5Y, ContractForm.OWN_NAME, date(2031, 11, 30)),
        (TenureTitle.CAMPUS, ContractForm.OWN_NAME, None),
        (TenureTitle.FLEX, ContractForm.OWN_NAME, PERMIT),
        (TenureTitle.ROOMWISE, ContractForm.OWN_NAME, None),
        (TenureTitle.MIDSTAY, ContractForm.OWN_NAME, date(2027, 11, 30)),
        (TenureTitle.VACANCY_ACT, ContractForm.INTERMEDIARY, PERMIT),
        (TenureTitle.HOSPITA, ContractForm.OWN_NAME, None),
        (TenureTitle.LOAN_FOR_USE, ContractForm.OWN_NAME, None),
        (TenureTitle.ANTI_SQUAT, ContractForm.OWN_NAME, None),
        (TenureTitle.INDEFINITE, ContractForm.GUEST_AGREEMENT, date(2027, 11, 30)),
        (TenureTitle.TEMP_2Y, ContractForm.CARE_STAY, None),
        (TenureTitle.YOUTH_5Y, ContractForm.GUEST_AGREEMENT, date(2027, 11, 30)),
    ],
)
def test_a_stay_is_as_long_as_its_title_and_form_allow(
    title: TenureTitle, form: ContractForm, last: date | None
) -> None:
    assert stay(a_place(title, permit=PERMIT), form, FIRST) == Period.of(FIRST, last)


@given(
    st.sampled_from(TenureTitle),
    st.sampled_from(ContractForm),
    st.dates(FIRST, date(2040, 1, 1)),
    st.none() | st.dates(FIRST, date(2040, 1, 1)),
)
def test_no_stay_outlives_its_place_and_nothing_is_due_outside_it(
    title: TenureTitle, form: ContractForm, permit: date, until: date | None
) -> None:
    place = a_place(title, until, permit)
    period = stay(place, form, FIRST)
    if until is not None:
        assert period.end_date is not None
        assert period.end_date <= until
    due = milestones(place, form, period)
    days = [day for day, _ in due]
    assert days == sorted(days)
    assert all(period.covers(day) for day in days)
    ends = [day for day, kind in due if kind is MilestoneKind.END]
    assert ends == ([] if period.end_date is None else [period.end_date])


def test_every_form_and_title_has_a_term_with_its_source() -> None:
    assert {term.of for term in TERMS} == {*ContractForm, *TenureTitle}
    assert all(term.source for term in TERMS)


def test_a_term_holds_from_its_day_on() -> None:
    for form in ContractForm:
        for title in TenureTitle:
            assert {term.of for term in terms_on(FIRST, form, title)} <= {form, title}


# --- What is due


def due(title: TenureTitle, form: ContractForm, **place: Any) -> list[tuple[str, date]]:
    """The days that matter of a stay from 1 December 2026."""
    at = a_place(title, **place)
    return [(kind.value, day) for day, kind in milestones(at, form, stay(at, form, FIRST))]


REVIEWS = [
    ("REVIEW", date(2027, 2, 28)),
    ("REVIEW", date(2027, 5, 31)),
    ("REVIEW", date(2027, 8, 31)),
]
NOTICE = [
    ("NOTICE_OPENS", date(2028, 9, 1)),
    ("NOTICE_CLOSES", date(2028, 10, 31)),
    ("END", date(2028, 11, 30)),
]
FLIP = ("FLIP_DECISION", date(2028, 11, 30))


def test_a_lease_in_the_own_name_without_an_end_asks_for_nothing() -> None:
    assert due(TenureTitle.INDEFINITE, ContractForm.OWN_NAME) == []


@pytest.mark.parametrize(
    "form",
    [
        ContractForm.OWN_NAME_ADDENDUM,
        ContractForm.TRIPARTITE,
        ContractForm.INTERMEDIARY,
        ContractForm.CARE_STAY,
    ],
)
def test_where_support_belongs_to_it_there_are_reviews(form: ContractForm) -> None:
    assert due(TenureTitle.INDEFINITE, form) == REVIEWS


def test_omklap_is_decided_on_within_two_years() -> None:
    assert due(TenureTitle.INDEFINITE, ContractForm.OMKLAP) == [*REVIEWS, FLIP]


def test_omklap_in_a_shorter_stay_is_decided_on_before_it_ends() -> None:
    until = date(2027, 11, 30)
    found = due(TenureTitle.INDEFINITE, ContractForm.OMKLAP, until=until)
    assert found == [*REVIEWS, ("FLIP_DECISION", until), ("END", until)]


def test_notice_of_a_two_year_lease_is_given_three_to_one_months_before_its_end() -> None:
    """BW 7:271 lid 1: without it the lease becomes open-ended."""
    assert due(TenureTitle.TEMP_2Y, ContractForm.OWN_NAME) == NOTICE


def test_the_trial_with_a_hospita_is_decided_on_in_the_eighth_month() -> None:
    assert due(TenureTitle.HOSPITA, ContractForm.OWN_NAME) == [
        ("TRIAL_DECISION", date(2027, 7, 31))
    ]


def test_a_guest_leaves_within_a_year() -> None:
    assert due(TenureTitle.HOSPITA, ContractForm.GUEST_AGREEMENT) == [("END", date(2027, 11, 30))]


def test_a_stay_that_starts_when_the_place_is_no_longer_there_is_a_conflict(
    table: MatchingTable,
) -> None:
    """The round saw it otherwise; by now the window is shut."""
    case = table.proposal(place=table.place(period=Period.of(START - 9 * DAY, START + 400 * DAY)))
    late = START + 500 * DAY
    other = table.proposal(place=case.place_id, start_date=late)
    answer = table.decide(other)
    assert answer.status_code == 409
    assert table.states(other)["proposal"] == "PROPOSED"


# --- Whole leases over HTTP


PARTIES = {
    ContractForm.OWN_NAME: ("HOUSEHOLD", False, 60_000),
    ContractForm.OWN_NAME_ADDENDUM: ("HOUSEHOLD", False, 60_000),
    ContractForm.TRIPARTITE: ("HOUSEHOLD", False, 60_000),
    ContractForm.OMKLAP: ("CARE_PROVIDER", True, 60_000),
    ContractForm.INTERMEDIARY: ("CARE_PROVIDER", True, 60_000),
    ContractForm.CARE_STAY: ("HOUSEHOLD", False, 0),
    ContractForm.GUEST_AGREEMENT: ("HOUSEHOLD", False, 60_000),
}


@pytest.mark.parametrize("form", ContractForm)
def test_a_lease_names_the_parties_of_its_form(table: MatchingTable, form: ContractForm) -> None:
    table.agree()
    case = table.with_form(form)
    assert table.decide(case).status_code == 201
    table.placed(case)
    lease = table.lease(case)
    tenant, through_provider, rent = PARTIES[form]
    assert (lease["contractForm"], lease["tenant"], lease["rentCents"]) == (form, tenant, rent)
    assert lease["intermediaryId"] == (str(table.provider.id) if through_provider else None)
    assert lease["ownerId"] == str(table.owner.id)
    assert lease["period"] == table.placement(case)["period"]


def test_a_lease_shows_the_ground_of_each_day_and_what_nobody_verified(
    table: MatchingTable,
) -> None:
    table.agree()
    case = table.with_form(ContractForm.OMKLAP, tenure_title=TenureTitle.TEMP_2Y)
    assert table.decide(case).status_code == 201
    table.placed(case)
    shown = {row["kind"]: row for row in table.lease(case)["milestones"]}
    assert shown.keys() == {"REVIEW", "FLIP_DECISION", "NOTICE_OPENS", "NOTICE_CLOSES", "END"}
    assert "BW 7:271 lid 1" in shown["NOTICE_OPENS"]["source"]
    assert shown["NOTICE_OPENS"]["indicative"] is False
    assert shown["FLIP_DECISION"]["indicative"] is True
    assert "Stb. 2024, 152" in shown["END"]["source"]


def test_all_parties_read_the_lease_and_nobody_else(
    table: MatchingTable, nieuwegein: Caller, platform: Caller
) -> None:
    case = table.approved()
    table.placed(case)
    lease = table.lease(case)
    for caller in (table.owner, table.provider, table.municipality):
        answer = caller.get(f"/leases/{lease['id']}")
        if caller is not table.owner:
            assert answer.json() == lease
        assert answer.headers["ETag"] == '"1"'
        assert caller.get("/leases?contractForm=OWN_NAME").json()["leases"] == [answer.json()]
        assert caller.get("/leases?contractForm=OMKLAP").json()["leases"] == []
    for caller in (nieuwegein, platform):
        assert caller.get(f"/leases/{lease['id']}").status_code == 404
        assert caller.get("/leases").json()["leases"] == []


@pytest.mark.parametrize("form", ContractForm)
def test_the_owner_learns_of_a_care_provider_only_where_it_signs(
    table: MatchingTable, form: ContractForm
) -> None:
    table.agree()
    case = table.with_form(form)
    assert table.decide(case).status_code == 201
    table.placed(case)
    whole = table.lease(case)
    answer = table.owner.get(f"/leases/{whole['id']}")
    shown = answer.json()
    provider = str(table.provider.id)
    signs = form in SIGNED_BY_PROVIDER
    assert (whole["view"], shown["view"], whole["providerId"]) == ("FULL", "PARTY", provider)
    assert shown["contractProviderId"] == (provider if signs else None)
    assert (provider in answer.text) is signs
    hidden = {"view", "providerId", "intermediaryId"}
    assert {name: shown[name] for name in whole.keys() - hidden} == {
        name: value for name, value in whole.items() if name not in hidden
    }


def test_a_lease_that_ends_early_asks_for_nothing_afterwards(table: MatchingTable) -> None:
    table.agree()
    case = table.with_form(ContractForm.OMKLAP)
    assert table.decide(case).status_code == 201
    placement = table.placed(case)
    last = last_day_of(START, 4)
    body = {"endDate": last.isoformat(), "reason": "MOVED_ON"}
    assert table.provider.post(f"/placements/{placement['id']}/endings", body).status_code == 201
    lease = table.lease(case)
    assert [(row["kind"], row["dueDate"]) for row in lease["milestones"]] == [
        ("REVIEW", last_day_of(START, 3).isoformat()),
        ("END", last.isoformat()),
    ]


def test_a_yes_after_the_start_moves_the_lease_to_the_day_of_the_yes(table: MatchingTable) -> None:
    case = table.approved()
    placement = UUID(table.placement(case)["id"])
    begun = START - timedelta(days=60)
    table.change(Placement, placement, period=Period.of(begun))
    assert begun < today()
    table.placed(case)
    assert table.lease(case)["period"]["startDate"] == today().isoformat()
    assert table.placement(case)["period"]["startDate"] == today().isoformat()
