"""A municipality's pages in a browser: at the table, in the meeting and beside it."""

from __future__ import annotations

from playwright.sync_api import expect
from site_for_browsers import Visitor


def test_one_tries_a_veto_by_keyboard_and_hears_whom_it_costs(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in()
    page.goto(visitor.first_proposal())
    visitor.tab_to("[name=act]")
    page.keyboard.press("Space")
    visitor.tab_to("form[hx-target='#tried'] button")
    page.keyboard.press("Enter")
    page.locator("#tried .note").wait_for()
    expect(page.locator("#said")).to_have_text(page.locator("#tried .note p").first.inner_text())
    assert "button" in visitor.focused()
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    expect(page.locator("form[hx-post$=decision]")).to_be_visible()


def test_one_decides_on_several_at_once_by_keyboard_after_a_look_at_what_would_happen(
    visitor: Visitor,
) -> None:
    page = visitor.page
    visitor.sign_in()
    visitor.first_proposal()
    for _ in range(2):
        visitor.tab_to("[name=chosen]:not(:checked)")
        page.keyboard.press("Space")
    expect(page.locator("[data-count]")).to_contain_text("2")
    visitor.tab_to("button[value=REJECTED]")
    page.keyboard.press("Enter")
    page.locator("form#batch [name=motivation]").wait_for()
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    visitor.tab_to("[name=motivation]")
    page.keyboard.type("Eerst wordt de buurt gehoord.")
    visitor.tab_to("form#batch button")
    page.keyboard.press("Enter")
    page.locator(".note--error").wait_for()
    assert 'role="alert"' in visitor.focused()
    assert visitor.violations() == []
    visitor.tab_to("[name=reasonCode]")
    page.keyboard.press("End")
    visitor.tab_to("form#batch button")
    page.keyboard.press("Enter")
    page.locator("#done").wait_for()
    assert "data-takes-focus" in visitor.focused()
    assert (visitor.violations(), page.locator(".note--ok li").count()) == ([], 2)


def test_the_meeting_is_accessible_with_names_to_sign_and_prints(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in()
    visitor.first_proposal()
    page.goto(f"{page.url.partition('/proposals')[0]}/meeting", wait_until="networkidle")
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    expect(page.locator("[data-print]")).to_be_visible()
    visitor.tab_to("[name=present]")
    page.keyboard.type("A. de Vries")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".signatures tbody tr")).to_have_count(1)
    assert (visitor.violations(), visitor.overflows()) == ([], False)
    page.emulate_media(media="print")
    expect(page.locator("textarea")).to_be_hidden()
    expect(page.locator("td.print-only").first).to_be_visible()
