"""The outbox: what waits, what nobody took and why; and the templates with their preview."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.notifications import actions, channels, queries, rules
from motcua.notifications.models import Channel, Notice
from motcua.notifications.queries import Worded
from motcua.notifications.rules import Wording
from motcua.organisations import queries as organisations
from motcua.web.setup.organisations import manager_of
from motcua.web.ui.fields import TypedField

PAGE = 50
State = Notice.State
# State → colour of its tag, icon.
TONES = {
    State.WAITING: ("soon", "hourglass"),
    State.SENT: ("ok", "check"),
    State.FAILED: ("over", "alert"),
    State.GIVEN_UP: ("hold", "minus"),
}
LANGUAGES = {"vi": gettext_lazy("Tiếng Việt"), "en": gettext_lazy("Tiếng Anh")}


@dataclass(frozen=True)
class Row:
    """A notice as the outbox lists it: whom it goes to is hidden, for the keeper needs not know."""

    notice: Notice
    template_name: str
    address: str
    unit_name: str
    reason: str
    tone: str
    icon: str

    @property
    def may_try_again(self) -> bool:
        return self.notice.state in (State.FAILED, State.GIVEN_UP)

    @property
    def may_give_up(self) -> bool:
        return self.notice.state in (State.WAITING, State.FAILED)


@require_safe
@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    manager = manager_of(request)
    counts = queries.counts(manager)
    asked = request.GET.get("state", "")
    state = asked if asked in State.values else ""
    found = queries.outbox(manager).select_related("given_up_by").order_by("-made_at", "-pk")
    page = Paginator(found.filter(state=state) if state else found, PAGE).get_page(request.GET.get("page"))
    ready = channels.set_up()
    return render(
        request,
        "setup/notices/outbox.html",
        {
            "tabs": [(one.value, one.label, counts[one]) for one in State],
            "total": sum(counts.values()),
            "state": state,
            "dead": counts[State.FAILED],
            "page": page,
            "rows": [_row(notice) for notice in page],
            "channels": [(channel.label, channel in ready) for channel in Channel],
            "is_any_set_up": bool(ready),
        },
    )


def _row(notice: Notice) -> Row:
    template = queries.templates().get(notice.template)
    return Row(
        notice,
        template.name if template else notice.template,
        rules.masked(notice.channel, notice.address),
        organisations.tree()[notice.unit_id].short_name,
        rules.reason_of(notice.last_error),
        *TONES[notice.state],
    )


@require_POST
def decide(request: HttpRequest, notice: int) -> HttpResponse:
    """Send one again, or give it up."""
    manager = manager_of(request)
    get_object_or_404(queries.outbox(manager), pk=notice)
    try:
        if request.POST.get("act") == "give-up":
            actions.give_up(notice, by=manager, at=clock.now())
            messages.success(request, _("Thông báo này thôi gửi."))
        else:
            actions.try_again(notice, by=manager, at=clock.now())
            messages.success(request, _("Thông báo này sẽ được gửi lại ngay."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(_back(request))


@require_POST
def all_again(request: HttpRequest) -> HttpResponse:
    """Send every dead letter again, as when a server was down for a night."""
    count = actions.try_all_again(by=manager_of(request), at=clock.now())
    said = ngettext("%(count)s thông báo sẽ được gửi lại.", "%(count)s thông báo sẽ được gửi lại.", count)
    messages.success(request, said % {"count": count})
    return redirect("setup:notices")


def _back(request: HttpRequest) -> str:
    state = request.POST.get("state", "")
    return reverse("setup:notices") + (f"?state={state}" if state in State.values else "")


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    groups: dict[str, list[Worded]] = {}
    for worded in queries.worded():
        groups.setdefault(worded.template.code, []).append(worded)
    page = [
        {"template": some[0].template, "wordings": [_named(worded) for worded in some]}
        for some in groups.values()
    ]
    return render(request, "setup/notices/templates.html", {"groups": page})


def _named(worded: Worded) -> dict[str, object]:
    return {
        "worded": worded,
        "channel_name": Channel(worded.channel).label,
        "language_name": LANGUAGES[worded.language],
    }


class WordingForm(forms.Form):
    """A wording as it is typed; what it may hold, the rules say."""

    # That neither may be empty the rules say, too.
    subject = TypedField(label=gettext_lazy("Tiêu đề"), required=False, max_length=200)
    body = TypedField(
        label=gettext_lazy("Nội dung"),
        required=False,
        max_length=rules.MOST_BODY,
        widget=forms.Textarea(attrs={"rows": 12}),
        strip=False,
    )

    def __init__(self, *args: object, worded: Worded, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.worded = worded
        if worded.channel == Channel.SMS:
            del self.fields["subject"]
            self.fields["body"].widget.attrs["rows"] = 5

    @property
    def wording(self) -> Wording:
        return Wording(self.cleaned_data["body"], self.cleaned_data.get("subject", ""))

    def clean(self) -> None:
        if self.errors:
            return
        field, reason = rules.why_not_wording(
            self.wording, channel=self.worded.channel, known=self.worded.template.examples
        )
        if reason:
            self.add_error(field, reason)


@require_http_methods(["GET", "HEAD", "POST"])
def template(request: HttpRequest, code: str, channel: str, language: str) -> HttpResponse:
    worded = queries.wording(code, channel, language)
    if worded is None:
        raise Http404
    act = request.POST.get("act", "")
    if act == "restore":
        actions.restore_template(code, channel, language)
        messages.success(request, _("Đã dùng lại mẫu gốc."))
        return redirect(request.path)
    now = worded.wording
    initial = {"subject": now.subject, "body": now.body}
    form = WordingForm(request.POST or None, worded=worded, initial=initial)
    if form.is_bound and form.is_valid():
        now = form.wording
        if act == "save":
            actions.change_template(code, channel, language, now, by_id=request.user.pk, at=clock.now())
            messages.success(request, _("Đã lưu mẫu; thông báo từ nay dùng lời này."))
            return redirect(request.path)
    shown = None if form.errors else rules.filled(now, worded.template.examples)
    page = {
        **_named(worded),
        "form": form,
        "shown": shown,
        "is_draft": form.is_bound,
        "parts": rules.sms_parts(shown.body) if shown and channel == Channel.SMS else 0,
    }
    return render(request, "setup/notices/template.html", page, status=422 if form.errors else 200)
