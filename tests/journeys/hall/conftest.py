"""A hall of its own for each journey, and what stands in it: kiosks, boards, the people who run it."""

import re
import secrets

import pytest
from playwright.sync_api import expect

from tests.deployment import free_port, served
from tests.journeys.conftest import is_foreign

PASSWORD = "mat-khau-dai-2026"
_FOUND = """
from datetime import date
from motcua.organisations.models import Membership, Position, Unit
from motcua.queueing.actions import define_counter, define_group, define_policy
from motcua.base.registers import changed
centre = Unit.objects.create(
    code="CODE", name="Trung tâm thử", kind="centre", level="commune", official_code="H99.77",
    calendar=open_all_day(), valid_from=date(2020, 1, 1),
)
changed("organisations")
define_policy(centre.pk, is_bounded=False)
land = define_group(centre.pk, code="dat-dai", letter="A", name="Đất đai", name_en="Land", order=1)
civil = define_group(centre.pk, code="ho-tich", letter="B", name="Hộ tịch", name_en="Civil status", order=2)
define_counter(centre.pk, number=5, zone="Dãy trái", skills={civil.pk: 1, land.pk: 2})
for username, role in (("thu-giamsat", "supervisor"), ("thu-quay", "reception")):
    person = User.objects.create_user(username, "PASSWORD", full_name="Người thử")
    position = Position.objects.create(unit=centre, role=role, title="Thử")
    Membership.objects.create(user=person, position=position, from_on=date(2020, 1, 1))
print("MADE", centre.pk)
"""
HELPER = f"http://127.0.0.1:{free_port()}"


@pytest.fixture(scope="package")
def product(office):
    """A product with its stream: pages hear of a call, they need not ask."""
    own, port = str(free_port()), str(free_port())
    # A gateway that nobody speaks to: what is to be sent stays in the outbox.
    streaming = {
        **office,
        "PORT": own,
        "MOTCUA_STREAM_PORT": port,
        "MOTCUA_SMS_URL": "http://127.0.0.1:9/sms",
    }
    with served(streaming):
        yield f"http://127.0.0.1:{own}", f"http://127.0.0.1:{port}"


@pytest.fixture
def browsers(product, chromium, language):
    """Open pages as different machines; at the end none had an error or asked a stranger."""
    address, stream = product
    contexts, errors, foreign = [], [], []

    def heard(text):
        # Being without network, a printer without paper and what is refused is what some journeys are about.
        if not re.search("ERR_INTERNET_DISCONNECTED|status of (422|503)", text):
            errors.append(text)

    def open_one(width, height, **more):
        context = chromium.new_context(
            base_url=address, locale=language, viewport={"width": width, "height": height}, **more
        )
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": "django_language", "value": language, "url": address}])
        page = context.new_page()
        page.on("console", lambda message: message.type == "error" and heard(message.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "request",
            lambda request: (
                is_foreign(request.url, address)
                and is_foreign(request.url, stream)
                and is_foreign(request.url, HELPER)
                and foreign.append(request.url)
            ),
        )
        contexts.append(context)
        return page

    yield open_one

    for context in contexts:
        context.close()
    assert (errors, foreign) == ([], [])


def let_in(machine, manager, address, *, name, screen):
    """The machine shows a code, the manager types it in, the machine opens by itself."""
    machine.goto(address)
    machine.locator("form button").click()
    code = re.sub(r"\s", "", machine.locator(".mc-register-code").inner_text())
    manager.goto("/admin/devices")
    manager.locator("[name=code]").fill(code)
    manager.locator("[name=name]").fill(name)
    manager.locator("[name=screen]").select_option(screen)
    manager.locator("form:has([name=code]) button").click()
    expect(manager.locator("table")).to_contain_text(name)
    machine.wait_for_url(re.compile(rf"{address}/\d+"))


def small_targets(page):
    """Return the buttons a thick finger would miss."""
    return page.evaluate(
        """() => Array.from(document.querySelectorAll("a, button, label"))
        .filter((one) => one.tagName !== "LABEL" || one.querySelector("input"))
        .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
        .filter(([, box]) => box.width && (box.width < 60 || box.height < 60))
        .map(([text]) => text)"""
    )


@pytest.fixture
def hall(made):
    """A hall of its own for each journey: run a script in it, with its name and its people's."""
    name = secrets.token_hex(3)

    def run(script):
        for word, own in {"CODE": f"sanh-{name}", "PASSWORD": PASSWORD, "H99.77": f"H99.{name}"}.items():
            script = script.replace(word, own)
        return made(script.replace("thu-", f"{name}-").replace('"ca-ngay"', f'"ca-ngay-{name}"'))

    run(_FOUND)
    run.manager = f"{name}-giamsat"
    return run


@pytest.fixture
def manager(hall, browsers):
    """The one who runs the hall, signed in."""
    page = browsers(1440, 900)
    page.goto("/sign-in")
    page.locator("input[name=username]").fill(hall.manager)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page
