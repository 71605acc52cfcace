"""What happened to a dossier and where it stands, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.base import clock
from motcua.dossiers.models import Dossier, Event
from motcua.dossiers.queries import DossierPage, PathStep
from motcua.organisations import queries as organisations
from motcua.workflow.rules import Definition, duration
from motcua.worktime.rules import WorkingTime

Kind = Event.Kind
# Short, for rows: the word of the decree is in the dossier.
CHANNELS = {
    Dossier.Channel.DIRECT: gettext_lazy("Tại quầy"),
    Dossier.Channel.ONLINE: gettext_lazy("Trực tuyến"),
    Dossier.Channel.POST: gettext_lazy("Bưu chính"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One event as people tell it."""

    who: str
    what: str
    unit: str
    at: datetime
    note: str


def history(page: DossierPage, *, reader_id: int) -> list[Told]:
    """Return everything that happened, the newest first."""
    return [told(event, page.process, reader_id=reader_id) for event in reversed(page.events)]


def told(event: Event, process: Definition, *, reader_id: int) -> Told:
    return Told(
        who=_("Bạn") if event.by_id == reader_id else event.by.full_name,
        what=_what(event, process),
        unit=event.unit.short_name or event.unit.name,
        at=event.at,
        note=event.note,
    )


def what_became(page: DossierPage, task: int, *, reader_id: int) -> str:
    """Return the sentence that explains why a task is no longer as the reader saw it.

    Lê Minh Đức đã chuyển sang bước Ký duyệt, UBND phường lúc 09:41 ngày 24/11/2026.
    """
    about = [event for event in page.events if event.payload.get("task") == task]
    line = told((about or page.events)[-1], page.process, reader_id=reader_id)
    moment = clock.local(line.at)
    return _("%(who)s đã %(what)s lúc %(time)s ngày %(day)s.") % {
        "who": line.who,
        "what": line.what,
        "time": f"{moment:%H:%M}",
        "day": f"{moment:%d/%m/%Y}",
    }


def _what(event: Event, process: Definition) -> str:
    said = event.payload
    opens = said.get("opens", {})
    known = {
        "step": process.step(opens["step"]).name if opens else "",
        "unit": organisations.tree()[opens["unit"]].short_name if opens else "",
        "result": said.get("result", ""),
        "receiver": said.get("receiver", ""),
    }
    sentences = {
        Kind.RECEIVED: _("tiếp nhận hồ sơ"),
        Kind.TAKEN: _("nhận việc"),
        Kind.MOVED: _("chuyển sang bước %(step)s, %(unit)s"),
        Kind.SENT_BACK: _("trả lại bước %(step)s, %(unit)s"),
        Kind.RECALLED: _("thu hồi về bước %(step)s"),
        Kind.RESULT_ISSUED: _("phát hành kết quả %(result)s"),
        Kind.RETURNED: _("trả kết quả cho %(receiver)s"),
        Kind.WITHDRAWN: _("ghi nhận yêu cầu rút hồ sơ của người nộp"),
    }
    return sentences[Kind(event.kind)] % known


@dataclass(frozen=True, slots=True)
class Stretch:
    """One step of the path: a bar as long as its budget, filled as far as it is used."""

    name: str
    state: str
    icon: str
    who: str
    used: str
    norm: str
    # One to twelve: how long the bar is beside the others.
    width: int
    share: int
    is_over: bool


_ICONS = {"done": "check-circle", "now": "hourglass", "next": "clock"}
_LONGEST = 12


def road(page: DossierPage, *, at: datetime, working_time: WorkingTime) -> list[Stretch]:
    """Return the steps of a dossier as the page draws them."""
    longest = max((step.step.budget_minutes or 0 for step in page.path), default=0) or 1
    return [_stretch(step, longest, at=at, working_time=working_time) for step in page.path]


def _stretch(path: PathStep, longest: int, *, at: datetime, working_time: WorkingTime) -> Stretch:
    budget = path.step.budget_minutes
    spent = None
    if path.opened_at and path.state != "next":
        spent = max(0, working_time.minutes_between(path.opened_at, path.closed_at or at))
    is_over = budget is not None and spent is not None and spent > budget
    share = 100 if path.state == "done" or is_over else 100 * (spent or 0) // (budget or spent or 1)
    return Stretch(
        name=path.step.name,
        state=path.state,
        icon="alert" if is_over and path.state == "now" else _ICONS[path.state],
        who=path.person_name or path.unit_name,
        used=_("đã dùng %(span)s") % {"span": duration(spent)} if spent is not None else "",
        norm=_("định mức %(span)s") % {"span": path.step.budget} if budget else path.step.budget,
        width=max(1, round(_LONGEST * (budget or 0) / longest)),
        share=0 if path.state == "next" else share,
        is_over=is_over,
    )
