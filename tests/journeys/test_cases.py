"""Officers at their work list, by keyboard at a desk and by thumb on a phone.

The journeys share one demo, so each leaves the dossiers where it found them.
"""

import re

import pytest
from playwright.sync_api import expect

# The head of a division: in the demo three dossiers wait for this desk.
HEAD = "truongphong"
AT_A_DESK = pytest.mark.parametrize("width", [1440])
ON_A_PHONE = pytest.mark.parametrize("width", [390])
IN_VIETNAMESE = pytest.mark.parametrize("language", ["vi"])


def rows(page):
    return page.locator("[data-worklist] li")


def current(page):
    return page.locator("[data-worklist] li[aria-current]")


def peeked(page):
    """The main act of the row one is at: there once the peek has come."""
    number = current(page).get_attribute("id")
    return page.locator(f'[data-peek] form[action="/cases/{number}/forward"]')


@AT_A_DESK
def test_an_officer_clears_a_step_with_one_key_and_takes_it_back_with_another(page, sign_in):
    sign_in(HEAD)
    expect(peeked(page)).to_be_visible()
    first, second = rows(page).nth(0).get_attribute("id"), rows(page).nth(1).get_attribute("id")
    count = rows(page).count()

    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(count - 1)
    expect(current(page)).to_have_id(second)
    expect(page.locator("[data-undo]")).to_contain_text(first)

    page.keyboard.press("Control+z")
    page.wait_for_url(f"**/cases/{first}")
    page.keyboard.press("Escape")
    page.wait_for_url("**/cases")
    expect(rows(page)).to_have_count(count)


@AT_A_DESK
@IN_VIETNAMESE
def test_several_are_passed_on_with_five_keys_and_each_has_its_line(page, sign_in):
    sign_in(HEAD)
    count = rows(page).count()
    picked = [rows(page).nth(at).get_attribute("id") for at in (0, 1)]

    for key in "xjxt":
        page.keyboard.press(key)

    lines = page.locator(".mc-outcomes li")
    expect(lines).to_have_count(2)
    for number in picked:
        line = lines.filter(has_text=number)
        expect(line).to_contain_text("Đã chuyển bước sau.")
    for number in picked:
        page.locator(f'form[action="/cases/{number}/recall"] button').press("Enter")
        page.wait_for_url(f"**/cases/{number}")
        page.go_back()
    page.goto("/cases")
    expect(rows(page)).to_have_count(count)


@AT_A_DESK
@IN_VIETNAMESE
def test_letters_are_letters_while_one_types(page, sign_in):
    sign_in(HEAD)
    before = current(page).get_attribute("id")

    page.keyboard.press("Slash")
    page.keyboard.type("jxtn")

    expect(page.locator("[data-search]")).to_have_value("jxtn")
    expect(current(page)).to_have_id(before)
    expect(page.locator("[data-worklist] :checked")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator(".mc-empty")).to_contain_text("Không có hồ sơ nào khớp bộ lọc.")


@AT_A_DESK
@IN_VIETNAMESE
def test_single_keys_can_be_turned_off_and_stay_off(page, sign_in):
    sign_in(HEAD)
    before = current(page).get_attribute("id")

    page.keyboard.press("Shift+Slash")
    page.locator("[data-keys-switch]").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    for key in ("j", "x", "Slash"):
        page.keyboard.press(key)

    expect(current(page)).to_have_id(before)
    expect(page.locator("[data-worklist] :checked")).to_have_count(0)
    expect(page.locator("[data-search]")).not_to_be_focused()


@AT_A_DESK
@IN_VIETNAMESE
def test_the_keys_of_a_dossier_lead_through_ones_work_and_back_to_the_list(page, sign_in):
    sign_in(HEAD)
    first, second = rows(page).nth(0).get_attribute("id"), rows(page).nth(1).get_attribute("id")

    page.keyboard.press("o")
    page.wait_for_url(f"**/cases/{first}")
    page.keyboard.press("j")
    page.wait_for_url(f"**/cases/{second}")
    page.keyboard.press("k")
    page.wait_for_url(f"**/cases/{first}")
    page.keyboard.press("l")
    expect(page.locator("#send-back_reason")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url("**/cases")


@AT_A_DESK
@IN_VIETNAMESE
def test_escape_closes_what_is_open_before_it_leaves_the_dossier(page, sign_in):
    sign_in(HEAD)
    page.keyboard.press("o")
    page.wait_for_url(re.compile(r"/cases/H"))
    menu = page.locator("main details.mc-menu").first
    menu.locator("summary").click()
    expect(menu).to_have_attribute("open", "")

    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    page.keyboard.press("l")
    expect(page.locator("#send-back_reason")).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator("[data-act=send-back]")).not_to_have_attribute("open", "")
    expect(page).to_have_url(re.compile(r"/cases/H"))


@ON_A_PHONE
def test_on_a_phone_a_tap_opens_the_dossier_with_its_act_in_reach(page, sign_in, faults):
    sign_in(HEAD)
    expect(page.locator("[data-peek]")).to_be_hidden()
    number = rows(page).nth(0).get_attribute("id")

    rows(page).nth(0).locator(".mc-where").click()

    page.wait_for_url(f"**/cases/{number}")
    expect(page.locator("[data-main] button")).to_be_visible()
    assert faults() == []


@AT_A_DESK
def test_the_list_with_its_peek_and_the_dossier_are_accessible(page, sign_in, faults):
    sign_in(HEAD)
    expect(peeked(page)).to_be_visible()

    of_list = faults()
    page.keyboard.press("o")
    page.wait_for_url(re.compile(r"/cases/H"))
    of_dossier = faults()

    assert (of_list, of_dossier) == ([], [])
