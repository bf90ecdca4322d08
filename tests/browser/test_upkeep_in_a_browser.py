"""What an owner and a care provider keep up in a browser, by keyboard: who comes, teams and leases,
where a request stands, who somebody is. A file is an installation; this is the second."""

from __future__ import annotations

from pictures import OWNERS
from playwright.sync_api import expect
from site_for_browsers import Visitor

CARER = "Verzonnen Stichting Onderdak"


def saved(visitor: Visitor) -> None:
    """That it is saved is told, has the keyboard, and nothing on the page keeps anybody out."""
    visitor.page.locator(".note--ok").wait_for()
    assert "data-takes-focus" in visitor.focused()
    fine(visitor)


def refused(visitor: Visitor) -> None:
    visitor.page.locator(".note--error").wait_for()
    assert 'role="alert"' in visitor.focused()
    fine(visitor)


def fine(visitor: Visitor) -> None:
    assert (visitor.violations(), visitor.overflows()) == ([], False)


def write(visitor: Visitor, name: str, text: str) -> None:
    """Over what stands there."""
    visitor.tab_to(f"[name='{name}']")
    visitor.page.keyboard.press("Control+A")
    visitor.page.keyboard.type(text)


def goes_on_to(visitor: Visitor, address: str, under: str) -> None:
    """A list that stands under another one in the menu."""
    visitor.press(f"a[href='{address}']")
    visitor.page.wait_for_url(f"**{address}")
    current = visitor.page.locator(".site-nav [aria-current]")
    expect(current).to_have_attribute("href", under)
    fine(visitor)


def test_an_owner_opens_who_comes(visitor: Visitor) -> None:
    page = visitor.page
    for owner in OWNERS:
        visitor.sign_in(owner)
        page.goto("/placements?state=CONFIRMED")
        if page.locator("main .card a").count():
            break
    visitor.press("main .card a")
    page.locator("#open").wait_for()
    before = page.locator("tbody tr").count()
    fine(visitor)
    visitor.press("#open form button")
    refused(visitor)
    visitor.tab_to("[name=purpose]")
    page.keyboard.press("ArrowDown")
    visitor.press("#open form button")
    page.wait_for_url("**opened=*")
    assert "data-takes-focus" in visitor.focused()
    expect(page.locator("tbody tr")).to_have_count(before + 1)
    fine(visitor)


def test_a_care_provider_changes_what_a_team_and_its_leases_can_be(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in(CARER)
    page.goto("/requests")
    visitor.press(".site-nav a[href='/capacity']")
    page.wait_for_url("**/capacity")
    visitor.press("tbody a")
    page.locator("[name=slots]").wait_for()
    write(visitor, "slots", "veel")
    visitor.press("main .actions button")
    refused(visitor)
    write(visitor, "slots", "57")
    visitor.press("main .actions button")
    saved(visitor)
    expect(page.get_by_role("cell", name="57")).to_be_visible()
    goes_on_to(visitor, "/lease-budgets", under="/capacity")
    visitor.press("tbody a")
    page.locator("[name=leases]").wait_for()
    write(visitor, "leases", "41")
    visitor.press("main .actions button")
    saved(visitor)
    expect(page.get_by_role("cell", name="41")).to_be_visible()


def test_a_care_provider_makes_a_group_and_a_municipality_writes_down_what_it_agreed(
    visitor: Visitor,
) -> None:
    page = visitor.page
    visitor.sign_in(CARER)
    page.goto("/requests")
    goes_on_to(visitor, "/request-groups", under="/requests")
    visitor.press("a[href='/request-groups/new']")
    page.locator("[name=name]").wait_for()
    visitor.press("main .actions button")
    refused(visitor)
    write(visitor, "name", "Vriendengroep")
    visitor.press("[name=kind]", "Space")
    visitor.press("main .actions button")
    saved(visitor)
    visitor.press("tbody a")
    page.locator(".panel").first.wait_for()
    fine(visitor)
    visitor.sign_in()
    page.goto("/policies")
    goes_on_to(visitor, "/quotas", under="/policies")
    visitor.press("a[href='/quotas/new']")
    page.locator("[name=minimum]").wait_for()
    write(visitor, "minimum", "veel")
    visitor.press("main .actions button")
    refused(visitor)
    write(visitor, "minimum", "7")
    write(visitor, "period.startDate", "1-1-2026")
    visitor.press("main .actions button")
    saved(visitor)
    visitor.press("tbody a")
    page.locator("[name=maximum]").wait_for()
    fine(visitor)


def test_an_owner_writes_down_what_it_agreed_with_a_care_provider(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in(OWNERS[0])
    page.goto("/places")
    goes_on_to(visitor, "/agreements", under="/places")
    visitor.press("tbody a")
    page.locator("[name=contractForms]").first.wait_for()
    fine(visitor)
    write(visitor, "period.endDate", "gisteren")
    visitor.press("main .actions button")
    refused(visitor)
    write(visitor, "period.endDate", "31-12-2030")
    visitor.press("main .actions button")
    saved(visitor)
    expect(page.get_by_role("cell", name="31 december 2030")).to_be_visible()


def test_a_request_is_paused_taken_up_again_and_withdrawn(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in(CARER)
    page.goto("/requests?state=ACTIVE&sort=waitingSinceDate")
    visitor.press("tbody a")
    page.locator("#state").wait_for()
    visitor.press("[value=PARKED]")
    refused(visitor)
    write(visitor, "parkedUntilDate", "31-12-2027")
    for move in ("PARKED", "ACTIVE", "WITHDRAWN"):
        visitor.press(f"[value={move}]")
        page.wait_for_url("**saved=1")
        page.locator(f"[value={move}]").wait_for(state="detached")
        saved(visitor)
    expect(page.locator("#state")).to_have_count(0)


def test_somebody_is_written_down_corrected_and_removed(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in(CARER)
    page.goto(a_request_of_somebody_of_27(visitor))
    visitor.press("a[href$='/persons']")
    page.locator("#person").wait_for()
    filled = {"givenName": "Samira", "familyName": "de Boer", "dateOfBirth": "14-02-1980"}
    for name, text in filled.items():
        write(visitor, name, text)
    visitor.press("#person button")
    saved(visitor)
    visitor.press(".card a")
    page.wait_for_url("**correct=*")
    assert "data-takes-focus" in visitor.focused()
    write(visitor, "familyName", "van den Berg")
    visitor.press("#person button")
    saved(visitor)
    expect(page.get_by_role("heading", name="Samira van den Berg")).to_be_visible()
    visitor.press(".card button")
    page.wait_for_url("**done=removed")
    saved(visitor)
    expect(page.get_by_role("heading", name="Samira")).to_have_count(0)


def a_request_of_somebody_of_27(visitor: Visitor) -> str:
    """The address of one that waits, of a single person of whom nothing is written down."""
    page = visitor.page
    page.goto("/requests?state=ACTIVE")
    for path in [each.get_attribute("href") for each in page.locator("tbody a").all()]:
        page.goto(f"{path}/correction")
        ages = [each.input_value() for each in page.locator("#members input").all()]
        page.goto(f"{path}/persons")
        if [age for age in ages if age] == ["1"] == ages[-1:] and not page.locator(".card").count():
            return str(path)
    raise AssertionError("nobody of 27 or older waits")
