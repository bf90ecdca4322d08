"""The pages as people meet them: by keyboard, on a small screen, without scripts, in both
languages."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect
from site_for_browsers import Visitor

MOST_BYTES = 200_000
WHY = "Dicht bij school. <img src=x onerror=alert(1)>"


def test_every_page_is_accessible_fits_a_small_screen_and_asks_nothing_elsewhere(
    visitor: Visitor,
) -> None:
    page = visitor.page
    seen = {}

    def look(address: str) -> None:
        page.goto(address, wait_until="networkidle")
        seen[address] = [*visitor.violations(), *(["too wide"] if visitor.overflows() else [])]
        if visitor.ends_early():
            seen[address].append("the footer floats")

    look("/sign-in")
    page.get_by_role("link", name="organisati").click()
    seen["issuer"] = visitor.violations()
    visitor.sign_in()
    proposal = visitor.first_proposal()
    listed = page.url
    round = listed.partition("/proposals")[0]
    for address in (
        "/rounds",
        "/watch",
        round,
        listed,
        f"{round}/unplaced",
        f"{round}/scarcity",
        proposal,
    ):
        look(address)
    for address in ("/accessibility", "/sessions", "/gallery", "/nowhere", "/signed-out"):
        look(address)
    assert {address: wrong for address, wrong in seen.items() if wrong} == {}


def test_an_owner_registers_a_place_by_keyboard_and_is_told_what_is_wrong(
    visitor: Visitor,
) -> None:
    page = visitor.page
    visitor.sign_in("Verzonnen Corporatie De Linde")
    for address in ("/placements", "/places", "/offers?state=", "/imports/places", "/places/new"):
        page.goto(address, wait_until="networkidle")
        assert (address, visitor.violations(), visitor.overflows()) == (address, [], False)
    for start in ("/placements", "/places"):
        page.goto(start)
        page.locator("main .card a, tbody a").first.click()
        assert (start, visitor.violations(), visitor.overflows()) == (start, [], False)
    page.get_by_role("link", name=re.compile("^(Verbeteren|Correct)$")).click()
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    page.goto("/places/new", wait_until="networkidle")
    for name, text in (("ownerReference", "vhe"), ("maxPersons", "x"), ("rentCents", "650,00")):
        visitor.tab_to(f"[name={name}]")
        page.keyboard.type(text)
    visitor.press("main form .actions button")
    page.locator(".note--error").wait_for()
    assert 'role="alert"' in visitor.focused()
    assert visitor.violations() == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.partition("#")[2]
    expect(page.locator("[name=rentCents]")).to_have_value("650,00")
    page.goto("/places")
    page.go_back()

    reference = f"vhe-{page.locator('html').get_attribute('lang')}"
    page.locator("[name=ownerReference]").fill(reference)
    filled = {"postcode": "3526KP", "houseNumber": "93", "street": "Europalaan", "town": "Utrecht"}
    more = {
        "maxPersons": "2",
        "rentCents": "650,00",
        "rentPoints": "140",
        '"period.startDate"': "01-12-2026",
    }
    for name, text in (filled | more).items():
        page.locator(f"[name={name}]").fill(text)
    chosen = {"municipalityCode": "0344", "propertyKind": "DWELLING", "kind": "SELF_CONTAINED"}
    for name, code in chosen.items():
        page.locator(f"[name={name}]").select_option(code)
    page.locator("[name=contractForms][value=OWN_NAME]").check()
    page.locator("[name=tenureTitle][value=INDEFINITE]").check()
    visitor.press("main form .actions button")
    page.locator(".note--ok").wait_for()
    expect(page.get_by_text(reference).first).to_be_visible()
    assert visitor.violations() == []


def test_an_address_is_looked_up_and_the_point_moved_with_mouse_or_keyboard(
    visitor: Visitor,
) -> None:
    page, point = visitor.page, visitor.page.locator("#point")
    visitor.sign_in("Verzonnen Corporatie De Linde")
    page.goto("/places/new")
    page.locator("[name=municipalityCode]").select_option("0344")
    visitor.press("[name=look]")
    page.locator(".live[data-ready]").wait_for()
    assert "data-takes-focus" in visitor.focused()
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    expect(page.locator(".if-permit")).to_be_hidden()
    visitor.press(".live")
    expect(point).not_to_have_value("")
    before = point.input_value()
    page.locator(".live").click(position={"x": 100, "y": 100})
    expect(point).not_to_have_value(before)
    page.locator("[name=tenureTitle][value=VACANCY_ACT]").check()
    expect(page.locator(".if-permit")).to_be_visible()


def test_a_file_is_handed_in_told_wrong_cell_by_cell_and_handed_in_corrected(
    visitor: Visitor,
) -> None:
    page = visitor.page
    visitor.sign_in("Verzonnen Woonstichting De Brug")
    page.goto("/imports/places")
    with page.expect_download() as example:
        page.locator("a[href$='example.csv']").click()
    good = example.value.path().read_bytes()
    for content, told in ((good.replace(b"0344", b"9999"), ".note--error"), (good, ".note--ok")):
        file = {"name": "week-48.csv", "mimeType": "text/csv", "buffer": content}
        page.locator("[name=file]").set_input_files(files=[file])
        visitor.press("form[enctype] button")
        page.locator(told).wait_for()
        assert "<h1" in visitor.focused()
        expect(page.locator(".site-nav [aria-current]")).to_have_attribute("href", "/places")
        expect(page.locator("#said")).not_to_be_empty()
        assert (visitor.violations(), visitor.overflows()) == ([], False)


def test_the_pages_of_a_care_provider_are_accessible_in_every_state(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in("Verzonnen Stichting Onderdak")
    for address in (
        *("/capacity", "/capacity/new", "/requests", "/offers?state="),
        *("/imports/requests", "/requests/new"),
    ):
        page.goto(address, wait_until="networkidle")
        assert (address, visitor.violations(), visitor.overflows()) == (address, [], False)
    page.locator("[name='tie.0.where']").fill("136000, 455000")
    visitor.press("[name=show]")
    page.locator(".live[data-ready]").wait_for()
    assert "data-takes-focus" in visitor.focused()
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    visitor.press("main form .actions button")
    page.locator(".note--error").wait_for()
    assert visitor.violations() == []
    page.goto("/requests")
    page.locator("tbody a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    path = page.url
    page.goto(f"{path}/correction", wait_until="networkidle")
    assert (visitor.violations(), visitor.overflows()) == ([], False)


def test_a_care_provider_writes_down_who_somebody_is_by_keyboard(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in("Verzonnen Stichting Onderdak")
    page.goto("/requests?state=ACTIVE")
    page.locator("tbody a").first.click()
    page.locator("a[href$='/persons']").click()
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    if page.locator("#person").count() == 0:
        page.locator(".card form button").first.click()
    visitor.tab_to("[name=givenName]")
    page.keyboard.type("Samira")
    visitor.press("#person form button")
    page.locator(".note--error").wait_for()
    assert 'role="alert"' in visitor.focused()
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    expect(page.locator("[name=givenName]")).to_have_value("Samira")


def test_a_household_opens_its_link_asks_and_answers_by_keyboard(
    visitor: Visitor, browser: Browser
) -> None:
    address = visitor.link_for_a_household()
    assert visitor.violations() == []
    language = str(visitor.page.locator("html").get_attribute("lang"))
    household = Visitor.at(visitor.origin, browser, language)
    page = household.page
    page.goto(address)
    expect(page.locator("[name=code]")).not_to_have_value("")
    assert "#" not in page.url
    assert (household.violations(), household.overflows()) == ([], False)
    page.keyboard.press("Enter")
    page.locator(".live[data-ready]").wait_for()
    assert (household.violations(), household.overflows()) == ([], False)
    expect(page.locator("[name=question]")).to_be_hidden()
    household.tab_to("[name=answer]")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    household.press("form.asks button")
    page.locator(".note--error").wait_for()
    assert 'role="alert"' in household.focused()
    assert household.violations() == []
    household.tab_to("[name=question]")
    page.keyboard.type("Mag de hond mee?")
    household.press("form.asks button")
    page.locator(".note--ok").wait_for()
    assert "data-takes-focus" in household.focused()
    household.press("[name=answer]", "Space")
    household.press("form.asks button")
    page.locator("[name=sure]").first.wait_for()
    assert "data-takes-focus" in household.focused()
    assert (household.violations(), household.overflows()) == ([], False)
    household.press("[name=sure]")
    page.locator(".note--ok").wait_for()
    expect(page.locator("form.asks")).to_have_count(0)
    assert household.violations() == []
    household.press("form[action$=leave] button")
    page.wait_for_url("**/leave")
    page.goto(address)
    page.keyboard.press("Enter")
    page.locator(".note--error").wait_for()
    assert (household.violations(), household.wrong) == ([], [])
    household.context.close()


def test_the_monitor_has_its_pictures_beside_their_tables_and_as_a_file(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.page.goto("/monitor")
    visitor.page.locator(".live[data-ready]").wait_for()
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    assert visitor.page.locator("svg.bars").count() == visitor.page.locator("table").count()
    with visitor.page.expect_download() as file:
        visitor.page.locator("a[href='/monitor.csv']").click()
    assert file.value.path().read_bytes().count(b"\r\n") > 50


def test_the_first_view_of_the_heaviest_page_is_light(origin: str, browser: Browser) -> None:
    visitor = Visitor.at(origin, browser, "nl")
    visitor.sign_in()
    visitor.first_proposal()
    visitor.page.locator(".live[data-ready]").wait_for()
    assert 20_000 < visitor.bytes <= MOST_BYTES
    visitor.context.close()


def test_one_decides_with_the_keyboard_alone_and_never_loses_the_place(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in()
    page.goto(visitor.first_proposal())
    page.keyboard.press("Tab")
    assert 'href="#main"' in visitor.focused()
    visitor.press("[name=outcome]", "Space")
    visitor.tab_to("[name=motivation]")
    page.keyboard.type(" ")
    visitor.press("form[hx-post$=decision] button")

    page.locator(".note--error").wait_for()
    assert 'role="alert"' in visitor.focused()
    assert visitor.violations() == []
    expect(page.locator("[name=outcome][value=APPROVED]")).to_be_checked()
    visitor.tab_to("[name=motivation]")
    page.keyboard.type(WHY)
    visitor.press("form[hx-post$=decision] button")

    page.locator(".note--ok").wait_for()
    assert "data-takes-focus" in visitor.focused()
    expect(page.locator("#said")).not_to_be_empty()
    expect(page.get_by_text(WHY)).to_be_visible()
    assert visitor.violations() == []
    visitor.tab_to("#decision a")
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)
    expect(page.locator("form[hx-post$=decision]")).to_be_visible()


def test_who_decides_second_is_told_so_in_place(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in()
    page.goto(visitor.first_proposal())
    other = visitor.context.new_page()
    for each in (page, other):
        each.goto(page.url)
        each.locator("[name=outcome][value=REJECTED]").check()
        each.locator("[name=reasonCode]").select_option("OTHER_PRIORITY")
        each.locator("[name=motivation]").fill("Een ander gaat voor.")
    other.locator("form[hx-post$=decision] button").click()
    other.locator(".note--ok").wait_for()
    page.locator("form[hx-post$=decision] button").click()
    page.locator(".note--error").wait_for()
    assert "data-takes-focus" in visitor.focused()
    assert visitor.violations() == []
    expect(page.locator("form[hx-post$=decision]")).to_have_count(0)


def test_without_scripts_everything_can_be_done(origin: str, browser: Browser) -> None:
    visitor = Visitor.at(origin, browser, "nl", scripts=False)
    page = visitor.page
    visitor.sign_in()
    proposal = visitor.first_proposal()
    expect(page.locator("figure.map svg circle").first).to_be_visible()
    page.goto(proposal)
    page.locator("[name=outcome][value=APPROVED]").check()
    page.locator("[name=motivation]").fill(WHY)
    page.get_by_role("button", name="Besluit opslaan").click()
    expect(page.locator(".note--ok")).to_be_visible()
    page.get_by_role("button", name="Uitloggen", exact=True).click()
    expect(page.get_by_role("heading", name="U bent uitgelogd")).to_be_visible()
    page.goto(proposal)
    expect(page.get_by_role("heading", name="Inloggen")).to_be_visible()
    visitor.context.close()
    assert visitor.wrong == []


def test_a_household_answers_without_scripts(origin: str, browser: Browser) -> None:
    visitor = Visitor.at(origin, browser, "nl", scripts=False)
    page = visitor.page
    where, _, code = visitor.link_for_a_household().partition("#")
    page.goto(where)
    page.locator("[name=code]").fill(code)
    page.get_by_role("button", name="Openen").click()
    expect(page.locator("figure.map svg circle").first).to_be_visible()
    expect(page.locator("[name=reasonCode]")).to_be_hidden()
    page.locator("[name=answer][value=DECLINED]").check()
    page.get_by_role("button", name="Versturen").click()
    expect(page.locator("#reasonCode-wrong")).to_be_visible()
    page.locator("[name=reasonCode]").select_option(index=1)
    page.locator("[name=remark]").fill("Te ver van school.")
    page.get_by_role("button", name="Versturen").click()
    page.get_by_role("button", name="Mijn antwoord veranderen").click()
    expect(page.locator("[name=remark]")).to_have_value("Te ver van school.")
    page.locator("[name=answer][value=ACCEPTED]").check()
    page.get_by_role("button", name="Versturen").click()
    page.get_by_role("button", name="Ja, dit is mijn antwoord").click()
    expect(page.get_by_role("heading", name="U hebt ja gezegd")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("button", name="Deze pagina sluiten").click()
    expect(page.get_by_role("heading", name="De pagina is gesloten")).to_be_visible()
    visitor.context.close()
    assert visitor.wrong == []


def test_a_round_is_started_and_followed_until_its_proposals_are_there(
    origin: str, browser: Browser
) -> None:
    visitor = Visitor.at(origin, browser, "nl")
    page = visitor.page
    visitor.sign_in()
    visitor.press("main form button")
    page.wait_for_url("**/rounds/*-*")
    expect(page.locator("dl.numbers")).to_be_visible(timeout=120_000)
    expect(page.locator("#said")).not_to_be_empty()
    assert visitor.violations() == []
    visitor.press(".nl-button--primary")
    page.wait_for_url("**/proposals*")
    visitor.context.close()
    assert visitor.wrong == []
