"""J4: a number in two taps, followed on the phone, called on the board; machines let in by their codes."""

import re
import secrets
import socket
import subprocess
import threading

import pytest
from playwright.sync_api import expect

from motcua.web.kiosk import printer
from tests.deployment import MOTCUA, free_port, served
from tests.journeys.conftest import faults_on, is_foreign
from tests.web.kiosk.test_printing import Printer

PASSWORD = "mat-khau-dai-2026"
_FOUND = """
from datetime import date
from motcua.organisations.models import Membership, Position, Unit
from motcua.queueing.actions import define_counter, define_group
from motcua.base.registers import changed
centre = Unit.objects.create(
    code="CODE", name="Trung tâm thử", kind="centre", level="commune", official_code="H99.77",
    calendar=open_all_day(), valid_from=date(2020, 1, 1),
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


# What somebody missed long ago: the board shows it and says nothing.
_CALLED_LATE = _CALL.replace("at=at)", "at=at - timedelta(minutes=5))")
_ISSUE = """
from motcua.queueing import actions as hall
from motcua.queueing.models import ServiceGroup
group = ServiceGroup.objects.get(centre__code="CODE", letter="B")
at = at - timedelta(minutes=6)
hall.issue(group.centre_id, group_id=group.pk, request_key=uuid4(), at=at)
"""
_TEXTED = """
from motcua.notifications.models import Notice
print("MADE", *Notice.objects.filter(unit__code="CODE").values_list("address", flat=True))
"""
KEY = "chia-khoa"
_PRINTS = f"""
from motcua.queueing.models import Device
Device.objects.filter(centre__code="CODE", screen="kiosk").update(
    has_printer=True, helper_url="HELPER", helper_key="{KEY}"
)
"""


HELPER = f"http://127.0.0.1:{free_port()}"


@pytest.fixture(scope="module")
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


def test_a_number_is_taken_in_two_taps_followed_and_called(hall, manager, browsers, language):
    kiosk, board = browsers(1080, 1920, has_touch=True), browsers(1920, 1080)
    phone = browsers(390, 844, has_touch=True)
    let_in(kiosk, manager, "/kiosk", name="Cột cạnh cửa", screen="kiosk")
    let_in(board, manager, "/board", name="Sảnh chính", screen="serving")
    assert (faults_on(kiosk), faults_on(board), faults_on(manager)) == ([], [], [])
    assert small_targets(kiosk) == []

    kiosk.locator(".mc-kiosk-hero").tap()
    kiosk.wait_for_url(re.compile("/ticket$"))
    assert (faults_on(kiosk), small_targets(kiosk)) == ([], [])
    kiosk.locator(".mc-kiosk-group", has_text="Hộ tịch" if language == "vi" else "Civil status").tap()
    kiosk.wait_for_url(re.compile("/ticket/.+"))
    expect(kiosk.locator(".mc-kiosk-number b")).to_have_text("B001")
    assert (faults_on(kiosk), small_targets(kiosk)) == ([], [])

    phone.goto(f"/t/{kiosk.url.rsplit('/', 1)[-1]}")
    expect(phone.locator(".mc-ticket.is-waiting")).to_contain_text("B001")
    assert faults_on(phone) == []

    assert hall(_CALL) == ["B001"]
    expect(board.locator("[data-call-code]")).to_have_text("B001")
    expect(board.locator("[data-call-counter]")).to_have_text("05")
    expect(phone.locator(".mc-ticket.is-called")).to_contain_text("05")
    assert (faults_on(phone), faults_on(board)) == ([], [])

    hall(_FINISH)
    phone.locator("[name=stars][value='5']").check(force=True)
    phone.locator("form:has([name=stars]) button").click()
    expect(phone.locator(".mc-note-ok").first).to_be_visible()
    # Whoever takes a number goes away: the kiosk is at its beginning again, by itself.
    kiosk.wait_for_url(re.compile(r"/kiosk/\d+$"), timeout=30_000)


@pytest.fixture
def paper(product):
    """A thermal printer, and the print helper beside the kiosk's browser."""
    there = Printer()
    listen = HELPER.removeprefix("http://")
    server = printer.made(printer=there.address, origin=product[0], key=KEY, listen=listen)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield there
    server.shutdown()
    server.server_close()
    there.socket.close()


def lowers_and_reads(kiosk, language):
    """Everything one taps comes to the lower half; the page is read aloud."""
    kiosk.reload()
    kiosk.locator("[data-reach]").tap()
    tops = kiosk.locator("main a, main button:not([hidden])").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().top)"
    )
    assert min(tops) > 1920 * 0.35
    with kiosk.expect_request(re.compile(f"trang-home-{language}")):
        kiosk.locator("[data-read]").tap()
    expect(kiosk.locator("[data-read]")).to_have_attribute("aria-pressed", "true")


def prints(kiosk, manager, paper, home):
    """A number on paper; then the paper is out, said here and to the hall, and it comes out when there is some."""
    kiosk.locator(".mc-kiosk-hero").tap()
    with kiosk.expect_response(re.compile("/slips/")):
        kiosk.locator(".mc-kiosk-group").first.tap()
    expect(kiosk.locator(".mc-kiosk-number b")).to_have_text("A001")
    paper.answers[b"\x10\x04\x04"] = 0x72
    kiosk.goto(f"{home}/ticket")
    kiosk.locator(".mc-kiosk-group").last.tap()
    expect(kiosk.locator("[data-slip-failed]")).to_be_visible()
    assert faults_on(kiosk) == []
    manager.goto("/ops/hall")
    expect(manager.locator(".mc-warnings")).to_contain_text("Cột cạnh cửa")
    paper.answers[b"\x10\x04\x04"] = 0x12
    expect(kiosk.locator("[data-slip-failed]")).to_be_hidden()
    assert len(paper.printed) == 2
    expect(manager.locator(".mc-warnings li", has_text="Cột cạnh cửa")).to_have_count(0)


def calls_a_person(kiosk, manager, home):
    """A person is called, comes, and the kiosk says so."""
    kiosk.goto(f"{home}?fresh")
    kiosk.locator("footer a").last.tap()
    kiosk.wait_for_url(re.compile("/help"))
    assert (faults_on(kiosk), small_targets(kiosk)) == ([], [])
    kiosk.locator("main button").tap()
    expect(kiosk.locator("main button")).to_be_disabled()
    manager.locator(".mc-warnings li", has_text="Cột cạnh cửa").locator("button").click()
    expect(kiosk.locator("main button")).to_be_enabled()


def rates(kiosk, home):
    """A visit that ended is rated with one tap, wrong numbers say what to type."""
    kiosk.goto(f"{home}/rate?number=Z9")
    expect(kiosk.locator("[role=alert]")).to_be_visible()
    assert (faults_on(kiosk), small_targets(kiosk)) == ([], [])
    kiosk.locator(".mc-kiosk-last a", has_text="B001").tap()
    expect(kiosk.locator(".mc-kiosk-faces")).to_be_visible()
    assert (faults_on(kiosk), small_targets(kiosk)) == ([], [])
    kiosk.locator("[name=why]").first.check(force=True)
    kiosk.locator(".mc-kiosk-faces button").last.tap()
    kiosk.wait_for_url(re.compile("done$"))
    assert faults_on(kiosk) == []


def test_somebody_is_called_to_the_kiosk_rates_a_visit_hears_the_page_and_gets_paper(
    hall, manager, browsers, paper, language
):
    kiosk = browsers(1080, 1920, has_touch=True)
    let_in(kiosk, manager, "/kiosk", name="Cột cạnh cửa", screen="kiosk")
    home = kiosk.url
    hall(_PRINTS.replace("HELPER", HELPER))

    lowers_and_reads(kiosk, language)
    prints(kiosk, manager, paper, home)
    calls_a_person(kiosk, manager, home)
    assert hall(_CALL) == ["B001"]
    hall(_FINISH)
    rates(kiosk, home)

    # A scanner types at the first page; what is no code of ours says so.
    kiosk.goto(f"{home}?fresh")
    kiosk.locator("footer [name=theme]").tap()
    expect(kiosk.locator("html.is-contrast")).to_be_visible()
    assert faults_on(kiosk) == []
    kiosk.keyboard.type("8934588012345")
    kiosk.keyboard.press("Enter")
    expect(kiosk.locator("[role=alert]")).to_be_visible()
    assert (faults_on(kiosk), small_targets(kiosk)) == ([], [])


def test_a_number_goes_to_the_phone_that_was_typed_on_the_screen(hall, manager, browsers):
    kiosk = browsers(1080, 1920, has_touch=True)
    let_in(kiosk, manager, "/kiosk", name="Cột cạnh cửa", screen="kiosk")
    kiosk.locator(".mc-kiosk-hero").tap()
    kiosk.locator(".mc-kiosk-group").first.tap()
    kiosk.locator("[data-instead]").tap()
    kiosk.wait_for_url(re.compile("/text$"))
    field = kiosk.locator("#phone")

    def types(keys):
        for key in keys:
            kiosk.locator(f"[data-key='{key}']").tap()

    types("09123456")
    expect(field).to_have_value("0912 345 6")
    kiosk.locator("form .is-main").tap()
    expect(kiosk.locator("#phone-error")).to_be_visible()
    expect(field).to_have_value("0912 345 6")
    assert (faults_on(kiosk), small_targets(kiosk)) == ([], [])
    tops = kiosk.locator("main a, main button, main input:not([type=hidden])").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().top)"
    )
    assert min(tops) > 1920 * 0.2
    types("78999")
    expect(field).to_have_value("0912 345 678")
    kiosk.locator("form .is-main").tap()
    kiosk.wait_for_url(re.compile("texted$"))
    expect(kiosk.locator(".mc-kiosk-note.is-done")).to_be_visible()
    assert faults_on(kiosk) == []
    assert hall(_TEXTED) == ["0912345678"]

    # What somebody typed is gone as soon as the page is left, also where there is no network to leave by.
    kiosk.locator("[data-instead]").tap()
    kiosk.wait_for_url(re.compile("/text$"))
    types("0987")
    kiosk.context.set_offline(True)
    kiosk.locator("main > a").tap()
    expect(field).to_have_value("")


def size(board):
    """How many elements and listeners a page has, once what it no longer needs is gone."""
    metrics = board.context.new_cdp_session(board)
    metrics.send("Performance.enable")
    metrics.send("HeapProfiler.collectGarbage")
    told = {one["name"]: one["value"] for one in metrics.send("Performance.getMetrics")["metrics"]}
    return told["Nodes"], told["JSEventListeners"], told["JSHeapUsedSize"]


@pytest.mark.parametrize("language", ["vi"])
def test_a_board_an_hour_without_network_says_so_asks_rarely_and_comes_back_without_reading_what_is_old(
    hall, manager, browsers
):
    board = browsers(1920, 1080)
    let_in(board, manager, "/board", name="Bảng", screen="serving")
    board.clock.install()
    board.reload()
    board.evaluate("window.stays = true")
    before, asked, clips = board.locator("[data-shown]").inner_text(), [], []
    board.on("request", lambda request: asked.append(request.url))
    board.clock.run_for("05:00")
    nodes, listeners, heap = size(board)

    board.context.set_offline(True)
    asked.clear()
    board.clock.run_for("01:00:00")

    expect(board.locator("[data-lost]")).to_be_visible()
    assert board.locator("[data-shown]").inner_text() == before
    assert 100 < len(asked) < 400
    hall(_ISSUE)
    assert hall(_CALLED_LATE) == ["B001"]

    board.on("request", lambda request: ".ogg" in request.url and clips.append(request.url))
    board.context.set_offline(False)
    board.clock.run_for("01:00")

    expect(board.locator("[data-lost]")).to_be_hidden()
    expect(board.locator("[data-call-code]")).to_have_text("B001")
    expect(board.locator("[data-caption]")).to_have_text("")
    assert (clips, board.evaluate("window.stays")) == ([], True)
    later = size(board)
    assert later[0] < nodes * 1.5
    assert later[1] <= listeners + 5
    assert later[2] < heap * 1.5


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
