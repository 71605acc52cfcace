"""J6: an hour booked on a phone in five taps with the code of its SMS, and checked in at the kiosk with its code."""

import re
import secrets

import pytest
from playwright.sync_api import expect

from motcua.notifications.sandbox import Server
from motcua.web.kiosk.access import COOKIE
from tests.deployment import free_port, served
from tests.factories.post_office import serving
from tests.journeys.conftest import faults_on, is_foreign

PHONE = "0912345678"
_FOUND = """
from datetime import date
from motcua.appointments.actions import define_policy
from motcua.base.registers import changed
from motcua.organisations.models import Unit
from motcua.queueing import devices
from motcua.queueing.actions import define_counter, define_group
from motcua.queueing.models import Device
centre = Unit.objects.create(
    code="hen-CODE", name="Trung tâm thử", kind="centre", level="commune", official_code="H99.CODE",
    calendar=open_all_day(), valid_from=date(2020, 1, 1),
)
changed("organisations")
group = define_group(centre.pk, code="ho-tich", letter="B", name="Hộ tịch", name_en="Civil status", minutes=5)
define_counter(centre.pk, number=5, zone="Dãy trái", skills={group.pk: 1})
define_policy(centre.pk, slot_minutes=10, lead_minutes=0, cancel_minutes=0, ahead_days=2, share=50)
made = Device.objects.create(
    centre=centre, name="Cột", screen="kiosk", token_hash=devices.fingerprint("TOKEN"), registered_at=at,
    registered_by=User.objects.system(),
)
print("MADE", made.pk)
"""


@pytest.fixture(scope="module")
def gateway():
    with serving(Server()) as server:
        yield server


@pytest.fixture(scope="module")
def product(office, gateway):
    """A product whose SMS go to the twin of a gateway."""
    port = str(free_port())
    with served({**office, "PORT": port, "MOTCUA_SMS_URL": gateway.url}):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def screens(product, chromium, language):
    """Open a phone or a kiosk; at the end neither had an error or asked a stranger."""
    contexts, errors, foreign = [], [], []

    def heard(message):
        # A wrong code is answered with 422, which the console calls an error.
        if message.type == "error" and "status of 422" not in message.text:
            errors.append(message.text)

    def open_one(width, height, **cookies):
        context = chromium.new_context(
            base_url=product, locale=language, viewport={"width": width, "height": height}, has_touch=True
        )
        context.set_default_timeout(15_000)
        told = {"django_language": language, **cookies}
        context.add_cookies([{"name": name, "value": value, "url": product} for name, value in told.items()])
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda one: is_foreign(one.url, product) and foreign.append(one.url))
        contexts.append(context)
        return page

    yield open_one

    for context in contexts:
        context.close()
    assert (errors, foreign) == ([], [])


def code_of(gateway, phone):
    texts = [one["text"] for one in gateway.gateway.kept.values() if one["to"] == phone]
    return re.search(r"\d{6}", texts[-1])[0]


def test_an_hour_is_booked_on_a_phone_moved_and_checked_in_at_the_kiosk(made, screens, gateway, language):
    name, token = secrets.token_hex(3), secrets.token_urlsafe(16)
    (device,) = made(_FOUND.replace("CODE", name).replace("TOKEN", token))
    phone = screens(390, 844)
    taps = []

    def tap(what):
        taps.append(what)
        phone.locator(what).first.tap()

    phone.goto(f"/appointments?centre=hen-{name}")
    assert faults_on(phone) == []
    tap("a.mc-pick-one")
    phone.wait_for_url(re.compile("/appointments/hours"))
    expect(phone.locator(".mc-load").first).to_contain_text("vắng" if language == "vi" else re.compile(r"\w"))
    assert faults_on(phone) == []
    tap("a.mc-hour")
    phone.wait_for_url(re.compile("/appointments/book"))
    phone.locator("[name=phone]").fill("0912 345 678" if language == "vi" else "0987 654 321")
    tap("button[value=send]")
    expect(phone.locator("[name=code]")).to_be_visible()
    number = PHONE if language == "vi" else "0987654321"
    right = code_of(gateway, number)
    phone.locator("[name=code]").fill("000000" if right != "000000" else "111111")
    phone.locator("button[value=confirm]").tap()
    expect(phone.locator(".mc-errors")).to_be_visible()
    assert faults_on(phone) == []
    phone.locator("[name=code]").fill(right)
    tap("button[value=confirm]")
    phone.wait_for_url(re.compile(r"/appointments/[\w-]{16}\?done"))
    assert len(taps) == 4
    code = phone.locator(".mc-own-code").inner_text()
    assert faults_on(phone) == []

    # Another hour, in two taps: the code stays.
    before = phone.locator("#own-when").inner_text()
    phone.locator("a[href$='/move']").tap()
    phone.locator("button.mc-hour").first.tap()
    expect(phone.locator("#own-when")).not_to_have_text(before)
    expect(phone.locator(".mc-own-code")).to_have_text(code)
    own = phone.url

    kiosk = screens(1080, 1920, **{COOKIE: token})
    kiosk.goto(f"/kiosk/{device}/check-in")
    assert faults_on(kiosk) == []
    for digit in code:
        kiosk.locator(f".mc-kiosk-keys [data-key='{digit}']").tap()
    kiosk.locator(".mc-kiosk-form .is-main").tap()
    kiosk.wait_for_url(re.compile("/ticket/.+"))
    expect(kiosk.locator(".mc-kiosk-number b")).to_have_text("B001")

    phone.goto(own)
    expect(phone.locator(".mc-note-ok")).to_contain_text("B001")
    phone.locator(".mc-note-ok a").tap()
    expect(phone.locator(".mc-ticket")).to_contain_text("B001")
