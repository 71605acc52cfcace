"""J3, J8 (both halves), J9 and J11, counted: an interaction is a key, a click or a choice.

Each journey works on dossiers of its own, brought to its beginning by the real actions.
"""

import pytest
from playwright.sync_api import expect

from tests.factories import files

AT_A_DESK = pytest.mark.parametrize("width", [1440])
ON_A_PHONE = pytest.mark.parametrize("width", [390])
IN_VIETNAMESE = pytest.mark.parametrize("language", ["vi"])

_AT_EXAMINATION = """
dossier = received(2)
forward(dossier, 2, "truongphong", person_id=User.objects.get(username="thuly").pk)
print("MADE", dossier.number)
"""
# The lease has a copy, on which a place can be marked.
_SCANNED = """
dossier = received(2)
scanned(dossier)
forward(dossier, 2, "truongphong", person_id=User.objects.get(username="thuly").pk)
print("MADE", dossier.number)
"""
_TWENTY = """
from motcua.accounts.actions import set_pin
set_pin(User.objects.get(username="lanhdao").pk, pin="294715", at=at)
for _each in range(20):
    dossier = received(2)
    for task, who in ((2, "truongphong"), (3, "thuly"), (4, "truongphong")):
        forward(dossier, task, who, note="Đủ điều kiện, đề nghị cấp")
    print("MADE", dossier.number)
"""
_NO_PIN = """
from motcua.accounts.models import SigningPin
SigningPin.objects.all().delete()
"""
_AT_SIGNATURE = """
for advice in ("Đủ điều kiện, đề nghị cấp", "Đã kiểm tra địa điểm", "Cần xem kỹ"):
    dossier = received(2)
    forward(dossier, 2, "truongphong")
    forward(dossier, 3, "thuly")
    forward(dossier, 4, "truongphong", note=advice)
    print("MADE", dossier.number)
"""
_LATE = """
dossier = received(30)
actions.draft_apology(dossier.number, by=by("giamsat"), at=at)
print("MADE", dossier.number)
"""


@AT_A_DESK
def test_an_officer_clears_a_step_in_one_click_and_takes_it_back_with_a_second(page, sign_in, hands, made):
    [number] = made(_AT_EXAMINATION)
    sign_in("thuly")
    page.goto(f"/cases?q={number}")
    expect(page.locator(f'[data-peek] form[action="/cases/{number}/forward"]')).to_be_visible()

    hands.click("[data-peek] [data-main] button")
    undo = page.locator("[data-undo]")
    expect(undo).to_contain_text(number)
    hands.click("[data-undo] button")
    page.wait_for_url(f"**/cases/{number}")

    assert hands.count <= 3
    expect(page.locator("[data-main] button")).to_be_visible()


@AT_A_DESK
def test_a_supplement_is_asked_for_in_eight_interactions_and_read_before_it_is_sent(
    page, sign_in, hands, made, faults
):
    [number] = made(_AT_EXAMINATION)
    sign_in("thuly")
    page.goto(f"/cases/{number}")

    hands.press("b")
    page.wait_for_url(f"**/cases/{number}/supplement")
    hands.click('input[name="p2-wanted"]')
    hands.choose('select[name="p2-reason"]', "blurred")
    mended = page.locator('[name="p2-mend"]').input_value()
    found = faults()
    hands.press("Control+Enter")
    letter = page.locator(".mc-letter")
    expect(letter).to_contain_text(number)
    expect(letter).to_contain_text(mended)
    found += faults()
    hands.click(".mc-letter button")
    page.wait_for_url(f"**/cases/{number}")

    assert hands.count <= 8
    assert mended
    expect(page.locator(".dl-paused").first).to_be_visible()
    assert found + faults() == []


@AT_A_DESK
def test_the_place_is_marked_on_the_page_with_the_pointer_and_seen_by_all(page, sign_in, hands, made, faults):
    [number] = made(_SCANNED)
    sign_in("thuly")
    page.goto(f"/cases/{number}")

    hands.press("b")
    page.wait_for_url(f"**/cases/{number}/supplement")
    hands.click('input[name="p2-wanted"]')
    hands.choose('select[name="p2-reason"]', "blurred")
    hands.mark(left=0.6, top=0.1, right=0.9, bottom=0.25)
    found = faults()
    hands.press("Control+Enter")
    expect(page.locator(".mc-letter .mc-mark")).to_be_visible()
    found += faults()
    hands.click(".mc-letter button")
    page.wait_for_url(f"**/cases/{number}")

    assert hands.count <= 8
    expect(page.locator(".mc-wanted-lines .mc-mark")).to_be_visible()
    assert found + faults() == []


@AT_A_DESK
@IN_VIETNAMESE
def test_the_place_is_marked_by_keys_alone_or_said_in_words(page, sign_in, made):
    [number] = made(_SCANNED)
    sign_in("thuly")
    page.goto(f"/cases/{number}/supplement")
    page.locator('input[name="p2-wanted"]').check()
    drawn, place = page.locator('[name="p2-drawn"]'), page.locator('[name="p2-place"]')

    page.locator(".mc-marker-hand:visible").focus()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowDown"):
        page.keyboard.press(key)
    by_keys = drawn.input_value(), place.input_value()
    page.keyboard.press("Delete")
    removed = drawn.input_value(), place.input_value()
    place.select_option("bottom-left")

    assert by_keys == ("390 400 300 220", "middle")
    assert removed == ("", "")
    expect(page.locator("[data-sheet]:visible .mc-mark")).to_have_attribute("y", "666")


_ASKED = (
    _SCANNED
    + """
from motcua.dossiers.rules import Wanted
from motcua.dossiers.rules.marks import Mark
from motcua.dossiers.supplements import sheets
[sheet] = sheets(dossier.pk)[2]
mark = Mark(1, sheet.scan.file.sha256, 1, 600, 100, 300, 150)
wanted = [Wanted("Hợp đồng thuê nhà", "Ảnh mờ", "Chụp lại cho rõ", 2, mark)]
actions.request_supplement(dossier.number, task=3, wanted=wanted, by=by("thuly"), at=at)
"""
)


@ON_A_PHONE
def test_the_applicant_sees_the_mark_photographs_and_sends_in_six_interactions(
    page, hands, made, faults, tmp_path
):
    [number] = made(_ASKED)
    photo = tmp_path / "anh.jpg"
    photo.write_bytes(files.image(seed=7))
    # The link of the message, or the code of the receipt.
    page.goto(f"/track/{number}")

    hands.fill("input[name=digits]", "5678")
    hands.press("Enter")
    expect(page.locator(".mc-to-supplement")).to_be_visible()
    found = faults()
    hands.click(".mc-to-supplement")
    expect(page.locator(".mc-bring .mc-mark")).to_be_visible()
    found += faults()
    hands.photograph("#file-1", photo)
    hands.click("form[data-upload] > .mc-btn-primary")
    page.wait_for_url("**/supplement/review")
    expect(page.locator(".mc-bring-pages img")).to_have_count(1)
    found += faults()
    hands.click("main form .mc-btn-primary")
    page.wait_for_url("**supplemented")

    assert hands.count <= 6
    expect(page.locator(".mc-note-ok[role=status] .mc-why")).to_be_visible()
    expect(page.locator(".dl-paused")).to_have_count(0)
    assert found + faults() == []


def test_without_a_script_the_applicant_sends_too(chromium, product, made, tmp_path):
    [number] = made(_ASKED)
    photo = tmp_path / "anh.jpg"
    photo.write_bytes(files.image(seed=8))
    context = chromium.new_context(
        base_url=product, locale="vi", viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"/track/{number}")
    page.locator("input[name=digits]").fill("5678")
    page.locator("input[name=digits]").press("Enter")

    page.locator(".mc-to-supplement").click()
    page.locator("#file-1").set_input_files(photo)
    page.locator("form[data-upload] > .mc-btn-primary").click()
    page.locator("main form .mc-btn-primary").click()

    expect(page.locator(".mc-note-ok[role=status]")).to_be_visible()
    context.close()


@ON_A_PHONE
@IN_VIETNAMESE
def test_on_a_phone_the_request_for_supplement_is_whole_and_accessible(page, sign_in, made, faults):
    [number] = made(_AT_EXAMINATION)
    sign_in("thuly")
    page.goto(f"/cases/{number}/supplement")
    page.locator('input[name="p1-wanted"]').check()
    page.locator('select[name="p1-reason"]').select_option("other")
    expect(page.locator('[name="p1-detail"]')).to_be_focused()
    found = faults()
    page.locator('[name="p1-detail"]').fill("Tẩy xóa ngày sinh")
    page.locator('[name="p1-mend"]').fill("Nộp bản không tẩy xóa")
    page.locator("form[data-supplement] > section .mc-btn-primary").click()

    expect(page.locator(".mc-letter")).to_contain_text("Tẩy xóa ngày sinh")
    assert found + faults() == []


@ON_A_PHONE
def test_a_leader_signs_on_a_phone_all_that_is_not_set_aside(page, sign_in, hands, made, faults):
    numbers = made(_AT_SIGNATURE)
    sign_in("lanhdao")
    page.goto("/cases/sign")
    # What is signed with a number of its own stands below, to be opened.
    shown = page.locator("[data-sign] .mc-sign-card")
    count = shown.count()
    found = faults()

    hands.click(f'input[name=later][value^="{numbers[2]}:"]')
    expect(page.locator("[data-sign-count]")).to_contain_text(str(count - 1))
    hands.click(".mc-sign-bar button")

    lines = page.locator(".mc-outcomes li")
    expect(lines).to_have_count(count - 1)
    expect(page.locator(".mc-outcome-ok")).to_have_count(count - 1)
    expect(lines.filter(has_text=numbers[2])).to_have_count(0)
    assert hands.count == 2
    assert found + faults() == []
    page.goto("/cases/sign")
    expect(shown).to_have_count(1)
    # The other journeys of this demo find what was there before.
    page.goto(f"/cases/{numbers[2]}")
    page.locator("[data-main] button").click()


@pytest.fixture
def without_a_pin_afterwards(made):
    yield
    made(_NO_PIN)


@ON_A_PHONE
@pytest.mark.usefixtures("without_a_pin_afterwards")
def test_a_leader_signs_eighteen_of_twenty_on_a_phone_with_one_pin(page, sign_in, hands, made, faults):
    numbers = made(_TWENTY)
    sign_in("lanhdao")
    page.goto("/cases/sign")
    # Whatever else waits for this signer is set aside before one begins.
    for box in page.locator("input[name=later]").all():
        if box.get_attribute("value").split(":")[0] not in numbers:
            box.check()
    found = faults()

    for odd in numbers[:2]:
        hands.click(f'input[name=later][value^="{odd}:"]')
    expect(page.locator("[data-sign-count]")).to_contain_text("18")
    hands.fill("#pin", "294715")
    hands.click(".mc-sign-bar button")

    # Each line says which of how many, whose, and what became of it.
    lines = page.locator(".mc-outcomes li")
    expect(lines).to_have_count(18)
    expect(page.locator(".mc-outcome-ok")).to_have_count(18)
    expect(lines.last).to_contain_text("18/18")
    expect(lines.last).to_contain_text("Nguyễn Thị Hoa")
    assert hands.count == 4
    assert found + faults() == []
    # The other journeys of this demo find what was there before.
    for odd in numbers[:2]:
        page.goto(f"/cases/{odd}")
        page.locator("[data-main] button").click()
        page.locator("#pin").fill("294715")
        page.locator("main form .mc-btn-gold").click()
        page.wait_for_url(lambda url: "forward" not in url)


@AT_A_DESK
def test_a_missed_deadline_is_apologised_for_with_one_click(page, sign_in, hands, made, faults):
    [number] = made(_LATE)
    sign_in("lanhdao")
    page.goto("/cases/apologies")
    form = f'form[action="/cases/{number}/sign-apology"]'
    expect(page.locator(f"{form} textarea")).not_to_have_value("")
    found = faults()

    hands.click(f"{form} .mc-btn-primary")

    page.wait_for_url("**/cases/apologies")
    expect(page.locator(form)).to_have_count(0)
    assert hands.count == 1
    page.goto(f"/cases/{number}")
    expect(page.locator(".mc-notices .mc-note-ok")).to_be_visible()
    expect(page.locator(".mc-case-due s")).to_be_visible()
    assert found + faults() == []


@pytest.mark.parametrize("address", ["/cases/paused", "/cases/consults", "/cases/sign", "/cases/apologies"])
@IN_VIETNAMESE
def test_the_lists_beside_the_work_list_are_accessible_at_every_width(page, sign_in, faults, address):
    sign_in("lanhdao")
    page.goto(address)

    assert faults() == []


@AT_A_DESK
@IN_VIETNAMESE
def test_keys_open_the_acts_beside_the_road(page, sign_in, made):
    [number] = made(_AT_EXAMINATION)
    sign_in("truongphong")
    page.goto(f"/cases/{number}")

    page.keyboard.press("d")
    expect(page.locator("[data-act=reassign]")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(page.locator("[data-act=reassign]")).not_to_have_attribute("open", "")
    page.keyboard.press("h")

    expect(page.locator("[data-act=ask-extension] textarea")).to_be_focused()
