"""A municipality's pages in a browser: at the table, in the meeting and beside it."""

from __future__ import annotations

from playwright.sync_api import Browser, expect
from site_for_browsers import Visitor


def test_one_tries_a_veto_by_keyboard_and_hears_whom_it_costs(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in()
    page.goto(visitor.first_proposal())
    visitor.press("[name=act]", "Space")
    visitor.press("form[hx-target='#tried'] button")
    page.locator("#came-of-it").wait_for()
    ids = page.locator("[id]").evaluate_all("all => all.map((each) => each.id)")
    assert sorted(ids) == sorted(set(ids))
    expect(page.locator("#said")).to_have_text(page.locator("#tried .note p").first.inner_text())
    assert "button" in visitor.focused()
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    expect(page.locator("form[hx-post$=decision]")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("#decision")).to_be_hidden()


def test_one_decides_on_several_at_once_by_keyboard_after_a_look_at_what_would_happen(
    visitor: Visitor,
) -> None:
    page = visitor.page
    visitor.sign_in()
    visitor.first_proposal()
    for _ in range(2):
        visitor.press("[name=chosen]:not(:checked)", "Space")
    expect(page.locator("[data-count]")).to_contain_text("2")
    visitor.press("button[value=REJECTED]")
    page.locator("form#batch [name=motivation]").wait_for()
    assert "<h1" in visitor.focused()
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    visitor.tab_to("[name=motivation]")
    page.keyboard.type("Eerst wordt de buurt gehoord.")
    visitor.press("form#batch button")
    page.locator(".note--error").wait_for()
    assert 'role="alert"' in visitor.focused()
    assert visitor.violations() == []
    visitor.tab_to("[name=reasonCode]")
    page.keyboard.press("End")
    visitor.press("form#batch button")
    page.locator("#done").wait_for()
    assert "data-takes-focus" in visitor.focused()
    assert (visitor.violations(), page.locator(".note--ok li").count()) == ([], 2)


def test_the_meeting_is_accessible_with_names_to_sign_and_prints(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in()
    visitor.first_proposal()
    page.goto(f"{page.url.partition('/proposals')[0]}/meeting", wait_until="networkidle")
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    visitor.press("a[href='?whole=1']")
    expect(page.locator("[data-print]")).to_be_visible()
    expect(page.locator("[name=chosen]")).to_have_count(0)
    visitor.tab_to("[name=present]")
    page.keyboard.type("A. de Vries")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".signatures tbody tr")).to_have_count(1)
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    page.emulate_media(media="print")
    expect(page.locator("textarea")).to_be_hidden()
    expect(page.locator("td.print-only").first).to_be_visible()


def test_what_came_of_a_round_is_walked_by_keyboard(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in()
    page.goto("/rounds")
    visitor.press(".card h3 a")
    page.locator("dl.numbers").wait_for()
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    for leads in ("/scarcity", "/unplaced"):
        summary = page.url
        visitor.press(f"a[href$='{leads}']")
        page.wait_for_url(f"**{leads}")
        page.wait_for_load_state("networkidle")
        assert (visitor.violations(), visitor.overflows()) == ([], False)
        visitor.press(".trail a")
        page.wait_for_url(summary)


def test_the_watch_list_is_walked_by_keyboard(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in()
    page.goto("/rounds")
    visitor.press(".site-nav a[href='/watch']")
    page.wait_for_url("**/watch")
    for part in ("#youth", "#long", "#ending", "#due"):
        visitor.press(f"a[href='{part}']")
        expect(page.locator(part)).to_be_in_viewport()
    assert page.locator("#youth ~ .table-wide tbody tr").count()
    assert (visitor.violations(), visitor.overflows()) == ([], False)


def test_a_policy_is_read_compared_and_tried_by_keyboard(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in()
    page.goto("/rounds")
    visitor.press(".site-nav a[href='/policies']")
    page.wait_for_url("**/policies")
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    for choose in ("#before", "#after"):
        visitor.tab_to(choose)
        page.keyboard.press("End" if choose == "#before" else "ArrowDown")
    visitor.press("form.filters button")
    page.wait_for_url("**/policies/compared**")
    assert page.locator("tbody tr").count() > 3
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    page.go_back()
    visitor.press("th[scope=row] a")
    expect(page.locator("#p-tiers")).to_be_visible()
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    visitor.press("a[href*='/policies/trials']")
    page.wait_for_url("**/policies/trials**")
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    visitor.press("form[hx-target='#tried'] button")
    page.locator("#tried .numbers").wait_for(timeout=60_000)
    expect(page.locator("#said")).to_have_text(page.locator("#tried .note p").first.inner_text())
    assert "button" in visitor.focused()
    assert page.locator("#tried .badge--good").count()
    assert (visitor.violations(), visitor.overflows()) == ([], False)


def test_a_new_version_of_a_policy_is_made_by_keyboard(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in()
    page.goto("/policies")
    visitor.press("form[action='/policies/new'] button")
    page.wait_for_url("**/policies/new**")
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    name = f"Ons beleid {page.locator('html').get_attribute('lang')}"
    for field, text in (("name", name), ("waitDays", "veel")):
        page.locator(f"[name={field}]").fill(text)
    visitor.press("main form .actions button")
    page.locator(".note--error").wait_for()
    assert 'role="alert"' in visitor.focused()
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    page.locator("[name=waitDays]").fill("7")
    visitor.press("main form .actions button")
    page.locator("#changes").wait_for()
    assert "data-takes-focus" in visitor.focused()
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    visitor.press("[name=sure]")
    page.wait_for_url("**saved=1")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{name} (1)")
    assert (visitor.violations(), visitor.overflows()) == ([], False)


def test_without_scripts_a_policy_is_tried_and_the_lists_are_there(
    origin: str, browser: Browser
) -> None:
    visitor = Visitor.at(origin, browser, "nl", scripts=False)
    page = visitor.page
    visitor.sign_in()
    page.goto("/policies/trials")
    page.locator("#policyId").select_option(index=1)
    page.locator("form[action='/policies/trials'] button").click()
    expect(page.locator("#tried [role=status]")).to_be_visible()
    while page.locator("#tried .numbers").count() == 0:
        page.locator("#tried [role=status] a").click()
    page.goto("/watch")
    expect(page.locator("#youth")).to_be_visible()
    page.goto("/rounds")
    page.locator(".card h3 a").first.click()
    expect(page.locator("dl.numbers")).to_be_visible()
    page.locator("a[href$='/meeting']").click()
    expect(page.locator("[name=present]")).to_be_visible()
    expect(page.locator("[data-print]")).to_be_hidden()
    visitor.context.close()
    assert visitor.wrong == []


def test_a_field_that_was_dragged_larger_breaks_no_swap(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in()
    page.goto("/policies/trials")
    page.evaluate("document.querySelector('#tried').innerHTML = '<h2 id=came-of-it></h2>'")
    page.evaluate("document.querySelector('#came-of-it').style.height = '300px'")
    page.locator("form[hx-target='#tried'] button").click()
    page.locator("#tried .numbers").wait_for(timeout=60_000)
