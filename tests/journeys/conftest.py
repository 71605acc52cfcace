"""The running product as people meet it: a real process, Chromium, two languages, a desk and a phone."""

import json
import os
import re
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from playwright.sync_api import expect, sync_playwright

from motcua.demo.accounts import PASSWORD
from tests import prepared
from tests.deployment import motcua, served

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = (ROOT / "tests" / "vendor" / "axe.min.js").read_text()
# What is not wrong is counted, not described: that is most of the work, and most of the answer.
_RUN = "axe.run({resultTypes: ['violations'], selectors: false}).then(found => found.violations)"
HEIGHTS = {1440: 900, 390: 844}
# Dossiers of the division where the demo's accounts sit: received some days ago and led to a step, or filed online.
_LEAD = """
import io
from datetime import timedelta
from uuid import uuid4
from PIL import Image, ImageDraw
from motcua.accounts.models import User
from motcua.base import clock
from motcua.documents.actions import taken_in
from motcua.dossiers import actions, scanning
from motcua.dossiers.actions import Intake, PaperIn
from motcua.dossiers.models import Dossier
from motcua.organisations.queries import rights_of
from motcua.organisations.rules import Rights
from motcua.people.rules import Details
from motcua.worktime.actions import import_calendar
from motcua.worktime.models import Calendar
at = clock.now()
def by(name):
    return rights_of(User.objects.get(username=name).pk, on=at.date())
like = Dossier.objects.filter(
    unit__code="lac-hong-kinh-te", centre__code="hong-lac", process__steps__kind="sign", process__steps__order=5
).order_by("pk").first()
def intake(**more):
    papers = (PaperIn("Giấy đề nghị đăng ký", originals=1), PaperIn("Hợp đồng thuê nhà", copies=1))
    return Intake(
        request_key=uuid4(), centre_id=like.centre_id, version_id=like.procedure_id, case_id=like.case_id,
        owner=Details(name="Nguyễn Thị Hoa", number="001189001234", address="Tổ 4", phone="0912345678"),
        papers=papers, **more,
    )
def received(days):
    return actions.receive(intake(), by=by("tiepnhan"), at=at - timedelta(days=days))
def filed_online():
    return actions.register(intake(channel="online"), by=Rights(User.objects.system().pk, (), frozenset()), at=at)
def scanned(dossier):
    picture = Image.new("RGB", (620, 877), "#F4F1E8")
    ImageDraw.Draw(picture).line((80, 200, 500, 200), fill="#333", width=6)
    made = io.BytesIO()
    picture.save(made, "JPEG")
    lease = dossier.papers.get(order=2).pk
    with taken_in([made.getvalue()]) as one:
        scanning.scan(dossier.number, paper=lease, files=[one], paper_pages=1, by=by("tiepnhan"), at=at)
def open_all_day():
    # Doors that never close: a journey is the same at any hour.
    week = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    definition = {"code": "ca-ngay", "name": "Cả ngày", "nominal_day_hours": 8}
    if not Calendar.objects.filter(code="ca-ngay").exists():
        import_calendar({**definition, "versions": [{"valid_from": "2020-01-01", "week": week}]}, at=at)
    return Calendar.objects.get(code="ca-ngay")
def forward(dossier, task, who, **more):
    return actions.forward(dossier.number, task=task, by=by(who), at=at, **more)
"""


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """What the office of all journeys sets: the small demo is in its database."""
    with prepared.office(tmp_path_factory.mktemp("journeys"), "motcua_journeys") as office:
        code, output = motcua("demo", "--small", env=office)
        assert code == 0, output
        yield office


@pytest.fixture(scope="session")
def product(office):
    """The address of a running product with the small demo, the same for all journeys."""
    with served(office):
        yield f"http://127.0.0.1:{office['PORT']}"


@pytest.fixture(scope="session")
def chromium():
    program = shutil.which("chromium") or shutil.which("google-chrome")
    # Chromium's own sandbox does not start as root.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    known = connections[DEFAULT_DB_ALIAS]
    with sync_playwright() as playwright:
        # Under its event loop Django looks elsewhere for connections: what runs later needs the one that was prepared.
        connections[DEFAULT_DB_ALIAS] = known
        browser = playwright.chromium.launch(executable_path=program, args=[*arguments, "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(params=["vi", "en"])
def language(request):
    return request.param


@pytest.fixture(params=[1440, 390], ids=["desk", "phone"])
def width(request):
    return request.param


@pytest.fixture
def page(product, chromium, language, width):
    """A new visitor's page; at its end it had no script error and asked nothing of another host."""
    context = chromium.new_context(
        base_url=product, locale=language, viewport={"width": width, "height": HEIGHTS[width]}
    )
    context.set_default_timeout(10_000)
    context.add_cookies([{"name": "django_language", "value": language, "url": product}])
    page = context.new_page()
    errors, foreign = [], []
    page.on("console", lambda message: message.type == "error" and errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: is_foreign(request.url, product) and foreign.append(request.url))

    yield page

    context.close()
    assert errors == []
    assert foreign == []


def is_foreign(url, product):
    return urlsplit(url).scheme in ("http", "https") and not url.startswith(f"{product}/")


@pytest.fixture
def sign_in(page):
    """Sign the visitor in as one of the demo's accounts and show the first page; test_doors.py does it by hand."""

    def sign_in_as(username):
        asked = page.context.request
        token = re.search('name="csrfmiddlewaretoken" value="(.+?)"', asked.get("/sign-in").text())[1]
        said = {"csrfmiddlewaretoken": token, "username": username, "password": PASSWORD}
        assert asked.post("/sign-in", form=said, max_redirects=0).status == 302
        page.goto("/start")

    return sign_in_as


def faults_on(page):
    """Return what is wrong with the page shown: serious findings of axe, and width beyond the screen."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = [
        f"{finding['id']}: {node['html'][:120]}"
        for finding in page.evaluate(_RUN)
        if finding["impact"] in ("serious", "critical")
        for node in finding["nodes"]
    ]
    root = "document.documentElement"
    overflow = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    return found + ([f"{overflow} px too wide"] if overflow > 0 else [])


@pytest.fixture
def faults(page):
    """Tell what is wrong with the page of the journey."""
    return partial(faults_on, page)


@pytest.fixture(scope="session")
def hand(office):
    """A process that has loaded the product and waits for scripts."""
    command = [sys.executable, "-m", "tests.journeys.hand"]
    with subprocess.Popen(
        command, cwd=ROOT, env=office, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process


@pytest.fixture
def made(hand):
    """Bring dossiers to the beginning of a journey and tell their numbers."""

    def make(script):
        hand.stdin.write(json.dumps(_LEAD + script) + "\n")
        hand.stdin.flush()
        answer = json.loads(hand.stdout.readline())
        assert answer["fault"] == ""
        return re.findall(r"^MADE (\S+)$", answer["told"], re.MULTILINE)

    return make


class Hands:
    """What somebody does, counted: a key, a click, a scan or a phrase typed."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, key):
        self.count += 1
        self.page.keyboard.press(key)

    def click(self, what):
        self.count += 1
        self.page.locator(what).click()

    def write(self, phrase):
        self.count += 1
        self.page.keyboard.type(phrase)

    def scan(self, text):
        """A hand-held scanner types what it reads into the field that has the focus, then Enter."""
        self.count += 1
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Enter")

    def fill(self, what, words):
        self.count += 1
        self.page.locator(what).fill(words)

    def photograph(self, what, path):
        self.count += 1
        self.page.locator(what).set_input_files(path)

    def mark(self, *, left, top, right, bottom):
        """One stroke of the pointer over a part of the page shown, in shares of its width and height."""
        self.count += 1
        sheet = self.page.locator("[data-sheet]:visible")
        expect(sheet).to_have_count(1)
        # Asked again and again through a locator: the policy of our pages refuses a function that is polled there.
        expect(sheet.locator("img")).not_to_have_js_property("naturalWidth", 0)
        sheet.evaluate("element => element.scrollIntoView()")
        box = sheet.locator(".mc-marker-hand").bounding_box()
        mouse = self.page.mouse
        mouse.move(box["x"] + box["width"] * left, box["y"] + box["height"] * top)
        mouse.down()
        mouse.move(box["x"] + box["width"] * right, box["y"] + box["height"] * bottom, steps=5)
        mouse.up()

    def choose(self, what, value):
        self.count += 1
        self.page.locator(what).select_option(value)


@pytest.fixture
def hands(page):
    return Hands(page)
