"""Kiosks, boards and the page of a ticket run in browsers that nobody changed for years (docs/operations.md)."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from motcua.organisations.rules import Manager
from motcua.queueing import cards, devices
from motcua.queueing.models import Screen
from tests.queueing.halls import after
from tests.web.kiosk.old_browsers import bare_script, too_new_in_script, too_new_in_styles

ROOT = Path(__file__).parents[3]
# The oldest Chromium (and Android WebView) a machine of the hall, and somebody's phone, may have.
MACHINE, PHONE = 69, 69
# On a phone of that age some boxes lie closer together, fields look as the browser draws them, and what is chosen is
# marked by its tick alone. Colours forced by the system came with Chromium 89.
PLAINER = (
    "gap between flex items",
    ".mc-choice:has(:checked)",
    ":not() with several",
    ":is(): :is(a, button, .mc-btn)",
)


@pytest.fixture
def shipped(place, device, settings):
    """Every page of kiosk, boards and phone as it is sent, by name."""
    settings.SMS_URL = "http://127.0.0.1:9/sms"
    place.open(1)
    first, ticket = place.issue(), place.issue(minutes=1)
    place.serve(minutes=2, takes=3)
    pages = {}
    by = Manager(place.rights(0), is_superuser=True)
    _card, number = cards.issue(place.centre.pk, holder_id=by.user_id, by=by, at=after(5))
    for how in ({}, {"helper_url": "http://127.0.0.1:9101", "helper_key": "x"}):
        kiosk, browser = device(name=f"K{len(how)}", has_printer=True, **how)
        own = {name: reverse(f"kiosk:{name}", args=(kiosk.pk,)) for name in KIOSK}
        own["ticket"] = reverse("kiosk:ticket", args=(kiosk.pk, ticket.token))
        own["text"] = reverse("kiosk:text", args=(kiosk.pk, ticket.token))
        own["rating"] = f"{own['rate']}?number={first.code}"
        own["rated"] = f"{own['rate']}?done"
        browser.cookies["theme"], browser.cookies["reach"] = "contrast", "low"
        pages |= {f"{name}{len(how)}": browser.get(address) for name, address in own.items()}
        browser.post(reverse("kiosk:scan", args=(kiosk.pk,)), {"typed": number})
        pages[f"service{len(how)}"] = browser.get(reverse("kiosk:service", args=(kiosk.pk,)))
        pages[f"stranger{len(how)}"] = browser.post(
            reverse("kiosk:scan", args=(kiosk.pk,)), {"typed": "0" * 24}
        )
        devices.call_help(kiosk.pk, at=after(9))
        pages[f"called{len(how)}"] = browser.get(own["help"])
    for screen in Screen:
        if screen != Screen.KIOSK:
            changes = {"zone": "Dãy trái"} if screen == Screen.ZONE else {"counter": place.counters[0]}
            board, browser = device(screen, speaks=True, **changes)
            pages[screen] = browser.get(reverse("kiosk:board", args=(board.pk,)))
    return {name: answer.content.decode() for name, answer in pages.items()}


KIOSK = ("home", "groups", "track", "procedures", "check-in", "rate", "help")


def linked(pages, ending):
    """Return the files of one kind that the pages load, by their names."""
    names = {
        name
        for page in pages
        for name in re.findall(rf'/static/([\w./-]+?)(?:\.[0-9a-f]{{12}})?{ending}"', page)
    }
    return {f"{name}{ending}": Path(finders.find(f"{name}{ending}")).read_text() for name in sorted(names)}


def concerns_of(pages):
    """Return whether a selector can match anything in the pages or in what their scripts add."""
    used = {one for page in pages for names in re.findall(r'class="([^"]*)"', page) for one in names.split()}
    used |= {"is-new", "is-tapped", "is-called", "is-low"}
    return lambda selector: any(
        set(re.findall(r"\.([a-zA-Z][\w-]*)", part)) <= used for part in re.split(r",(?![^(]*\))", selector)
    )


def used(scripts, *, known):
    return [(name, one) for name, text in scripts.items() for one in too_new_in_script(text, known=known)]


def test_scripts_of_kiosks_and_boards_use_only_what_their_browsers_know(shipped):
    scripts = linked(shipped.values(), ".js")

    assert {"kiosk/js/kiosk.js", "kiosk/js/slip.js", "kiosk/js/board.js"} <= set(scripts)
    assert used(scripts, known=MACHINE) == []


def test_styles_of_kiosks_and_boards_use_only_what_their_browsers_know(shipped):
    sheets = linked(shipped.values(), ".css")
    concerns = concerns_of(shipped.values())

    assert {"kiosk/kiosk.css", "kiosk/board.css", "ui/base.css", "ui/contrast.css"} <= set(sheets)
    found = [
        one for text in sheets.values() for one in too_new_in_styles(text, known=MACHINE, concerns=concerns)
    ]
    assert found == []


def test_the_page_of_a_ticket_works_on_old_phones(client, place):
    place.open(1)
    first, second = place.issue(), place.issue(minutes=1)
    place.serve(minutes=2, takes=3)
    pages = [client.get(f"/t/{ticket.token}").content.decode() for ticket in (first, second)]
    scripts, sheets = linked(pages, ".js"), linked(pages, ".css")

    concerns = concerns_of(pages)
    found = [
        one for text in sheets.values() for one in too_new_in_styles(text, known=PHONE, concerns=concerns)
    ]

    assert used(scripts, known=PHONE) == []
    assert [one for one in found if not any(less in one for less in PLAINER)] == []


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("a?.b", ["optional chaining"]),
        ("a ?? b", ["nullish coalescing"]),
        ("a ? .5 : b", []),
        ('"a?.b ?? c"; // d?.e', []),
        ("/* x?.y */ z", []),
        ("a.replace(/[?.]+\\?\\?/g, b)", []),
        ("try { a(); } catch { b(); }", []),
        ("a.b ||= 1; c.at(-1)", ["at()", "logical assignment"]),
        ("structuredClone(a)", ["structuredClone"]),
        ("class A { #b = 1; }", ["private members"]),
    ],
)
def test_what_is_too_new_in_a_script_is_found_and_words_are_not(script, found):
    assert too_new_in_script(script, known=69) == found


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        (".a { display: flex; gap: 4px; }", ["gap between flex items: .a"]),
        (".a { display: grid; gap: 4px; }", []),
        (".a:has(b), .c { color: red; }", [":has(): .a:has(b), .c"]),
        ("@media (min-width: 9px) { .a { inset: 0; } }", ["inset: .a"]),
        (".a { clip-path: inset(50%); width: 100dvh; }", ["dynamic viewport units: .a"]),
        ("/* .a { inset: 0 } */", []),
        (
            ".a { width: min(2px, 3px); grid-template-columns: minmax(0, 1fr); }",
            ["min(), max(), clamp(): .a"],
        ),
        ("@layer a;", ["@layer"]),
    ],
)
def test_what_is_too_new_in_a_style_sheet_is_found(rule, found):
    assert too_new_in_styles(rule, known=69) == found


def test_the_documents_say_how_old_a_browser_may_be():
    said = (ROOT / "docs" / "operations.md").read_text()

    assert f"Chromium {MACHINE} or newer" in said
    assert bare_script("'?.'") == '""'
