"""Scans of a dossier's papers: the page beside the checklist, what a clerk says there, pictures and copies."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.documents import queries as documents
from motcua.documents import scanner
from motcua.documents.actions import taken_in
from motcua.documents.scanner import Waiting
from motcua.documents.storage import read_chunks
from motcua.dossiers import scanning
from motcua.dossiers.models import Digitisation, Scan
from motcua.dossiers.scans import (
    ScansPage,
    difference,
    file_in_sight,
    left_to_digitise,
    scans_page,
    timings,
)
from motcua.history.models import Entry
from motcua.organisations import queries as organisations
from motcua.organisations.models import Position, Unit
from motcua.organisations.rules import Rights
from motcua.web.desk import looking
from motcua.web.desk.posts import may_do
from motcua.web.desk.scans_page import Said, assign_form, cards, judged
from motcua.web.ui.access import DESK
from motcua.web.ui.downloads import attachment, caged

Role = Position.Role
# How far back the list of what is left and the figures may look.
PERIODS = (1, 7, 30)


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    rights = _rights(request, now)
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, PERIODS) else PERIODS[1]
    today = clock.local_day(now)
    since = today - timedelta(days=days - 1)
    centres = _centres(rights)
    context = {
        "days": days,
        "periods": PERIODS,
        "left": left_to_digitise(centres, since=since),
        "timings": timings(centres, since=since, until=today),
        "norm": settings.DIGITISED_MINUTES,
        **may_do(rights),
    }
    return render(request, "desk/scans/index.html", context)


@never_cache
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    now = clock.now()
    rights = _rights(request, now)
    found = _page(number, rights)
    looking.record(request, Entry.Verb.VIEWED, number, at=now, what="scans")
    return _show(request, found, rights=rights, now=now)


@never_cache
@require_POST
def change(request: HttpRequest, number: str) -> HttpResponse:
    now = clock.now()
    rights = _rights(request, now)
    found = _page(number, rights)
    said = judged(request, found, waiting=_waiting(found, now))
    if said is None:
        raise Http404
    if said.form.is_valid():
        try:
            done = _DO[said.verb](said, found, rights, now)
        except Refused as refusal:
            said.form.add_error(said.main_field, str(refusal))
        else:
            if said.verb == "reuse":
                _record_reuse(request, found, said.form.cleaned_data["copy"], now)
            messages.success(request, done)
            return redirect("desk:scans", number)
    return _show(request, found, rights=rights, now=now, said=said)


def _scan(said: Said, found: ScansPage, by: Rights, now: datetime) -> str:
    values = said.form.cleaned_data
    with ExitStack() as stack:
        taken = [stack.enter_context(taken_in(file.chunks())) for file in values["chosen"]]
        copy = scanning.scan(
            found.dossier.number,
            paper=said.paper,
            files=taken,
            paper_pages=values["paper_pages"],
            is_anew=values["is_anew"],
            result_of=values["result_of"],
            by=by,
            at=now,
        )
    return _told(copy, _("Đã lưu bản quét."))


def _assign(said: Said, found: ScansPage, by: Rights, now: datetime) -> str:
    values = said.form.cleaned_data
    centre = organisations.tree()[found.dossier.centre_id].code
    # As they were scanned, the oldest first: that is the order of the pages.
    chosen = [scanner.find(centre, key, now=now) for key in values["waiting"]]
    with ExitStack() as stack:
        paths = [
            stack.enter_context(scanner.claimed(one))
            for one in sorted(chosen, key=lambda one: one.written_at)
        ]
        taken = [stack.enter_context(taken_in(read_chunks(path))) for path in paths]
        copy = scanning.scan(
            found.dossier.number,
            paper=values["to"],
            files=taken,
            paper_pages=values["paper_pages"],
            by=by,
            at=now,
        )
    return _told(copy, _("Đã gán tệp của máy quét vào giấy tờ."))


def _told(copy: Digitisation, done: str) -> str:
    return f"{done} {difference(copy)}".strip()


def _settle(said: Said, found: ScansPage, by: Rights, now: datetime) -> str:
    values = said.form.cleaned_data
    scanning.settle(found.dossier.number, paper=said.paper, by=by, at=now, **values)
    return _("Đã ghi số trang.")


def _exempt(said: Said, found: ScansPage, by: Rights, now: datetime) -> str:
    scanning.exempt(found.dossier.number, paper=said.paper, by=by, at=now, **said.form.cleaned_data)
    return _("Đã ghi trường hợp không phải số hóa.")


def _reuse(said: Said, found: ScansPage, by: Rights, now: datetime) -> str:
    scanning.reuse(found.dossier.number, paper=said.paper, by=by, at=now, **said.form.cleaned_data)
    return _("Đã dùng lại bản số hóa có sẵn.")


def _record_reuse(request: HttpRequest, found: ScansPage, copy: int, now: datetime) -> None:
    """Write down whose dossier was opened to take the copy from; it may be of another centre."""
    for row in found.rows:
        for one in row.reusable:
            if one.pk == copy:
                number = one.paper.dossier.number
                looking.record(
                    request, Entry.Verb.VIEWED, number, at=now, what="reuse", used_in=found.dossier.number
                )
                return


def _drop(said: Said, found: ScansPage, by: Rights, now: datetime) -> str:
    scanning.drop(found.dossier.number, paper=said.paper, by=by, at=now, **said.form.cleaned_data)
    return _("Đã bỏ. Bản cũ vẫn được lưu trong lịch sử.")


_DO: dict[str, Callable[[Said, ScansPage, Rights, datetime], str]] = {
    "scan": _scan,
    "assign": _assign,
    "settle": _settle,
    "exempt": _exempt,
    "reuse": _reuse,
    "drop": _drop,
}


@never_cache
@require_safe
def download(request: HttpRequest, number: str, scan: int) -> HttpResponse:
    now = clock.now()
    found = _file(number, scan, _rights(request, now))
    name = f"{number}-{found.digitisation.paper.order:02d}-{found.order:02d}"
    answer = attachment(found.file, name=name)
    looking.record(request, Entry.Verb.VIEWED, number, at=now, what="scan", sha256=found.file.sha256)
    return answer


@never_cache
@require_safe
def picture(request: HttpRequest, number: str, scan: int, page: int) -> HttpResponse:
    now = clock.now()
    found = _file(number, scan, _rights(request, now))
    is_large = "large" in request.GET
    try:
        path = documents.picture(found.file, page, is_large=is_large)
    except (FileNotFoundError, Refused):
        path = None
    if is_large and path:
        looking.record(request, Entry.Verb.VIEWED, number, at=now, what="scan", sha256=found.file.sha256)
    return _image(path)


@never_cache
@require_safe
def waiting_picture(request: HttpRequest, number: str, key: str) -> HttpResponse:
    now = clock.now()
    found = _page(number, _rights(request, now))
    if found.why_not:
        raise Http404
    try:
        one = scanner.find(organisations.tree()[found.dossier.centre_id].code, key, now=now)
        path: Path | None = documents.first_picture(one.path)
    except (FileNotFoundError, Refused):
        path = None
    return _image(path)


def _image(path: Path | None) -> HttpResponse:
    if path is None or not path.is_file():
        raise Http404
    return caged(HttpResponse(path.read_bytes(), content_type="image/webp"))


def _show(
    request: HttpRequest, found: ScansPage, *, rights: Rights, now: datetime, said: Said | None = None
) -> HttpResponse:
    waiting = _waiting(found, now)
    counter = request.GET.get("counter", "")
    context = {
        "page": found,
        "dossier": found.dossier,
        "cards": cards(found, said),
        "waiting": [one for one in waiting if not counter or one.counter == counter],
        "counters": sorted({one.counter for one in waiting if one.counter}),
        "counter": counter,
        "assign": said.form if said and said.verb == "assign" else assign_form(found, waiting),
        "form": said.form if said else None,
        "norm": settings.DIGITISED_MINUTES,
        "has_scanner": bool(settings.SCANNER_FOLDER) and not found.why_not,
        "is_at_desk": rights.has_role(*DESK, Role.DIRECTOR, Role.SUPERVISOR),
        **may_do(rights),
    }
    return render(request, "desk/scans/page.html", context)


def _waiting(found: ScansPage, now: datetime) -> list[Waiting]:
    """Files of the scanners of the dossier's centre, for those who may assign them."""
    if found.why_not:
        return []
    return scanner.waiting(organisations.tree()[found.dossier.centre_id].code, now=now)


def _centres(rights: Rights) -> list[int]:
    """Centres in sight, by name."""
    units = (unit for unit in organisations.tree().units.values() if unit.id in rights.scope)
    return [
        unit.id for unit in sorted(units, key=lambda unit: unit.short_name) if unit.kind == Unit.Kind.CENTRE
    ]


def _page(number: str, rights: Rights) -> ScansPage:
    found = scans_page(number, rights)
    if found is None:
        raise Http404
    return found


def _file(number: str, scan: int, rights: Rights) -> Scan:
    found = file_in_sight(number, scan, rights)
    if found is None:
        raise Http404
    return found


def _rights(request: HttpRequest, now: datetime) -> Rights:
    return organisations.rights_of(request.user.pk, on=clock.local_day(now))
