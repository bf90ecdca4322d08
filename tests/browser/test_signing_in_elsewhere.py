"""Signing in with a provider that is not ours: people in a browser, and systems."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import httpx
import pytest
from builders import (
    make_household,
    make_municipality,
    make_organisation,
    make_place,
    make_property,
    make_proposal,
    make_provider,
    make_request,
    make_round,
    region_of,
)
from certified_provider import certified, client, system
from isolated_databases import Database, cloned
from live_server import served
from playwright.sync_api import Browser, expect
from pydantic import SecretStr

from service.app import create_app
from service.cluster import Cluster
from service.db import make_sessions
from service.settings import Settings
from service.signing_in.provider import BACK

PAGES, SECRET = "woonplek-pages", "a-secret-of-the-pages-alone"
DESK, DESK_SECRET = "gemeente-systeem", "a-secret-of-the-desk-alone"


@dataclass(frozen=True)
class Site:
    """An installation in production, its provider, and a proposal to decide on."""

    origin: str
    issuer: str
    proposal: UUID


def decided_by(database: Database) -> tuple[UUID, UUID]:
    """A municipality, and a proposal of its round."""
    with make_sessions(database.seeds).begin() as db:
        utrecht = make_municipality(db)
        place = make_place(db, make_property(db, make_organisation(db)))
        request = make_request(db, make_household(db, make_provider(db)))
        proposal = make_proposal(db, make_round(db, utrecht, region_of(db)), request, place)
        return utrecht.id, proposal.id


@pytest.fixture(scope="module", params=["", SECRET], ids=["public client", "with a secret"])
def site(request: pytest.FixtureRequest, cluster: Cluster, template: str) -> Iterator[Site]:
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    origin = f"http://localhost:{listening.getsockname()[1]}"
    told_out = f"{origin}/sign-out/back-channel"
    pages = client(PAGES, origin + BACK, told_out, request.param)
    clients = [pages, system(DESK, DESK_SECRET)]
    with cloned(cluster, template) as database:
        municipality, proposal = decided_by(database)
        claims = {"organisation": str(municipality), "role": "MUNICIPALITY"}
        stranger = claims | {"organisation": str(proposal)}
        people = {"sanne": claims, "joost": stranger}
        with certified(clients, people, {DESK: claims}) as issuer:
            settings = Settings(
                mode="production",
                database_url=SecretStr(database.dsn),
                public_url=f"{origin}/v1",
                token_issuer=issuer,
                token_keys_url=f"{issuer}/jwks",
                sign_in_url=f"{issuer}/auth",
                sign_in_token_url=f"{issuer}/token",
                sign_in_client=PAGES,
                sign_in_secret=SecretStr(request.param),
                decision_acr=("eh3",),
            )
            with served(create_app(settings), listening):
                yield Site(origin, issuer, proposal)


def test_an_official_signs_in_elsewhere_and_more_surely_before_a_decision(
    site: Site, browser: Browser
) -> None:
    page = browser.new_context(locale="nl-NL", base_url=site.origin).new_page()

    def sign_in(name: str, surely: bool) -> None:
        page.get_by_role("link", name="organisatie").click()
        page.get_by_label("Name").fill(name)
        page.get_by_label("surely").set_checked(surely)
        page.get_by_role("button", name="Sign in").click()

    def reject() -> None:
        page.locator("[name=outcome][value=REJECTED]").check()
        page.locator("[name=reasonCode]").select_option(index=1)
        page.locator("[name=motivation]").fill("Te ver van het werk.")
        page.locator("form[action$=decision] button").click()

    page.goto(f"/proposals/{site.proposal}")
    sign_in("sanne", surely=False)
    expect(page).to_have_url(f"{site.origin}/proposals/{site.proposal}")
    (cookie,) = page.context.cookies(site.origin)
    assert (cookie["name"], cookie["secure"], cookie["httpOnly"]) == (
        "__Host-woonplek",
        True,
        True,
    )
    expect(page.locator("form[action$=decision]")).to_have_count(0)
    sign_in("sanne", surely=True)
    (surer,) = page.context.cookies(site.origin)
    assert surer["value"] != cookie["value"]
    reject()
    expect(page.locator("main")).to_contain_text("Te ver van het werk.")


def test_who_signs_out_at_the_provider_is_signed_out_here(site: Site, browser: Browser) -> None:
    page = browser.new_context(locale="nl-NL", base_url=site.origin).new_page()
    page.goto("/sign-in/go")
    page.get_by_label("Name").fill("sanne")
    page.get_by_role("button", name="Sign in").click()
    page.goto("/rounds")
    expect(page).to_have_url(f"{site.origin}/rounds")
    page.goto(f"{site.issuer}/session/end")
    page.locator("button[value=yes]").click()
    page.goto("/rounds")
    expect(page).to_have_url(f"{site.origin}/sign-in?to=%2Frounds")


def test_who_belongs_to_no_organisation_of_ours_is_told_so(site: Site, browser: Browser) -> None:
    page = browser.new_context(locale="nl-NL", base_url=site.origin).new_page()
    page.goto("/sign-in/go")
    page.get_by_label("Name").fill("joost")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("main")).to_contain_text("doet niet mee")
    assert page.context.cookies(site.origin) == []


def test_a_system_works_with_tokens_of_its_own_and_a_code_counts_once(site: Site) -> None:
    asked = {"grant_type": "client_credentials", "scope": "openid"}
    with httpx.Client(base_url=site.origin, trust_env=False) as http:
        given = http.post(f"{site.issuer}/token", data=asked, auth=(DESK, DESK_SECRET)).json()
        headers = {"Authorization": f"Bearer {given['access_token']}"}
        found = http.get(f"/v1/proposals/{site.proposal}", headers=headers)
        assert (found.status_code, found.json()["id"]) == (200, str(site.proposal))
        decision = {"outcome": "REJECTED", "motivation": "x", "digest": found.json()["digest"]}
        refused = http.post(
            f"/v1/proposals/{site.proposal}/decisions",
            json=decision | {"reasonCode": "DISTANCE"},
            headers=headers,
        )
        assert refused.status_code == 401
        assert "insufficient_user_authentication" in refused.headers["www-authenticate"]
