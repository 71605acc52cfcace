"""What if: a recorded day, counters chosen by keys on a phone, a search that goes on by itself."""

import pytest
from playwright.sync_api import expect

# A morning of one counter, two weeks ago on a day of work: eleven people, one after the other.
_LIVED = """
from motcua.queueing import actions as hall
from motcua.queueing import queries as halls
from motcua.queueing.models import Counter, CounterSession, Hall, ServiceGroup
day = at.date() - timedelta(days=14)
day -= timedelta(days=max(day.weekday() - 4, 0))
counter = Counter.objects.get(centre__code="hong-lac", number=5)
group = ServiceGroup.objects.get(centre__code="hong-lac", letter="B")
clerk, start = by("tiepnhan"), clock.at(day, 8)
# Another journey may have left somebody sitting there.
if CounterSession.objects.filter(counter=counter, to_at=None).exists():
    if current := halls.current_at(counter.pk):
        hall.finish(current.pk, counter_id=counter.pk, by=clerk, at=at)
    hall.close_counter(counter.pk, by=clerk, at=at)
if not Hall.objects.filter(centre__code="hong-lac", day=day, tickets__isnull=False).exists():
    hall.open_counter(counter.pk, by=clerk, at=start)
    for minute in range(11):
        hall.issue(group.centre_id, group_id=group.pk, request_key=uuid4(), at=start + timedelta(minutes=minute))
    for number in range(11):
        began = start + timedelta(minutes=12 + 7 * number)
        ticket = hall.call_next(counter.pk, by=clerk, at=began)
        hall.finish(ticket.pk, counter_id=counter.pk, by=clerk, at=began + timedelta(minutes=6))
    hall.close_counter(counter.pk, by=clerk, at=start + timedelta(hours=3))
print("MADE", f"{day:%d/%m/%Y}")
"""


@pytest.mark.parametrize("language", ["vi"], indirect=True)
@pytest.mark.parametrize("width", [390], indirect=True)
def test_other_counters_are_tried_by_keys_and_the_search_fills_the_grid(page, sign_in, faults, made):
    (day,) = made(_LIVED)
    sign_in("giamsat")
    page.goto(f"/ops/hall/staffing?centre=hong-lac&day={day}")
    assert faults() == []

    page.locator("input[name=o4][value='1']").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("input[name=o5][value='1']")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    expect(page.locator("[data-together='0']")).to_have_text("1")

    page.locator("[name=target]").fill("30")
    page.locator("button[name=suggest]").click()
    page.get_by_role("link", name="Dùng phương án này").click(timeout=30_000)
    expect(page.locator("#staffing-waits")).to_be_visible()
    expect(page.locator(".mc-grid input:checked").first).to_be_visible()
    assert faults() == []
