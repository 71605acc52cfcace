"""J4: a number in two taps, followed on the phone, called on the board; machines let in by their codes."""

import re
import secrets
import socket
import subprocess

import pytest
from playwright.sync_api import expect

from tests.deployment import MOTCUA, served
from tests.journeys.conftest import AXE, is_foreign

PASSWORD = "mat-khau-dai-2026"
# A centre whose doors never close, so that the journey is the same at any hour.
_FOUND = """
from datetime import date
from motcua.organisations.models import Membership, Position, Unit
from motcua.queueing.actions import define_counter, define_group
from motcua.base.registers import changed
from motcua.worktime.actions import import_calendar
from motcua.worktime.models import Calendar
week = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
definition = {"code": "ca-ngay", "name": "Cả ngày", "nominal_day_hours": 8}
import_calendar({**definition, "versions": [{"valid_from": "2020-01-01", "week": week}]}, at=at)
centre = Unit.objects.create(
    code="CODE", name="Trung tâm thử", kind="centre", level="commune", official_code="H99.77",
    calendar=Calendar.objects.get(code="ca-ngay"), valid_from=date(2020, 1, 1),
)
changed("organisations")
land = define_group(centre.pk, code="dat-dai", letter="A", name="Đất đai", name_en="Land", order=1)
civil = define_group(centre.pk, code="ho-tich", letter="B", name="Hộ tịch", name_en="Civil status", order=2)
define_counter(centre.pk, number=5, zone="Dãy trái", skills={civil.pk: 1, land.pk: 2})
for username, role in (("thu-giamsat", "supervisor"), ("thu-quay", "reception")):
    person = User.objects.create_user(username, "PASSWORD", full_name="Người thử")
    position = Position.objects.create(unit=centre, role=role, title="Thử")
    Membership.objects.create(user=person, position=position, from_on=date(2020, 1, 1))
print("MADE", centre.pk)
"""
_CALL = """
from motcua.queueing import actions as hall
from motcua.queueing import queries as halls
from motcua.queueing.models import Counter, CounterSession
counter = Counter.objects.get(centre__code="CODE", number=5)
if not CounterSession.objects.filter(counter=counter, to_at=None).exists():
    hall.open_counter(counter.pk, by=by("thu-quay"), at=at)
print("MADE", hall.call_next(counter.pk, by=by("thu-quay"), at=at).code)
"""
_FINISH = """
from motcua.queueing import actions as hall
from motcua.queueing import queries as halls
from motcua.queueing.models import Counter
counter = Counter.objects.get(centre__code="CODE", number=5)
hall.finish(halls.current_at(counter.pk).pk, counter_id=counter.pk, by=by("thu-quay"), at=at)
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def product(office):
    """A product with its stream: pages hear of a call, they need not ask."""
    own, port = str(free_port()), str(free_port())
    streaming = {**office, "PORT": own, "MOTCUA_STREAM_PORT": port}
    with served(streaming):
        yield f"http://127.0.0.1:{own}", f"http://127.0.0.1:{port}"


@pytest.fixture
def browsers(product, chromium, language):
    """Open pages as different machines; at the end none had an error or asked a stranger."""
    address, stream = product
    contexts, errors, foreign = [], [], []

    def heard(text):
        # Being without network is what one journey is about.
        if "ERR_INTERNET_DISCONNECTED" not in text:
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
                and foreign.append(request.url)
            ),
        )
        contexts.append(context)
        return page

    yield open_one

    for context in contexts:
        context.close()
    assert (errors, foreign) == ([], [])


def faults(page):
    page.evaluate(AXE)
    found = page.evaluate("axe.run()")["violations"]
    told = [
        f"{one['id']}: {node['html'][:120]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
    root = "document.documentElement"
    overflow = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    return told + ([f"{overflow} px too wide"] if overflow > 0 else [])


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


def test_a_number_is_taken_in_two_taps_followed_and_called(hall, manager, browsers, language):
    kiosk, board = browsers(1080, 1920, has_touch=True), browsers(1920, 1080)
    phone = browsers(390, 844, has_touch=True)
    let_in(kiosk, manager, "/kiosk", name="Cột cạnh cửa", screen="kiosk")
    let_in(board, manager, "/board", name="Sảnh chính", screen="serving")
    assert (faults(kiosk), faults(board), faults(manager)) == ([], [], [])
    assert small_targets(kiosk) == []

    kiosk.locator(".mc-kiosk-hero").tap()
    kiosk.wait_for_url(re.compile("/ticket$"))
    assert (faults(kiosk), small_targets(kiosk)) == ([], [])
    kiosk.locator(".mc-kiosk-group", has_text="Hộ tịch" if language == "vi" else "Civil status").tap()
    kiosk.wait_for_url(re.compile("/ticket/.+"))
    expect(kiosk.locator(".mc-kiosk-number b")).to_have_text("B001")
    assert (faults(kiosk), small_targets(kiosk)) == ([], [])

    phone.goto(f"/t/{kiosk.url.rsplit('/', 1)[-1]}")
    expect(phone.locator(".mc-ticket.is-waiting")).to_contain_text("B001")
    assert faults(phone) == []

    assert hall(_CALL) == ["B001"]
    expect(board.locator("[data-call-code]")).to_have_text("B001")
    expect(board.locator("[data-call-counter]")).to_have_text("05")
    expect(phone.locator(".mc-ticket.is-called")).to_contain_text("05")
    assert (faults(phone), faults(board)) == ([], [])

    hall(_FINISH)
    phone.locator("[name=stars][value='5']").check(force=True)
    phone.locator("form:has([name=stars]) button").click()
    expect(phone.locator(".mc-note-ok").first).to_be_visible()
    # Whoever takes a number goes away: the kiosk is at its beginning again, by itself.
    kiosk.wait_for_url(re.compile(r"/kiosk/\d+$"), timeout=30_000)


def test_a_board_without_network_keeps_what_it_shows_says_so_and_comes_back(manager, browsers):
    board = browsers(1920, 1080)
    let_in(board, manager, "/board", name="Bảng", screen="serving")
    before = board.locator("[data-shown]").inner_text()

    board.context.set_offline(True)
    board.evaluate("hall.refresh()")

    expect(board.locator("[data-lost]")).to_be_visible()
    assert board.locator("[data-shown]").inner_text() == before

    board.context.set_offline(False)
    board.evaluate("hall.refresh()")
    expect(board.locator("[data-lost]")).to_be_hidden()


def test_the_stream_ends_at_once_when_told_to_though_pages_listen(office):
    port = free_port()
    words = [MOTCUA, "stream", "--port", str(port)]
    process = subprocess.Popen(words, env=office, stdout=subprocess.PIPE, text=True)
    said = process.stdout.readline()

    with socket.create_connection(("127.0.0.1", port), timeout=5) as page:
        page.sendall(b"GET /stream/1 HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = page.recv(400)
        process.terminate()
        process.communicate(timeout=5)

    assert said.startswith("Streaming on")
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert process.returncode == 0
