"""J1 with a number of the hall: called, received, finished, the next one called; every interaction counted."""

from playwright.sync_api import expect

CARD = "001189001234|012345678|Nguyễn Thị Hoa|13091989|Nữ|Tổ 4, phường Lạc Hồng, tỉnh Hồng Lạc|01072021"
# Two numbers for civil status, the first for a birth; whatever the hour of the test, they are given in office hours.
_NUMBERS = """
from motcua.base.registers import changed
from motcua.catalogue.models import Procedure
from motcua.organisations.models import Unit
from motcua.queueing import actions as hall
from motcua.queueing import queries as halls
from motcua.queueing.models import Counter, CounterSession, Ticket
centre = Unit.objects.get(code="hong-lac")
usual = centre.calendar_id
def works_by(calendar_id):
    Unit.objects.filter(pk=centre.pk).update(calendar=calendar_id)
    changed("organisations")
works_by(open_all_day().pk)
counter = Counter.objects.get(centre=centre, number=5)
clerk = by("tiepnhan")
if CounterSession.objects.filter(user=clerk.user_id, to_at=None).exists():
    if current := halls.current_at(counter.pk):
        hall.finish(current.pk, counter_id=counter.pk, by=clerk, at=at)
    hall.close_counter(counter.pk, by=clerk, at=at)
for ticket in Ticket.objects.filter(hall__centre=centre, state__in=("waiting", "held")):
    hall.leave(ticket.pk, at=at)
group = next(one for one in halls.setup(centre.pk).groups.values() if one.letter == "B")
birth = Procedure.objects.get(code="1.001193").pk
for procedure_id in (birth, None):
    values = {"group_id": group.pk, "request_key": uuid4(), "procedure_id": procedure_id, "at": at}
    print("MADE", hall.issue(centre.pk, **values).ticket.code)
works_by(usual)
"""


def test_a_number_is_called_received_and_finished_in_twelve_interactions(page, sign_in, hands, made, faults):
    first, second = made(_NUMBERS)
    sign_in("tiepnhan")
    page.goto("/desk")
    page.locator("#open-counter").select_option(
        label=page.locator("#open-counter option", has_text="05").inner_text()
    )
    page.locator(".mc-open button").click()
    expect(page.locator(".mc-turn")).to_be_visible()

    hands.press("F2")
    page.wait_for_url("**/desk/serve")
    expect(page.locator(".mc-turn-code")).to_have_text(first)
    hands.scan(CARD)
    expect(page.locator("#id_name")).to_have_value("Nguyễn Thị Hoa")
    # Whose card is read stands at the counter: the service has begun by itself.
    expect(page.locator("form[action$='/next']")).to_have_count(1)
    found = faults()
    if page.locator("#id_phone:focus").count():
        hands.write("0912345678")
    hands.press("Alt+Digit0")
    hands.press("F9")
    page.wait_for_url("**/received")
    number = page.locator("h1").inner_text()
    found += faults()
    hands.press("F2")
    page.wait_for_url("**/desk/serve")
    expect(page.locator(".mc-turn-code")).to_have_text(second)

    assert hands.count <= 12
    page.goto(f"/desk/visits?q={first}")
    page.locator("tbody th a").first.click()
    expect(page.locator(".mc-steps a").first).to_have_text(number)
    assert found + faults() == []


def test_recalling_and_holding_keep_what_is_filled_in(page, sign_in, made, faults):
    first, _second = made(_NUMBERS)
    sign_in("tiepnhan")
    page.goto("/desk/serve")
    page.locator("#open-counter").select_option(
        label=page.locator("#open-counter option", has_text="05").inner_text()
    )
    page.locator(".mc-open button").click()
    page.locator("form[action$='/call'] button").click()
    expect(page.locator(".mc-turn-code")).to_have_text(first)
    # The number stands there before the keys are listened to.
    page.wait_for_load_state()

    page.keyboard.press("F3")
    expect(page.locator(".mc-strip-said p")).to_have_count(1)
    page.locator("#id_name").fill("Nguyễn Thị Hoa")
    expect(page.locator("form[action$='/next']")).to_have_count(1)
    page.keyboard.press("Alt+KeyH")
    page.locator("#hold-reason").fill("Điền tờ khai")
    found = faults()
    page.locator("#sheet-hold .mc-btn-primary").click()
    expect(page.locator("form[action$='/resume']")).to_have_count(1)

    assert page.locator("#id_name").input_value() == "Nguyễn Thị Hoa"
    assert found == []
