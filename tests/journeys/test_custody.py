"""Paper leaves the counter and arrives at an agency: a signature and a scan at both ends, in a browser."""

import pytest
from playwright.sync_api import expect

from tests.journeys.test_desk import CARD

AT_THE_COUNTER = pytest.mark.parametrize("width", [1440], ids=["desk"])


def received(page, hands):
    """Receive a walk-in's household business and return its number."""
    page.goto("/desk/serve")
    hands.scan(CARD)
    expect(page.locator("#id_phone:focus, #id_query:focus")).to_have_count(1)
    if page.locator("#id_phone:focus").count():
        hands.write("0912345678")
    hands.press("Control+k")
    hands.write("đăng ký thành lập hộ kinh doanh")
    page.locator("#choice-1[aria-selected=true]").wait_for()
    hands.press("Enter")
    page.locator("[data-part=promise] .mc-due-at").wait_for()
    hands.press("Alt+Digit0")
    hands.press("F9")
    page.wait_for_url("**/received")
    return page.locator("h1").inner_text()


@AT_THE_COUNTER
def test_paper_leaves_in_two_interactions_and_arrives_in_two(page, sign_in, hands):
    sign_in("tiepnhan")
    number = received(page, hands)

    page.goto("/desk/custody")
    expect(page.locator("#scan")).to_be_focused()
    group = page.locator(".mc-leaving", has=page.get_by_role("link", name=number))
    group.locator("button").click()
    page.wait_for_url("**/desk/custody/batches/*")
    slip = page.locator("h1 .num").inner_text()
    page.keyboard.press("F9")
    expect(page.locator(".mc-batch .dl-in_time")).to_have_count(1)

    page.context.clear_cookies()
    sign_in("truongphong")
    page.goto("/desk/custody")
    expect(page.locator("#scan")).to_be_focused()
    hands.scan(slip)
    page.wait_for_url(f"**/desk/custody/batches/{slip}")
    page.keyboard.press("F9")
    expect(page.locator(".mc-batch h1 .dl-done")).to_have_count(1)

    page.goto(f"/desk/custody/dossiers/{number}")
    expect(page.locator(".mc-held .dl-done").first).to_be_visible()
