"""Appointments at the counter: who comes today, checking in, booking for somebody who calls."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.appointments import actions, queries, rules
from motcua.appointments.models import Booking
from motcua.base.errors import Refused
from motcua.base.text import mask_phone
from motcua.catalogue import queries as catalogue
from motcua.organisations import queries as organisations
from motcua.organisations.rules import Rights, UnitView
from motcua.people.rules import (
    local_phone,
    tidy_personal_number,
    why_not_personal_number,
    why_not_phone,
)
from motcua.queueing.models import Lane, Ticket
from motcua.queueing.queries import setup
from motcua.web.desk.acting import Turn, turn_of
from motcua.web.desk.listed import DayForm
from motcua.web.desk.posts import may_do
from motcua.web.ui.fields import TypedField, WordsField
from motcua.web.ui.visiting import Hours, hours_of, moment_of, visit_for, visit_of

State = Booking.State
METHODS = ["GET", "HEAD", "POST"]
HITS = 8


@dataclass(frozen=True, slots=True)
class Row:
    """A booking in the list of its day, with what may be done now."""

    booking: Booking
    phone: str
    can_check_in: bool
    can_move: bool
    can_cancel: bool
    # The centre has changed its hours since it was booked.
    is_outside: bool


def _own(rights: Rights) -> list[UnitView]:
    """The centres with a hall where somebody works."""
    tree = organisations.tree()
    found = dict.fromkeys(post.unit_id for post in rights.posts)
    return [tree[one] for one in found if tree[one].kind == "centre" and setup(one).groups]


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Everybody who booked a day; a code or a phone finds those of today and later."""
    turn = turn_of(request)
    centres = _own(turn.rights)
    asked = request.GET.get("centre", "")
    centre = next((one for one in centres if one.code == asked), centres[0] if centres else None)
    form, q = DayForm(request.GET, today=turn.today), request.GET.get("q", "").strip()[:20]
    # A day that cannot be read is said at its field; meanwhile today's are shown.
    day = form.cleaned_data["day"] if form.is_valid() else turn.today
    found: list[Booking] = []
    if centre and q:
        found = queries.coming(centre.id, code=q, phone=local_phone(q), today=turn.today)
    elif centre:
        found = queries.bookings_of(centre.id, day=day)
    page: dict[str, Any] = {
        "centre": centre,
        "centres": centres,
        "day": day,
        "form": form,
        "q": q,
        "rows": [_row(one, turn) for one in found],
        "waiting": len(queries.waiting_of(centre.id, day=day)) if centre else 0,
        "lanes": [lane for lane in Lane if lane != Lane.ORDINARY],
    }
    return render(request, "desk/appointments/index.html", page | may_do(turn.rights))


def _row(booking: Booking, turn: Turn) -> Row:
    told = {"policy": queries.policy(booking.centre_id), "at": turn.now}
    is_open = booking.state in (State.BOOKED, State.MISSED)
    return Row(
        booking,
        mask_phone(booking.phone),
        can_check_in=is_open and not rules.why_not_check_in(booking, **told),
        can_move=is_open and not rules.why_not_move(booking, **told, is_staff=True),
        can_cancel=not rules.why_not_cancel(booking, **told, is_staff=True),
        is_outside=booking.state == State.BOOKED
        and not queries.working_time(booking.centre_id).is_open(booking.starts_at),
    )


def _booking(turn: Turn, key: int) -> Booking:
    booking = get_object_or_404(Booking.objects.select_related("diary"), pk=key)
    if booking.centre_id not in {one.id for one in _own(turn.rights)}:
        raise Http404
    return booking


def _to_day(centre: str, day: date) -> HttpResponse:
    return redirect(f"{reverse('desk:appointments')}?centre={centre}&day={day:%Y-%m-%d}")


@require_POST
@never_cache
def act(request: HttpRequest, booking: int) -> HttpResponse:
    """Check somebody in, or cancel for somebody who calls."""
    turn = turn_of(request)
    found = _booking(turn, booking)
    try:
        if request.POST.get("act") == "check-in":
            lane = request.POST.get("lane", "")
            issued = actions.check_in(
                found.pk,
                at=turn.now,
                channel=Ticket.Channel.DESK,
                lane=lane if lane in Lane.values else Lane.ORDINARY,
                by=turn.rights,
            )
            messages.success(request, _("Đã báo đến: số %(code)s.") % {"code": issued.ticket.code})
        elif request.POST.get("act") == "cancel":
            actions.cancel(found.pk, at=turn.now, by=turn.rights)
            messages.success(request, _("Đã hủy lịch hẹn %(code)s.") % {"code": found.code})
        else:
            raise Http404
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _to_day(organisations.tree()[found.centre_id].code, found.diary.day)


class CallerForm(forms.Form):
    """Who calls, and the hour they chose."""

    start = forms.CharField(
        label=gettext_lazy("Khung giờ"),
        max_length=20,
        error_messages={"required": gettext_lazy("Hãy chọn một khung giờ.")},
    )
    phone = TypedField(
        label=gettext_lazy("Số điện thoại"),
        max_length=20,
        error_messages={"required": gettext_lazy("Hãy điền số điện thoại")},
        widget=forms.TextInput(attrs={"class": "num", "inputmode": "tel", "autocomplete": "off"}),
    )
    name = WordsField(label=gettext_lazy("Họ và tên"), max_length=120, required=False)
    number = TypedField(
        label=gettext_lazy("Số định danh"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "num", "inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.today = today

    def clean_start(self) -> datetime:
        start = moment_of(self.cleaned_data["start"])
        if start is None:
            raise forms.ValidationError(_("Hãy chọn một khung giờ."))
        return start

    def clean_phone(self) -> str:
        phone = local_phone(self.cleaned_data["phone"])
        if reason := why_not_phone(phone):
            raise forms.ValidationError(reason)
        return phone

    def clean_number(self) -> str:
        number = tidy_personal_number(self.cleaned_data["number"])
        if number and (reason := why_not_personal_number(number, today=self.today)):
            raise forms.ValidationError(reason)
        return number


@require_http_methods(METHODS)
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Book for somebody who calls: what for, the hour, the phone; nobody is asked for a code."""
    turn = turn_of(request)
    centres = _own(turn.rights)
    visit = visit_of(request.GET, among=centres, on=turn.today)
    form = CallerForm(request.POST or None, today=turn.today)
    if visit and visit.groups and form.is_valid():
        try:
            made = actions.book(
                visit.centre.id,
                groups=visit.groups,
                procedures=visit.procedures,
                request_key=_key(request),
                at=turn.now,
                by=turn.rights,
                **form.cleaned_data,
            )
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            told = {"when": rules.said(made.starts_at), "code": made.code}
            messages.success(request, _("Đã đặt lịch %(when)s, mã hẹn %(code)s.") % told)
            return _to_day(visit.centre.code, made.diary.day)
    q = request.GET.get("q", "")[:200]
    hits = catalogue.search(q, limit=HITS) if q else []
    page = {
        "centres": centres,
        "visit": visit,
        "form": form,
        "q": q,
        "hits": [one for one in hits if visit and one.version not in visit.versions],
        "groups": [(one, one.label) for one in setup(visit.centre.id).groups.values() if one.is_open]
        if visit
        else [],
        "hours": _hours(request, turn, visit),
        "request_key": _key(request),
    }
    status = 422 if form.errors else 200
    return render(request, "desk/appointments/new.html", page | may_do(turn.rights), status=status)


def _hours(request: HttpRequest, turn: Turn, visit: Any) -> Hours | None:
    if visit is None or not visit.groups:
        return None
    days = visit.days(turn.now, is_staff=True)
    return hours_of(days, asked=request.GET.get("day", ""), today=turn.today)


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("request_key", ""))
    except ValueError:
        return uuid4()


@require_http_methods(METHODS)
@never_cache
def move(request: HttpRequest, booking: int) -> HttpResponse:
    """Move a booking to another hour for somebody who calls."""
    turn = turn_of(request)
    found = _booking(turn, booking)
    visit = visit_for(found, on=turn.today)
    refused = ""
    if request.method == "POST":
        start = moment_of(request.POST.get("start", ""))
        try:
            if start is None:
                raise Refused(_("Hãy chọn một khung giờ."))
            made = actions.move(found.pk, start=start, at=turn.now, by=turn.rights)
        except Refused as refusal:
            refused = str(refusal)
        else:
            told = {"code": made.code, "when": rules.said(made.starts_at)}
            messages.success(request, _("Đã đổi lịch hẹn %(code)s sang %(when)s.") % told)
            return _to_day(visit.centre.code, made.diary.day)
    policy = queries.policy(found.centre_id)
    page = {
        "booking": found,
        "visit": visit,
        "hours": _hours(request, turn, visit),
        "refused": refused,
        "can_cancel": not rules.why_not_cancel(found, policy=policy, at=turn.now, is_staff=True),
    }
    return render(
        request, "desk/appointments/move.html", page | may_do(turn.rights), status=422 if refused else 200
    )
