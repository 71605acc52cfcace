"""Each page speaks one language: English pages keep no Vietnamese but content, Vietnamese pages no English."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db.models import CharField, JSONField, TextField
from django.utils import timezone

from motcua.base import clock
from motcua.base.registers import forget_all
from motcua.organisations.models import Position
from motcua.workflow.models import Step
from tests.factories import MONDAY, Role, post, received, resolved, user, world

PERIOD = "start=2026-11-01&to=2026-12-31&as_of=2026-12-31"
OPEN, DONE = "H99.12-261123-0001", "H99.12-261123-0002"
PAGES = {
    "": (
        "/",
        "/?for=business",
        "/procedures",
        "/procedures?q=ho kinh doanh",
        "/procedures?q=khong co gi",
        "/procedures?q=ho kinh doanh&online=3",
        "/procedures/1.001612",
        "/track",
        "/performance",
        "/help",
        "/accessibility",
        "/privacy",
        "/sign-in",
        "/khong-co",
    ),
    "clerk": (
        "/desk",
        "/desk/serve",
        "/desk/dossiers",
        "/desk/dossiers?q=hoa",
        "/desk/dossiers?q=khong co ai",
        f"/desk/dossiers/{OPEN}",
        f"/desk/dossiers/{DONE}",
        f"/desk/dossiers/{OPEN}/received",
        f"/cases/{OPEN}",
    ),
    "returner": ("/desk", "/desk/returns", f"/desk/returns/{DONE}", "/desk/serve"),
    "head": (
        "/cases",
        "/cases/unit",
        "/cases?q=khong co ai",
        f"/cases/{OPEN}",
        f"/cases/{OPEN}/peek",
        "/admin/processes",
    ),
    "supervisor": (
        "/cases/all",
        f"/cases/{DONE}",
        f"/ops/reports/fields?{PERIOD}",
        f"/ops/reports/levels?{PERIOD}",
        f"/ops/reports/dossiers?{PERIOD}&column=open",
        "/ops/reports/fields?start=2026-12-31&to=2026-11-01",
    ),
    "keeper": (
        "/admin/procedures",
        "/admin/procedures?q=khong co gi",
        "/admin/procedures/1.001612",
        "/admin/procedures/import",
        "/admin/processes",
        "/admin/processes/QT-1.001612",
        "/admin/calendar",
    ),
    "idle": ("/start", "/desk", "/cases"),
}
# What is sent wrong on purpose: every field of the form answers.
FORMS = {
    "": (("/track", {}), ("/track", {"number": "@", "digits": "1"}), ("/sign-in", {})),
    "clerk": (("/desk/serve", {"do": "receive"}), (f"/desk/dossiers/{OPEN}/withdraw", {})),
    "returner": ((f"/desk/returns/{DONE}", {}),),
    "head": ((f"/cases/{OPEN}/send-back", {"task": "2"}), (f"/cases/{OPEN}/issue", {"task": "2"})),
    "keeper": (("/admin/procedures/import", {}),),
}
SPOKEN_ATTRIBUTES = {"aria-label", "title", "placeholder", "alt", "data-label", "data-leave"}
MONEY = re.compile(r"\d\sđ\b")
FRAGMENT = ""
PLACEHOLDER = re.compile(r"%\(\w+\)s")
SILENT = {"script", "style"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Listener(HTMLParser):
    """Collects what a page says, to the eye and to a screen reader, but for parts marked as another language."""

    def __init__(self):
        super().__init__()
        self.said, self.language, self.open = [], "", []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "html":
            self.language = attrs.get("lang", "")
        foreign = attrs.get("lang", self.language) != self.language
        if tag not in VOID:
            self.open.append((tag, foreign or tag in SILENT))
        if not foreign:
            self.said += [attrs[name] for name in SPOKEN_ATTRIBUTES & attrs.keys() if attrs[name]]

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, text):
        if text.strip() and not any(is_mute for _tag, is_mute in self.open):
            self.said.append(" ".join(text.split()))


def heard(answer) -> Listener:
    listener = Listener()
    listener.feed(answer.content.decode())
    return listener


def catalogue() -> list[tuple[str, str]]:
    """Return every Vietnamese text with its English one; plural forms apart."""
    with Path(settings.LOCALE_PATHS[0], "en/LC_MESSAGES/django.po").open("rb") as source:
        messages = [message for message in read_po(source) if message.id]
    pairs = []
    for message in messages:
        ids, strings = (
            (part if isinstance(part, tuple) else (part,)) for part in (message.id, message.string)
        )
        pairs += [(ids[0], string) for string in strings]
    return pairs


def strings_in(value) -> Iterator[str]:
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings_in(part)


def content() -> list[str]:
    """Return every text the database holds, the longest first."""
    found = set()
    for model in apps.get_models():
        names = [
            one.attname for one in model._meta.fields if isinstance(one, CharField | TextField | JSONField)
        ]
        if model.__module__.startswith("motcua.") and names:
            for row in model._default_manager.values_list(*names):
                found.update(strings_in(row))
    return sorted((text for text in found if has_marks(text)), key=len, reverse=True)


def has_marks(text: str) -> bool:
    return any(letter.isalpha() and not letter.isascii() for letter in text)


def left_over(said: list[str], allowed: list[str]) -> list[str]:
    """Return what is Vietnamese in texts after everything allowed, and the đ of money, is taken out."""
    rest = []
    for text in said:
        for known in allowed:
            text = text.replace(known, "")
        if has_marks(MONEY.sub("", text)):
            rest.append(text)
    return rest


@pytest.fixture
def lac_hong(db, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: clock.at(MONDAY, 11))
    cache.clear()
    made = world()
    made.keeper = user("giumuc", "Lê Thị Giữ Mục")
    post(made.keeper, made.centre, Role.CATALOGUE_KEEPER)
    made.idle = user("chuagiao", "Đỗ Chưa Giao")
    # Content in words of its own: a step that is named like a label would hide that label.
    for step in Step.objects.all():
        Step.objects.filter(pk=step.pk).update(name=f"Công đoạn thứ {step.order}")
    for position in Position.objects.all():
        Position.objects.filter(pk=position.pk).update(title=f"Ghế số {position.pk}")
    forget_all()
    received(made)
    resolved(made)
    yield made
    cache.clear()


def answers(client, made, person: str, language: str) -> Iterator[tuple[str, object]]:
    """Yield every page of a person and what every form of theirs answers, in a language."""
    if person:
        client.force_login(getattr(made, person))
    headers = {"accept-language": language}
    for address in PAGES[person]:
        yield address, client.get(address, headers=headers)
    for address, values in FORMS.get(person, ()):
        yield f"POST {address} {values}", client.post(address, values, headers=headers)
    if not person:
        client.post("/track", {"number": OPEN, "digits": "5678"}, headers=headers)
        yield f"/track/{OPEN}", client.get(f"/track/{OPEN}", headers=headers)


@pytest.mark.parametrize("person", PAGES)
def test_an_english_page_keeps_only_content_in_vietnamese(client, lac_hong, person):
    # Examples of Vietnamese words to type, and place names.
    quoted = [part for _, english in catalogue() for part in PLACEHOLDER.split(english) if has_marks(part)]
    allowed = [*quoted, *content()]

    left = {}
    for address, answer in answers(client, lac_hong, person, "en"):
        page = heard(answer)
        assert page.language in ("en", FRAGMENT), address
        if rest := left_over(page.said, allowed):
            left[address] = rest

    assert left == {}


@pytest.mark.parametrize("person", PAGES)
def test_a_vietnamese_page_has_no_english(client, lac_hong, person):
    vietnamese = {text for text, _ in catalogue()}
    english = {text for _, text in catalogue() if " " in text and "%(" not in text} - vietnamese

    mixed = {}
    for address, answer in answers(client, lac_hong, person, "vi"):
        page = heard(answer)
        assert page.language in ("vi", FRAGMENT), address
        if spoken := [text for text in page.said if text in english]:
            mixed[address] = spoken

    assert mixed == {}


ANOTHER_DATE = re.compile(
    r"\d{4}-\d\d-\d\d|\d\s*[ap]\.?m\b"
    r"|\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d|\d (Nov|Dec)",
    re.IGNORECASE,
)


@pytest.mark.parametrize("person", PAGES)
def test_dates_are_written_the_vietnamese_way_in_english_too(client, lac_hong, person):
    strange = {}
    for address, answer in answers(client, lac_hong, person, "en"):
        if found := [text for text in heard(answer).said if ANOTHER_DATE.search(text)]:
            strange[address] = found

    assert strange == {}


def test_an_english_page_says_the_weekday_in_english_and_the_date_as_ever(client, lac_hong):
    client.post("/track", {"number": OPEN, "digits": "5678"})
    page = heard(client.get(f"/track/{OPEN}", headers={"accept-language": "en"}))

    assert "09:00 Friday, 27/11/2026" in [text.replace("\xa0", " ") for text in page.said]
    assert page.language == "en"
    assert "3 working days left" in page.said


def test_counted_words_have_a_singular_in_english(client, lac_hong):
    lac_hong.case.time_limits.update(amount=1)
    forget_all()

    page = heard(client.get("/procedures/1.001612", headers={"accept-language": "en"}))

    assert "1 working day" in page.said
