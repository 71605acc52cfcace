"""J1 and J10 of the counter, counted: an interaction is a key, a click, a scan or a phrase typed."""

import pytest
from playwright.sync_api import expect

CARD = "001189001234|012345678|Nguyễn Thị Hoa|13091989|Nữ|Tổ 4, phường Lạc Hồng, tỉnh Hồng Lạc|01072021"
AT_THE_COUNTER = pytest.mark.parametrize("width", [1440], ids=["desk"])

# A result that came back to the centre in time and lies in its place.
_RESULT = """
dossier = received(2)
for task, who in ((2, "truongphong"), (3, "thuly"), (4, "truongphong"), (5, "lanhdao")):
    forward(dossier, task, who)
actions.issue_result(dossier.number, task=6, result="12/GCN", by=by("vanthu"), at=at)
actions.confirm_result(dossier.number, place="A1", by=by("traketqua"), at=at)
print("MADE", dossier.number)
"""


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
def test_a_result_is_handed_over_in_five_interactions(page, sign_in, hands, made):
    [number] = made(_RESULT)
    sign_in("traketqua")

    hands.press("Alt+KeyR")
    page.wait_for_url("**/desk/returns")
    hands.scan(f"https://mot-cua.example/track/{number}")
    page.wait_for_url(f"**/desk/returns/{number}")
    expect(page.locator("[name=is_identity_checked]")).to_be_focused()
    hands.press("Space")
    hands.press("Alt+KeyR")
    page.wait_for_url("**/desk/returns")

    assert number in page.locator(".mc-messages").inner_text()
    assert hands.count <= 5


_FILED = """
dossier = filed_online()
scanned(dossier)
print("MADE", dossier.number)
"""


@pytest.mark.parametrize("width", [1440, 390], ids=["desk", "phone"])
def test_reception_marks_the_place_on_the_page_it_asks_a_supplement_for(page, sign_in, hands, made, faults):
    [number] = made(_FILED)
    sign_in("tiepnhan")
    page.goto(f"/desk/online/{number}")

    hands.press("F8")
    hands.click('input[name="wanted_2"]')
    hands.mark(left=0.6, top=0.1, right=0.9, bottom=0.25)
    expect(page.locator('[name="p2-place"]')).to_have_value("top-right")
    found = faults()
    hands.fill('[name="wrong_2"]', "Ảnh mờ")
    hands.fill('[name="mend_2"]', "Chụp lại cho rõ")
    hands.click("form[action$='/supplement'] > button")
    page.wait_for_url(f"**/desk/supplements/{number}")

    assert hands.count <= 8
    expect(page.locator(".mc-marked .mc-mark")).to_be_visible()
    assert found + faults() == []


@AT_THE_COUNTER
@pytest.mark.parametrize("language", ["vi"])
def test_reception_marks_by_keys_alone(page, sign_in, made):
    [number] = made(_FILED)
    sign_in("tiepnhan")
    page.goto(f"/desk/online/{number}")
    page.keyboard.press("F8")
    page.locator('input[name="wanted_2"]').check()

    page.locator(".mc-marker-hand:visible").focus()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowDown"):
        page.keyboard.press(key)

    assert page.locator('[name="p2-drawn"]').input_value() == "390 400 300 220"
    assert page.locator('[name="p2-place"]').input_value() == "middle"


@AT_THE_COUNTER
def test_the_sheet_of_keys_opens_and_closes_by_keys(page, sign_in):
    sign_in("tiepnhan")

    page.keyboard.press("Shift+Slash")
    is_open = page.locator("dialog#keys").is_visible()
    page.keyboard.press("Escape")

    assert is_open
    assert not page.locator("dialog#keys").is_visible()
