"""The applicant's answer to a request for supplement: see what is wrong, photograph it anew, look, send."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.base.visitors import address_of
from motcua.documents import queries as documents
from motcua.documents.actions import taken_in
from motcua.documents.models import StoredFile
from motcua.documents.queries import limits
from motcua.documents.rules import why_not_read
from motcua.dossiers import actions, messaging, supplements
from motcua.dossiers.queries import tidy_number
from motcua.dossiers.supplements import Asked
from motcua.history import actions as history
from motcua.history.models import Entry
from motcua.web.portal import dossiers
from motcua.web.ui.downloads import caged
from motcua.web.ui.tracking_forms import TrackForm
from motcua.web.ui.uploads import too_big

# Two ways to the same end: the camera of a phone, or files that are there already.
WAYS = ("photo", "file")


@dataclass(frozen=True)
class Answer:
    """What a form brought for the lines of a request, and what is wrong with it, line by line."""

    request: int
    # line → file as it came
    chosen: list[tuple[int, UploadedFile]]
    wrong: dict[int, list[str]] = field(default_factory=dict)

    def blame(self, line: int, reason: str) -> None:
        self.wrong.setdefault(line, []).append(reason)


View = Callable[..., HttpResponse]


def _renewed(view: View) -> View:
    """Return a view after which what the visitor knows is kept for some minutes more."""

    @wraps(view)
    def shown(request: HttpRequest, number: str) -> HttpResponse:
        answer = view(request, number)
        dossiers.renew(request, answer, number, now=clock.now())
        return answer

    return shown


@never_cache
@_renewed
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, number: str) -> HttpResponse:
    """What is asked for, paper by paper; what is chosen here is kept until it is sent."""
    now, number = clock.now(), tidy_number(number)
    asked = _asked(request, number, now=now)
    if not isinstance(asked, Asked):
        return asked
    if request.method != "POST":
        return _shown(request, asked)
    answer = _answer(request, asked)
    _keep(answer, number, address=address_of(request), at=now)
    fresh = supplements.asked_of(number)
    assert fresh is not None
    if answer.wrong:
        return _shown(request, fresh, wrong=answer.wrong, status=422)
    if fresh.is_whole:
        return redirect("portal:supplement-review", number)
    return redirect(reverse("portal:supplement", args=[number]) + "?missing")


@never_cache
@_renewed
@require_safe
def review(request: HttpRequest, number: str) -> HttpResponse:
    """Everything that will be sent, before it is."""
    now, number = clock.now(), tidy_number(number)
    asked = _asked(request, number, now=now)
    if not isinstance(asked, Asked):
        return asked
    if not asked.is_whole:
        return redirect(reverse("portal:supplement", args=[number]) + "?missing")
    return render(request, "portal/supplements/review.html", {"here": "track", "asked": asked})


@never_cache
@_renewed
@require_POST
def send(request: HttpRequest, number: str) -> HttpResponse:
    """Send it, once however often the button is pressed; the clock of the dossier goes on."""
    now, number = clock.now(), tidy_number(number)
    if dossiers.opened(request, number, now=now) is None:
        return _locked(request, number)
    try:
        actions.send_supplement(number, request=_number(request, "request"), at=now)
    except Refused as refusal:
        asked = supplements.asked_of(number)
        if asked is not None and not asked.why_not_send(at=now):
            return redirect(reverse("portal:supplement", args=[number]) + "?missing")
        return _over(request, number, str(refusal))
    return redirect(reverse("portal:track-dossier", args=[number]) + "?supplemented")


@never_cache
@_renewed
@require_POST
def drop(request: HttpRequest, number: str) -> HttpResponse:
    """Put a file back that was chosen by mistake."""
    now, number = clock.now(), tidy_number(number)
    if dossiers.opened(request, number, now=now) is None:
        return _locked(request, number)
    try:
        file = _number(request, "file")
        actions.drop_file(number, request=_number(request, "request"), file=file, at=now)
    except Refused as refusal:
        return _over(request, number, str(refusal))
    return redirect("portal:supplement", number)


@never_cache
@require_safe
def marked(request: HttpRequest, number: str, line: int) -> HttpResponse:
    """Our picture of the page that is marked: only of what is asked for, and only while it is."""
    now, number = clock.now(), tidy_number(number)
    sheet = supplements.public_sheet(number, line) if dossiers.opened(request, number, now=now) else None
    if sheet is None:
        raise Http404
    answer = _picture(sheet.scan.file, sheet.page, is_large=True)
    history.record(
        Entry.Verb.VIEWED,
        subject="dossier",
        key=number,
        at=now,
        address=address_of(request),
        door="portal",
        what="supplement",
        sha256=sheet.scan.file.sha256,
    )
    return answer


@never_cache
@require_safe
def gathered(request: HttpRequest, number: str, file: int, page: int) -> HttpResponse:
    """Our picture of a page the applicant has just chosen."""
    now, number = clock.now(), tidy_number(number)
    found = supplements.gathered_file(number, file) if dossiers.opened(request, number, now=now) else None
    if found is None:
        raise Http404
    return _picture(found, page)


def _picture(file: StoredFile, page: int, *, is_large: bool = False) -> HttpResponse:
    try:
        path: Path | None = documents.picture(file, page, is_large=is_large)
    except (FileNotFoundError, Refused):
        path = None
    if path is None or not path.is_file():
        raise Http404
    return caged(HttpResponse(path.read_bytes(), content_type="image/webp"))


def _asked(request: HttpRequest, number: str, *, now: datetime) -> Asked | HttpResponse:
    """The request that waits for this visitor, or the page that says why there is none."""
    if dossiers.opened(request, number, now=now) is None:
        return _locked(request, number)
    asked = supplements.asked_of(number)
    if asked is None:
        return redirect("portal:track-dossier", number)
    reason = asked.why_not_send(at=now)
    return _over(request, number, reason) if reason else asked


def _locked(request: HttpRequest, number: str) -> HttpResponse:
    """The digits are asked for again; what was kept is still there afterwards."""
    return dossiers.asking(request, TrackForm(initial={"number": number[:60]}))


def _over(request: HttpRequest, number: str, reason: str) -> HttpResponse:
    page = {"here": "track", "number": number, "reason": reason}
    return render(request, "portal/supplements/over.html", page, status=409)


def _shown(
    request: HttpRequest, asked: Asked, *, wrong: dict[int, list[str]] | None = None, status: int = 200
) -> HttpResponse:
    faults = dict(wrong or {})
    if "missing" in request.GET and not faults:
        faults = {line.number: [_("Còn thiếu giấy tờ này")] for line in asked.missing}
    page = {
        "here": "track",
        "asked": asked,
        "lines": [(line, faults.get(line.number, ())) for line in asked.lines],
        "faults": [(line, reason) for line in asked.lines for reason in faults.get(line.number, ())],
        "has_some": any(line.files for line in asked.lines),
    }
    return render(request, "portal/supplements/page.html", page, status=status)


def _answer(request: HttpRequest, asked: Asked) -> Answer:
    chosen = [
        (line.number, one)
        for line in asked.lines
        for way in WAYS
        for one in request.FILES.getlist(f"{way}-{line.number}")
    ]
    answer = Answer(_number(request, "request"), chosen)
    brought = {line for line, _one in chosen}
    for line in asked.lines:
        if any(too_big(request, f"{way}-{line.number}") for way in WAYS):
            answer.blame(line.number, why_not_read("too_big", limits=limits()))
        elif not chosen and not line.files and line.number not in brought:
            answer.blame(line.number, _("Hãy chụp ảnh hoặc chọn tệp của giấy tờ này"))
    return answer


def _keep(answer: Answer, number: str, *, address: str, at: datetime) -> None:
    """Keep every good file, whatever is wrong with the others."""
    free_at = messaging.next_answer_at(number, address=address, at=at) if answer.chosen else None
    if free_at:
        reason = _("Nhiều tệp không mở được. Xin thử lại từ %(time)s.") % {
            "time": f"{clock.local(free_at):%H:%M}"
        }
        for line in {line for line, _one in answer.chosen}:
            answer.blame(line, reason)
        return
    is_bad = False
    for line, one, said in _each(answer):
        try:
            with taken_in(one.chunks()) as taken:
                actions.keep_file(number, request=answer.request, line=line, file=taken, at=at)
        except Refused as refusal:
            is_bad = True
            answer.blame(line, said + str(refusal))
    if is_bad:
        messaging.record_bad_file(number, address=address, at=at)


def _each(answer: Answer) -> Iterator[tuple[int, UploadedFile, str]]:
    """Every file with the words that tell it from the others of its line."""
    for line, one in answer.chosen:
        several = sum(other == line for other, _one in answer.chosen) > 1
        yield line, one, f"{one.name[:60]}: " if several and one.name else ""


def _number(request: HttpRequest, name: str) -> int:
    typed = request.POST.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0
