"""Paper between units: what has to leave, batches with their slips, where the paper of a dossier is."""

from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from motcua.base.errors import Refused
from motcua.dossiers import custody
from motcua.dossiers.models import CustodyBatch, Original
from motcua.dossiers.queries import tidy_number
from motcua.dossiers.receipts.custody import custody_slip_pdf, labels_pdf
from motcua.dossiers.rules.custody import paper_units, why_not_handle
from motcua.dossiers.whereabouts import (
    BatchPage,
    ToLeave,
    batch_page,
    batches,
    closed_batches,
    late_batches,
    missing,
    takers,
    to_leave,
    whereabouts,
)
from motcua.history.models import Entry
from motcua.organisations import queries as organisations
from motcua.organisations.models import Position
from motcua.organisations.rules import Rights
from motcua.web.desk import looking
from motcua.web.desk.acting import Turn, acted, turn_of
from motcua.web.desk.custody_forms import BatchForm, FoundForm, GiveBackForm
from motcua.web.desk.posts import may_do
from motcua.web.ui.access import DESK

Role = Position.Role
MOST_CODES = 200


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What a unit has to hand over, what is on its way, what is late or missing."""
    turn = turn_of(request)
    mine = paper_units(turn.rights, tree=organisations.tree())
    units = mine or list(dict.fromkeys(post.unit_id for post in turn.rights.posts))
    asked = request.GET.get("unit", "")
    unit_id = next((one for one in units if str(one) == asked), units[0])
    # Who runs a centre answers for the paper of everybody under its government.
    watched = turn.rights.scope if turn.rights.has_role(Role.DIRECTOR, Role.SUPERVISOR) else [unit_id]
    on_the_way = batches([unit_id], at=turn.now)
    context = {
        "units": [organisations.tree()[one] for one in units],
        "unit": organisations.tree()[unit_id],
        "may_give": unit_id in mine,
        "groups": _grouped(to_leave(unit_id, at=turn.now)),
        "incoming": [one for one in on_the_way if one.batch.taker_id == unit_id and one.batch.left_at],
        "outgoing": [one for one in on_the_way if one.batch.giver_id == unit_id],
        "late": late_batches(watched, at=turn.now),
        "missing": missing(watched, at=turn.now),
        "closed": closed_batches([unit_id], at=turn.now),
        "takers": takers(unit_id),
        "spare_key": uuid4(),
    }
    return _render(turn, "desk/custody/index.html", context)


def _grouped(lines: list[ToLeave]) -> list[dict[str, Any]]:
    """One group for each receiver, with the key that makes its form count once."""
    ordered = sorted(lines, key=lambda line: (line.taker_name, line.taker_id))
    return [
        {"taker_id": taker_id, "taker": taker, "lines": list(found), "request_key": uuid4()}
        for (taker, taker_id), found in groupby(ordered, key=lambda line: (line.taker_name, line.taker_id))
    ]


def _render(turn: Turn, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    # Agencies work in the pages with the side bar, the counter in those with its keys.
    base = "desk/centre/_centre.html" if turn.rights.has_role(*DESK) else "desk/custody/_staff.html"
    return render(turn.request, template, {"base": base, **may_do(turn.rights), **context}, status=status)


@never_cache
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """A new batch of the ticked dossiers and of the codes scanned into the field."""
    turn = turn_of(request)
    form = BatchForm(request.POST)
    batch = acted(form, lambda: _prepared(form, turn))
    if batch is None:
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return _back_to(request.POST.get("giver", ""))
    return redirect("desk:batch", batch.number)


def _back_to(unit: str) -> HttpResponse:
    return redirect(reverse("desk:custody") + (f"?unit={unit}" if unit.isdecimal() else ""))


def _prepared(form: BatchForm, turn: Turn) -> CustodyBatch:
    said = form.cleaned_data
    return custody.prepare(
        request_key=said["request_key"],
        giver_id=said["giver"],
        taker_id=said["taker"],
        numbers=turn.request.POST.getlist("number")[:MOST_CODES],
        codes=[custody.tidy_code(line) for line in said["codes"].split()][:MOST_CODES],
        by=turn.rights,
        at=turn.now,
    )


@never_cache
@require_POST
def scan(request: HttpRequest) -> HttpResponse:
    """Open what a scanned code means: a batch, or the dossier of an original."""
    turn = turn_of(request)
    text = custody.tidy_code(request.POST.get("code", ""))
    if batch_page(text, turn.rights, at=turn.now):
        return redirect("desk:batch", text)
    number = tidy_number(text.split("/")[0])
    if number and whereabouts(number, turn.rights):
        return redirect("desk:whereabouts", number)
    messages.error(request, _("Không có phiếu hay giấy tờ nào mang mã “%(code)s”.") % {"code": text[:70]})
    return redirect("desk:custody")


@never_cache
@require_safe
def batch(request: HttpRequest, number: str) -> HttpResponse:
    turn = turn_of(request)
    page = _page(number, turn)
    context = {
        "page": page,
        "line": page.line,
        "batch": page.batch,
        "is_giver": not why_not_handle(turn.rights, page.batch.giver_id, tree=organisations.tree()),
        "is_taker": not why_not_handle(turn.rights, page.batch.taker_id, tree=organisations.tree()),
        "left": [item for item in page.items if not item.outcome],
    }
    return _render(turn, "desk/custody/batch.html", context)


def _page(number: str, turn: Turn) -> BatchPage:
    page = batch_page(number, turn.rights, at=turn.now)
    if page is None:
        raise Http404
    return page


@never_cache
@require_POST
def change(request: HttpRequest, number: str) -> HttpResponse:
    """One act on a batch; what it gave is said on its page."""
    turn = turn_of(request)
    number = _page(number, turn).batch.number
    verb, code = request.POST.get("do", ""), request.POST.get("code", "")
    try:
        said = _act(verb, number, code, by=turn.rights, at=turn.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("desk:batch", number)


def _act(verb: str, number: str, code: str, *, by: Rights, at: datetime) -> str:
    """Do what a button of the page of a batch says; return what to tell."""
    of_code = {
        "add": (custody.add, _("Đã thêm %(code)s vào phiếu.")),
        "take-off": (custody.take_off, _("Đã bỏ %(code)s khỏi phiếu.")),
        "confirm": (custody.confirm, _("Đã nhận %(code)s.")),
    }
    of_batch = {
        "send": (custody.send, _("Đã xác nhận giao phiếu %(number)s. Bên nhận thấy phiếu ngay.")),
        "cancel": (custody.cancel, _("Đã hủy phiếu %(number)s.")),
        "confirm-all": (custody.confirm_all, _("Đã nhận đủ phiếu %(number)s.")),
        "close": (custody.close, _("Đã chốt phiếu %(number)s; giấy tờ thiếu đã được ghi tên.")),
    }
    if verb in of_code:
        if not code.strip():
            raise Refused(_("Hãy quét hoặc gõ mã giấy tờ."))
        act, said = of_code[verb]
        act(number, code=code, by=by, at=at)
        return said % {"code": custody.tidy_code(code)}
    if verb not in of_batch:
        raise Refused(_("Không rõ việc cần làm với phiếu này."))
    done, said = of_batch[verb]
    done(number, by=by, at=at)
    return said % {"number": number}


@never_cache
@require_safe
def slip(request: HttpRequest, number: str) -> HttpResponse:
    turn = turn_of(request)
    page = _page(number, turn)
    for dossier in {item.original.dossier.number: None for item in page.items}:
        looking.record(request, Entry.Verb.PRINTED, dossier, at=turn.now, form="custody-slip")
    return _pdf(custody_slip_pdf(page, at=turn.now), f"phieu-ban-giao-{page.batch.number}")


@never_cache
@require_POST
def labels(request: HttpRequest, number: str) -> HttpResponse:
    """The labels of a dossier's originals; the codes are given now if they were not yet."""
    turn = turn_of(request)
    try:
        labelled: list[Original] = custody.label([number], by=turn.rights, at=turn.now)
    except Refused as refusal:
        raise Http404 from refusal
    if not labelled:
        messages.info(request, _("Hồ sơ này không có giấy tờ bản giấy."))
        return redirect("desk:whereabouts", number)
    looking.record(request, Entry.Verb.PRINTED, number, at=turn.now, form="labels")
    return _pdf(labels_pdf(labelled, at=turn.now), f"nhan-{number}")


def _pdf(made: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


@never_cache
@require_safe
def dossier(request: HttpRequest, number: str) -> HttpResponse:
    return _where(turn_of(request), number, GiveBackForm(initial={"request_key": uuid4()}))


def _where(turn: Turn, number: str, form: GiveBackForm) -> HttpResponse:
    found = whereabouts(number, turn.rights)
    if found is None:
        raise Http404
    if turn.request.method == "GET":
        looking.record(turn.request, Entry.Verb.VIEWED, number, at=turn.now)
    centre_id = found.dossier.centre_id
    context = {
        "where": found,
        "dossier": found.dossier,
        "form": form,
        "may_label": bool(paper_units(turn.rights, tree=organisations.tree())),
        "may_give_back": centre_id in paper_units(turn.rights, tree=organisations.tree()),
        "here": [
            held.original
            for held in found.held
            if held.original.unit_id == centre_id and not held.batch and not held.original.missing_at
        ],
    }
    return _render(turn, "desk/custody/dossier.html", context)


@never_cache
@require_POST
def give_back(request: HttpRequest, number: str) -> HttpResponse:
    turn = turn_of(request)
    form = GiveBackForm(request.POST)
    given = acted(
        form,
        lambda: custody.give_back(
            number,
            request_key=form.cleaned_data["request_key"],
            codes=request.POST.getlist("code"),
            receiver=form.cleaned_data["receiver"],
            by=turn.rights,
            at=turn.now,
        ),
    )
    if given is None:
        return _where(turn, number, form)
    messages.success(
        request, _("Đã trả giấy tờ cho %(receiver)s.") % {"receiver": form.cleaned_data["receiver"]}
    )
    return redirect("desk:whereabouts", number)


@never_cache
@require_POST
def found(request: HttpRequest) -> HttpResponse:
    """A missing original was found."""
    turn = turn_of(request)
    form = FoundForm(request.POST)
    original = acted(
        form,
        lambda: custody.find(
            form.cleaned_data["code"],
            unit_id=form.cleaned_data["unit"],
            note=form.cleaned_data["note"],
            by=turn.rights,
            at=turn.now,
        ),
    )
    if original is None:
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
    else:
        messages.success(request, _("Đã ghi nhận tìm thấy %(code)s.") % {"code": original.code})
    return _back_to(request.POST.get("unit", ""))
