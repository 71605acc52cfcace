"""What stands out of the ordinary in a dossier: pauses, new dates, opinions, requests, letters."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.dossiers.models import Dossier, Event, Task
from motcua.web.cases.situation import Situation
from motcua.web.ui.templatetags.ui import vn_datetime

Kind, Apology = Event.Kind, Dossier.Apology


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence with an icon and a colour, and the paper that belongs to it."""

    tone: str
    icon: str
    text: str
    # The kind of form that can be printed.
    form: str = ""


def of(now: Situation) -> list[Notice]:
    """Return what whoever opens this dossier must know."""
    found = [_requests(now), _approval(now), _extension(now), _apology(now), _left(now)]
    return [notice for notice in found if notice]


def _requests(now: Situation) -> Notice | None:
    dossier = now.dossier
    count = dossier.intake_requests + dossier.examination_requests
    if not count:
        return None
    text = ngettext("Đã yêu cầu bổ sung %(count)s lần.", "Đã yêu cầu bổ sung %(count)s lần.", count)
    return Notice("soon", "redo", text % {"count": count}, form="supplement")


def _approval(now: Situation) -> Notice | None:
    dossier, event = now.dossier, now.last(Kind.SUPPLEMENT_APPROVED)
    if event is None or dossier.examination_requests > dossier.approved_requests:
        return None
    known = {"who": event.by.full_name, "ground": event.note}
    return Notice("hold", "check", _("%(who)s cho yêu cầu bổ sung lần nữa: %(ground)s") % known)


def _extension(now: Situation) -> Notice | None:
    event = now.extension_asked
    if event is None or not now.dossier.is_open:
        return None
    known = {
        "who": event.by.full_name,
        "until": vn_datetime(datetime.fromisoformat(event.payload["extended_to"])),
        "reason": event.note,
    }
    text = _("%(who)s đề nghị gia hạn đến %(until)s, chờ trung tâm quyết định: %(reason)s") % known
    if not event.payload["in_time"]:
        text += " " + _("(đề nghị sau thời điểm phải đề nghị)")
    return Notice("soon", "clock", text)


def _apology(now: Situation) -> Notice | None:
    apology = now.dossier.apology
    if apology == Apology.DRAFTED:
        return Notice("over", "alert", _("Trễ hẹn: thư xin lỗi đã soạn, chưa ký, chưa gửi."), form="apology")
    if apology == Apology.SIGNED:
        event = now.last(Kind.APOLOGY_SIGNED)
        known = {"who": event.by.full_name, "at": vn_datetime(event.at)} if event else {}
        return Notice("ok", "check", _("Thư xin lỗi: %(who)s đã ký lúc %(at)s.") % known, form="apology")
    if apology == Apology.WAIVED:
        event = now.last(Kind.APOLOGY_WAIVED)
        known = {"who": event.by.full_name, "reason": event.note} if event else {}
        return Notice("hold", "info", _("Không cần thư xin lỗi, %(who)s quyết định: %(reason)s") % known)
    return None


def _left(now: Situation) -> Notice | None:
    count = now.open_children
    if not count:
        return None
    text = ngettext(
        "Còn %(count)s hồ sơ liên thông chưa giải quyết xong.",
        "Còn %(count)s hồ sơ liên thông chưa giải quyết xong.",
        count,
    )
    return Notice("soon", "route", text % {"count": count})


@dataclass(frozen=True, slots=True)
class Opinion:
    """An opinion that was asked for, and what became of it."""

    unit: str
    holder: str
    question: str
    due_at: datetime
    # Empty while it is waited for.
    answer: str
    is_open: bool
    is_waived: bool


def opinions(now: Situation) -> list[Opinion]:
    """Return the opinions asked for on this dossier, the open ones first."""
    tasks = [task for task in now.page.tasks if task.asked_by is not None]
    answers = {
        event.payload["task"]: event.note
        for event in now.page.events
        if event.kind in (Kind.OPINION_GIVEN, Kind.OPINION_WAIVED)
    }
    asked = questions(now)
    found = [
        Opinion(
            unit=task.unit.short_name or task.unit.name,
            holder=task.person.full_name if task.person else "",
            question=asked.get(task.number, ""),
            due_at=task.due_at,
            answer=answers.get(task.number, ""),
            is_open=task.closed_at is None,
            is_waived=task.outcome == Task.Outcome.WAIVED,
        )
        for task in tasks
    ]
    return sorted(found, key=lambda one: not one.is_open)


def questions(now: Situation) -> dict[int, str]:
    """Return what was asked, by the number of the task that is to answer."""
    return {
        ask["number"]: event.note
        for event in now.page.events
        if event.kind == Kind.CONSULTED
        for ask in event.payload["asks"]
    }


def question(now: Situation) -> str:
    """Return what the reader is asked, when the page is about an opinion of theirs."""
    return questions(now).get(now.task.number, "") if now.task and now.task is now.opinion else ""


_NEW_DATES = (Kind.EXTENDED, Kind.APOLOGY_SIGNED)


def old_dates(now: Situation) -> list[datetime]:
    """Return the dates that were promised before the one that holds, the first one first."""
    given_up = [
        datetime.fromisoformat(event.payload["was"]) for event in now.page.events if event.kind in _NEW_DATES
    ]
    holds = now.dossier.promised_at
    return [date for date in dict.fromkeys(given_up) if date != holds]
