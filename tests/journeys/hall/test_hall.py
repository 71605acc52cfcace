"""J4: a number in two taps, followed on the phone, called on the board; machines let in by their codes."""

import re
import socket
import subprocess
import threading

import pytest
from playwright.sync_api import expect

from motcua.web.kiosk import printer
from tests.deployment import MOTCUA, free_port
from tests.journeys.conftest import faults_on
from tests.journeys.hall.conftest import HELPER, let_in, small_targets
from tests.web.kiosk.test_printing import Printer

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
KEY = "chia-khoa"
_PRINTS = f"""
from motcua.queueing.models import Device
Device.objects.filter(centre__code="CODE", screen="kiosk").update(
    has_printer=True, helper_url="HELPER", helper_key="{KEY}"
)
"""


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
    expect(kiosk.locator("[data-slip-failed] + [data-instead]")).to_be_visible()
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
