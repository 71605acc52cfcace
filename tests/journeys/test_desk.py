"""J1 and J10 of the counter, counted: an interaction is a key, a click, a scan or a phrase typed."""

import pytest
from playwright.sync_api import expect

CARD = "001189001234|012345678|Nguyễn Thị Hoa|13091989|Nữ|Tổ 4, phường Lạc Hồng, tỉnh Hồng Lạc|01072021"
AT_THE_COUNTER = pytest.mark.parametrize("width", [1440], ids=["desk"])


class Hands:
    """What a clerk does, counted."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, key):
        self.count += 1
        self.page.keyboard.press(key)

    def write(self, phrase):
        self.count += 1
        self.page.keyboard.type(phrase)

    def scan(self, text):
        """A hand-held scanner types what it reads into the field that has the focus, then Enter."""
        self.count += 1
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Enter")


@pytest.fixture
def hands(page):
    return Hands(page)


@AT_THE_COUNTER
def test_a_walk_in_with_a_card_is_received_in_twelve_interactions(page, sign_in, hands):
    sign_in("tiepnhan")

    hands.press("F2")
    page.wait_for_url("**/desk/serve")
    hands.scan(CARD)
    expect(page.locator("#id_phone:focus, #id_query:focus")).to_have_count(1)
    if page.locator("#id_phone:focus").count():
        hands.write("0912345678")
    hands.press("Control+k")
    hands.write("khai sinh")
    page.locator("#choice-1[aria-selected=true]").wait_for()
    hands.press("Enter")
    page.locator("[data-part=promise] .mc-due-at").wait_for()
    hands.press("Alt+Digit0")
    hands.press("F9")
    page.wait_for_url("**/received")
    heading = page.locator("h1").inner_text()
    hands.press("F2")
    page.wait_for_url("**/desk/serve")

    assert heading.startswith("H99.12-")
    assert page.locator(".mc-recent li").first.inner_text().startswith(heading[-4:])
    assert hands.count <= 12


@AT_THE_COUNTER
def test_a_card_may_be_scanned_into_any_field_and_what_stood_there_stays(page, sign_in, hands):
    sign_in("tiepnhan")
    page.goto("/desk/serve")
    page.locator("#id_email").fill("hoa@example.vn")

    page.locator("#id_email").focus()
    page.keyboard.press("End")
    hands.scan(CARD)
    expect(page.locator("#id_name")).to_have_value("Nguyễn Thị Hoa")

    assert page.locator("#id_birth_on").input_value() == "13/09/1989"
    assert page.locator("#id_email").input_value() == "hoa@example.vn"
    assert page.locator("#id_card").input_value() == ""


@AT_THE_COUNTER
def test_a_typing_tool_that_eats_the_scan_is_named_and_the_number_is_saved_from_the_keys(page, sign_in):
    sign_in("tiepnhan")
    page.goto("/desk/serve")
    page.locator("#id_name").focus()
    # As a Vietnamese typing tool does: the keys are pressed, what they write never reaches the field.
    page.evaluate(
        """(text) => [...text].forEach((letter) => document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", {
                code: letter === "|" ? "Backslash" : letter === "!" ? "Enter" : `Digit${letter}`,
                shiftKey: letter === "|", bubbles: true, cancelable: true,
            })
        ))""",
        "001075004321|||01011975|||01012021!",
    )
    expect(page.locator("#id_number")).to_have_value("001075004321")

    assert page.locator("[data-ime]").is_visible()


@AT_THE_COUNTER
@pytest.mark.parametrize("language", ["vi"])
def test_a_result_is_handed_over_in_five_interactions(page, sign_in, hands):
    sign_in("traketqua")
    page.goto("/desk/returns")
    number = page.locator("tbody th a").first.inner_text()
    page.goto("/desk")

    hands.press("Alt+KeyR")
    page.wait_for_url("**/desk/returns")
    hands.scan(f"https://mot-cua.example/track/{number}")
    page.wait_for_url(f"**/desk/returns/{number}")
    hands.press("Space")
    hands.press("Alt+KeyR")
    page.wait_for_url("**/desk/returns")

    assert number in page.locator(".mc-messages").inner_text()
    assert hands.count <= 5


@AT_THE_COUNTER
def test_the_sheet_of_keys_opens_and_closes_by_keys(page, sign_in):
    sign_in("tiepnhan")

    page.keyboard.press("Shift+Slash")
    is_open = page.locator("dialog#keys").is_visible()
    page.keyboard.press("Escape")

    assert is_open
    assert not page.locator("dialog#keys").is_visible()
