"""The running product as people meet it: a real process, Chromium, two languages, a desk and a phone."""

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from motcua.demo.accounts import PASSWORD
from tests.deployment import database, environment, motcua, served

AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text()
HEIGHTS = {1440: 900, 390: 844}


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """What the office of all journeys sets: the small demo is in its database."""
    with database("motcua_journeys") as engine:
        office = environment(tmp_path_factory.mktemp("journeys"), **engine)
        for words in (["serve", "--prepare-only"], ["demo", "--small"]):
            code, output = motcua(*words, env=office)
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
    with sync_playwright() as playwright:
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
    """Sign the visitor in as one of the demo's accounts, through the form."""

    def sign_in_as(username):
        page.goto("/sign-in")
        page.locator("input[name=username]").fill(username)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(lambda url: "/sign-in" not in url)

    return sign_in_as


@pytest.fixture
def faults(page):
    """Tell what is wrong with the page shown: serious findings of axe, and width beyond the screen."""

    def faults_of_page():
        page.evaluate(AXE)
        found = [
            f"{finding['id']}: {node['html'][:120]}"
            for finding in page.evaluate("axe.run()")["violations"]
            if finding["impact"] in ("serious", "critical")
            for node in finding["nodes"]
        ]
        root = "document.documentElement"
        overflow = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
        return found + ([f"{overflow} px too wide"] if overflow > 0 else [])

    return faults_of_page
