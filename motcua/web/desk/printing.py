"""Forms on paper: one of a dossier, many in one file, the register of a period."""

import json
from collections.abc import Iterator
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from motcua.base import clock
from motcua.dossiers.forms import Kind
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import dossier_page, find
from motcua.dossiers.receipts import Batch, form_pdf, register_pdf
from motcua.dossiers.receipts.batch import SINGLE
from motcua.dossiers.receipts.register import registered
from motcua.history.models import Entry
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights
from motcua.web.desk import looking
from motcua.web.desk.clocks import lines
from motcua.web.desk.dossiers_forms import SearchForm
from motcua.web.desk.finding import remember, remembered
from motcua.web.desk.posts import may_do
from motcua.web.desk.printing_forms import PrintForm, RegisterForm
from motcua.worktime import queries as worktime

# One file of this many slips takes some ten seconds.
MOST = 500
# What the page's own script asks for: how far it is, line by line, and then the file.
STREAM = "application/x-motcua-print"


@never_cache
@require_safe
def one(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """One form of one dossier."""
    now = clock.now()
    rights = _rights(request, now)
    if kind not in SINGLE or dossier_page(number, rights) is None:
        raise Http404
    printed, reason = form_pdf(Kind(kind), number, rights=rights, at=now)
    if reason:
        return render(request, "desk/printing/nothing.html", {"reason": reason}, status=409)
    looking.record(request, Entry.Verb.PRINTED, number, at=now, form=kind, paper="a4")
    return _file(printed, f"{kind}-{number}")


@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Today's dossiers or those found, to choose what to print."""
    if request.method == "POST":
        is_search = remember(request, "printing")
        return redirect(reverse("desk:printing") + ("?found" if is_search else ""))
    return _page(request, RegisterForm(today=clock.today()))


def _page(request: HttpRequest, register_form: RegisterForm) -> HttpResponse:
    now = clock.now()
    rights = _rights(request, now)
    text = remembered(request, "printing")
    context = {
        "lines": lines(_listed(rights, text, now), now=now, working_time=worktime.current().working_time),
        "text": text,
        "search": SearchForm(initial={"q": text}),
        "form": PrintForm(),
        "register_form": register_form,
        "stream": STREAM,
        **may_do(rights),
    }
    return render(request, "desk/printing/index.html", context)


def _listed(rights: Rights, text: str, now: datetime) -> list[Dossier]:
    today = clock.local_day(now)
    return find(rights, text=text, limit=MOST) if text else registered(rights, start=today, to=today)[:MOST]


@never_cache
@require_POST
def file(request: HttpRequest) -> HttpResponseBase:
    """What was chosen, in one PDF; to the script of the page with its progress before it."""
    form = PrintForm(request.POST)
    # Without a script nobody ticks hundreds of boxes: a second button prints the whole list.
    numbers = request.POST.getlist("listed" if "all" in request.POST else "number")[:MOST]
    if not form.is_valid() or not numbers:
        messages.error(request, _("Hãy chọn biểu mẫu và ít nhất một hồ sơ để in."))
        return redirect("desk:printing")
    now = clock.now()
    batch = Batch(
        Kind(form.cleaned_data["kind"]),
        rights=_rights(request, now),
        at=now,
        paper=form.cleaned_data["paper"],
    )
    if request.headers.get("Accept") == STREAM:
        streamed = StreamingHttpResponse(_told(request, batch, numbers), content_type=STREAM)
        # A proxy that gathers the answer would hide the progress.
        streamed["X-Accel-Buffering"] = "no"
        return streamed
    return _at_once(request, batch, numbers)


def _at_once(request: HttpRequest, batch: Batch, numbers: list[str]) -> HttpResponse:
    bad = [f"{number}: {reason}" for number in numbers if (reason := batch.add(number))]
    if bad:
        count = ngettext("%(count)s mã không in được", "%(count)s mã không in được", len(bad))
        messages.warning(request, f"{count % {'count': len(bad)}}: {'; '.join(bad[:5])}")
    if not batch.pages:
        return redirect("desk:printing")
    return _file(_printed(request, batch), batch.kind.value)


def _told(request: HttpRequest, batch: Batch, numbers: list[str]) -> Iterator[bytes]:
    """Yield a line of JSON for each dossier read, one before the pages are laid out, then the file."""
    language = translation.get_language()
    for at, number in enumerate(numbers, 1):
        # Between two lines the thread may have answered somebody else.
        with translation.override(language):
            reason = batch.add(number)
        told = {"done": at, "all": len(numbers)}
        yield _line({**told, "number": number, "reason": reason} if reason else told)
    if batch.pages:
        yield _line({"composing": len(batch.pages)})
        made = _printed(request, batch)
        yield _line({"size": len(made), "name": f"{batch.kind.value}.pdf"})
        yield made


def _line(told: dict[str, object]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"


def _printed(request: HttpRequest, batch: Batch) -> bytes:
    made = batch.pdf()
    with transaction.atomic():
        for page in batch.pages:
            looking.record(
                request,
                Entry.Verb.PRINTED,
                page.dossier.number,
                at=batch.at,
                form=batch.kind.value,
                paper=batch.paper,
            )
    return made


@never_cache
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The register of a period."""
    now = clock.now()
    form = RegisterForm(request.GET, today=clock.local_day(now))
    if not form.is_valid():
        return _page(request, form)
    start, to = form.cleaned_data["start"], form.cleaned_data["to"]
    printed, reason = register_pdf(_rights(request, now), start=start, to=to, at=now)
    if reason:
        form.add_error("to", reason)
        return _page(request, form)
    looking.record(
        request, Entry.Verb.PRINTED, "", at=now, form=Kind.REGISTER.value, start=f"{start}", to=f"{to}"
    )
    return _file(printed, f"so-theo-doi-{start:%Y%m%d}-{to:%Y%m%d}")


def _file(printed: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(printed, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def _rights(request: HttpRequest, now: datetime) -> Rights:
    return organisations.rights_of(request.user.pk, on=clock.local_day(now))
