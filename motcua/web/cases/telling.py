"""What happened to a dossier, in words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from motcua.base import clock
from motcua.dossiers import lists
from motcua.dossiers.lists import Family
from motcua.dossiers.models import Dossier, Event
from motcua.dossiers.queries import DossierPage
from motcua.dossiers.rules import Wanted
from motcua.organisations import queries as organisations
from motcua.web.ui.templatetags.ui import money, vn_date, vn_datetime
from motcua.workflow import queries as workflow

Kind = Event.Kind
# Short, for rows: the word of the decree is in the dossier.
CHANNELS = {
    Dossier.Channel.DIRECT: gettext_lazy("Tại quầy"),
    Dossier.Channel.ONLINE: gettext_lazy("Trực tuyến"),
    Dossier.Channel.POST: gettext_lazy("Bưu chính"),
}
# What an event of the system says in place of a role.
SYSTEM = "system"
# Who sent a supplement over the portal.
APPLICANT = "applicant"


@dataclass(frozen=True, slots=True)
class Told:
    """One event as people tell it."""

    who: str
    what: str
    unit: str
    at: datetime
    note: str
    # What was asked for, paper by paper; what was late, leg by leg.
    lines: tuple[str, ...] = ()
    # The linked dossier it happened to, when it is not this one.
    dossier: Dossier | None = None


def history(page: DossierPage, *, reader_id: int, linked: Family | None = None) -> list[Told]:
    """Return everything that happened, the newest first; of a linked dossier what befell its parts too."""
    own = page.dossier
    events = [(event, own) for event in page.events]
    if linked:
        by_pk = {one.pk: one for one in linked.others(own)}
        events += [(event, by_pk[event.dossier_id]) for event in linked.events]
        events.sort(key=lambda pair: pair[0].at)
    return [
        told(event, dossier, reader_id=reader_id, is_own=dossier is own)
        for event, dossier in reversed(events)
    ]


def told(event: Event, dossier: Dossier, *, reader_id: int, is_own: bool = True) -> Told:
    return Told(
        who=_who(event, reader_id),
        what=_what(event, dossier),
        unit=event.unit.short_name or event.unit.name,
        at=event.at,
        note=event.note,
        lines=tuple(_lines(event)),
        dossier=None if is_own else dossier,
    )


def _who(event: Event, reader_id: int) -> str:
    if event.role == SYSTEM:
        return _("Hệ thống")
    # What is filed online is written down by the system, but nobody else does it than the applicant.
    if event.role == APPLICANT or event.kind == Kind.REGISTERED:
        return _("Người nộp")
    return _("Bạn") if event.by_id == reader_id else event.by.full_name


def what_became(page: DossierPage, task: int | None, *, reader_id: int) -> str:
    """Return the sentence that explains why a task is no longer as the reader saw it.

    Lê Minh Đức đã chuyển sang bước Ký duyệt, UBND phường lúc 09:41 ngày 24/11/2026.
    """
    about = [event for event in page.events if task is not None and event.payload.get("task") == task]
    line = told((about or page.events)[-1], page.dossier, reader_id=reader_id)
    moment = clock.local(line.at)
    return _("%(who)s đã %(what)s lúc %(time)s ngày %(day)s.") % {
        "who": line.who,
        "what": line.what,
        "time": f"{moment:%H:%M}",
        "day": f"{moment:%d/%m/%Y}",
    }


def _what(event: Event, dossier: Dossier) -> str:
    if "undoes" in event.payload:
        return _("hoàn tác việc vừa làm")
    return str(SENTENCES[Kind(event.kind)]) % _known(event, dossier)


# What somebody did, to be read after the name; every kind of event has its words.
SENTENCES = {
    Kind.REGISTERED: gettext_lazy("nộp hồ sơ trực tuyến"),
    Kind.RECEIVED: gettext_lazy("tiếp nhận hồ sơ"),
    Kind.REFUSED: gettext_lazy("từ chối tiếp nhận hồ sơ"),
    Kind.TAKEN: gettext_lazy("nhận việc"),
    Kind.REASSIGNED: gettext_lazy("giao lại việc cho %(person)s"),
    Kind.MOVED: gettext_lazy("chuyển sang bước %(step)s, %(unit)s%(proof)s"),
    Kind.SENT_BACK: gettext_lazy("trả lại bước %(step)s, %(unit)s"),
    Kind.RECALLED: gettext_lazy("thu hồi về bước %(step)s"),
    Kind.CONSULTED: gettext_lazy("xin ý kiến của %(asked)s"),
    Kind.OPINION_GIVEN: gettext_lazy("cho ý kiến"),
    Kind.OPINION_WAIVED: gettext_lazy("thôi chờ ý kiến phối hợp"),
    Kind.SUPPLEMENT_APPROVED: gettext_lazy("cho yêu cầu bổ sung thêm một lần"),
    Kind.SUPPLEMENT_REQUESTED: gettext_lazy("yêu cầu bổ sung %(papers)s, chờ đến %(wait_until)s"),
    Kind.SUPPLEMENT_RECEIVED: gettext_lazy("%(took)s bổ sung, hẹn trả %(due_at)s"),
    Kind.EXPIRED: gettext_lazy("đóng hồ sơ vì quá hạn bổ sung"),
    Kind.PAYMENT_REQUESTED: gettext_lazy("báo nộp nghĩa vụ tài chính theo thông báo %(notice)s%(amount)s"),
    Kind.PAID: gettext_lazy("ghi nhận đã nộp tiền (%(paid)s), hẹn trả %(due_at)s"),
    Kind.SUSPENDED: gettext_lazy("tạm dừng xử lý theo văn bản %(document)s"),
    Kind.RESUMED: gettext_lazy("cho xử lý tiếp, hẹn trả %(due_at)s"),
    Kind.STOPPED: gettext_lazy("trả hồ sơ không giải quyết theo văn bản %(document)s"),
    Kind.EXTENSION_ASKED: gettext_lazy("đề nghị gia hạn đến %(extended_to)s"),
    Kind.EXTENSION_REFUSED: gettext_lazy("không cho gia hạn, giữ ngày hẹn cũ"),
    Kind.EXTENDED: gettext_lazy("gia hạn từ %(was)s đến %(extended_to)s"),
    Kind.APOLOGY_DRAFTED: gettext_lazy("soạn thư xin lỗi, hẹn lại %(extended_to)s"),
    Kind.APOLOGY_SIGNED: gettext_lazy("ký thư xin lỗi, hẹn lại %(extended_to)s"),
    Kind.APOLOGY_WAIVED: gettext_lazy("cho trả kết quả trễ không kèm thư xin lỗi"),
    Kind.PROCEDURE_CHANGED: gettext_lazy("sửa thủ tục chọn nhầm, hẹn trả %(due_at)s"),
    Kind.RECALENDARED: gettext_lazy("tính lại theo lịch làm việc mới, hẹn trả %(due_at)s"),
    Kind.RESULT_ISSUED: gettext_lazy("phát hành kết quả %(result)s"),
    Kind.RESULT_ARRIVED: gettext_lazy("nhận kết quả về trung tâm%(place)s"),
    Kind.RETURNED: gettext_lazy("trả kết quả cho %(receiver)s"),
    Kind.WITHDRAWN: gettext_lazy("ghi nhận yêu cầu rút hồ sơ của người nộp"),
    Kind.LINKED: gettext_lazy("mở hồ sơ liên thông %(child)s"),
    Kind.CORRECTED: gettext_lazy("ghi đính chính"),
}


class _Known(dict[str, str]):
    """Words of an event; what it does not say is left out of the sentence."""

    def __missing__(self, key: str) -> str:
        return ""


def _known(event: Event, dossier: Dossier) -> _Known:
    said = event.payload
    known = _Known({name: value for name, value in said.items() if isinstance(value, str)})
    known |= {name: _WRITTEN[name](value) for name, value in said.items() if name in _WRITTEN and value}
    if opens := said.get("opens"):
        known["step"] = _step_name(dossier, opens["step"])
        known["unit"] = organisations.tree()[opens["unit"]].short_name
    if event.kind == Kind.REASSIGNED:
        known["person"] = _to_whom(event)
    if event.kind == Kind.CONSULTED:
        known["asked"] = _units(said["asks"])
    if event.kind == Kind.SUPPLEMENT_REQUESTED:
        known["papers"] = _papers(said["wanted"])
    if event.kind == Kind.SUPPLEMENT_RECEIVED:
        known["took"] = _("gửi") if event.role == APPLICANT else _("nhận")
    if event.kind == Kind.PAID:
        known["paid"] = said["proof"]
    return known


def _step_name(dossier: Dossier, step_id: int) -> str:
    """The step as its own process calls it; after a corrected procedure older steps are of another one."""
    process = workflow.definition(dossier.process_id)
    found = next((step for step in process.steps if step.id == step_id), None)
    return found.name if found else _("trước đó")


def _to_whom(event: Event) -> str:
    person = event.payload["person"]
    if person is None:
        return _("cả vị trí")
    return _("chính mình") if person == event.by_id else _("người khác cùng vị trí")


def _moment(text: str) -> str:
    return vn_datetime(datetime.fromisoformat(text))


def _day(text: str) -> str:
    return vn_date(datetime.fromisoformat(text))


def _units(asks: list[dict[str, Any]]) -> str:
    tree = organisations.tree()
    return ", ".join(tree[ask["unit"]].short_name for ask in asks)


def _papers(wanted: list[dict[str, Any]]) -> str:
    return ngettext("%(count)s giấy tờ", "%(count)s giấy tờ", len(wanted)) % {"count": len(wanted)}


_WRITTEN: dict[str, Callable[[Any], str]] = {
    "due_at": lambda text: _day(text),
    "extended_to": _moment,
    "was": lambda value: _moment(value) if isinstance(value, str) else "",
    "wait_until": _day,
    "amount": lambda amount: f" ({money(amount)})",
    "place": lambda place: f", {place}",
    "proof": lambda proof: _(", chứng từ %(proof)s") % {"proof": proof},
}


def _lines(event: Event) -> list[str]:
    if event.kind == Kind.SUPPLEMENT_REQUESTED:
        return [_wanted(Wanted.of(one)) for one in event.payload["wanted"]]
    if event.kind == Kind.SUPPLEMENT_RECEIVED:
        return [one["name"] for one in event.payload.get("papers", ())]
    if event.kind == Kind.APOLOGY_DRAFTED:
        tree = organisations.tree()
        return [f"{leg['step']}, {tree[leg['unit']].short_name}" for leg in event.payload["legs"]]
    return []


def _wanted(one: Wanted) -> str:
    where = f" ({one.where})" if one.mark else ""
    return f"{one.name}: {one.wrong}{where}. {one.mend}"


def stopped_for(event: Event) -> list[str]:
    """Return what an event that stopped the clock asks for: the papers, the notice, the reason."""
    if event.kind == Kind.SUPPLEMENT_REQUESTED:
        return [f"{one['name']} ({one['wrong']})" for one in event.payload["wanted"]]
    if event.kind == Kind.PAYMENT_REQUESTED:
        return [_("Thông báo %(notice)s") % {"notice": event.payload["notice"]}]
    return [event.note]


def pause(dossier: Dossier) -> str:
    """Return what the clock waits for and until when: Tạm dừng: chờ bổ sung đến 14/12/2026."""
    until = {"day": vn_date(dossier.wait_until), "since": vn_date(dossier.paused_at)}
    words = {
        "supplement": _("Tạm dừng: chờ bổ sung đến %(day)s"),
        "payment": _("Tạm dừng: chờ nộp tiền từ %(since)s"),
        "suspended": _("Tạm dừng xử lý từ %(since)s"),
        "outside": _("Tạm dừng: chờ cơ quan ngoài từ %(since)s"),
    }
    cause = lists.cause_of(dossier)
    return words[cause] % until if cause else ""
