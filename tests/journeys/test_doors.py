import re

import pytest

from motcua.demo.accounts import PASSWORD
from tests.deployment import environment, served

PUBLIC = ["/", "/procedures", "/track", "/performance", "/sign-in"]
# The first page of each kind of staff in the demo.
STAFF = {
    "tiepnhan": "/desk/serve",
    "traketqua": "/desk/returns",
    "thuly": "/cases",
    "lanhdao": "/cases",
    "giamsat": "/ops/reports/fields",
    "quantri": "/admin/procedures",
}


@pytest.fixture
def sign_in(page):
    """Sign the visitor in as one of the demo's accounts, through the form."""

    def sign_in_as(username):
        page.goto("/sign-in")
        page.locator("input[name=username]").fill(username)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(lambda url: "/sign-in" not in url)

    return sign_in_as


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_is_accessible_and_fits_the_screen(page, faults, path):
    answer = page.goto(path)

    assert answer.status == 200
    assert faults() == []


@pytest.mark.parametrize("username", STAFF)
def test_the_first_page_of_each_kind_of_staff_is_accessible_and_fits_the_screen(
    page, sign_in, faults, username
):
    sign_in(username)

    answer = page.goto(STAFF[username])

    assert answer.status == 200
    assert faults() == []


@pytest.mark.parametrize("language", ["vi"])
@pytest.mark.parametrize("width", [390])
def test_the_first_page_costs_a_phone_less_than_100_kb_without_pictures(page):
    weights = []
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))

    page.goto("/", wait_until="networkidle")

    assert sum(weights) < 100_000


def test_every_start_tells_the_accounts_and_the_supplement_to_follow(office):
    beside = {**office, "PORT": environment(office["MOTCUA_DATA"])["PORT"]}
    with served(beside) as process:
        process.terminate()
        told, _ = process.communicate(timeout=20)

    assert "tiepnhan" in told
    assert re.search(r"marked on a page:\n  H99\.12-\d{6}-\d{4}, digits \d{4}\n", told)
    assert re.search(r"just sent what was asked for, for the officer to read:\n  H99\.12-", told)
