"""The clock of one dossier, read from its events: why its date is that day, and where its time went."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.base.clock import local, local_day
from motcua.dossiers import rules
from motcua.dossiers.models import Event
from motcua.dossiers.rules import Clock, Fact, Kind, Phase, Span
from motcua.organisations import queries as organisations
from motcua.worktime import queries as worktime
from motcua.worktime.rules import Due, Line

# The kinds of event that turn the clock; a step outside does so by its move.
TURNING = (
    Kind.REGISTERED,
    Kind.RECEIVED,
    Kind.SUPPLEMENT_REQUESTED,
    Kind.SUPPLEMENT_RECEIVED,
    Kind.PAYMENT_REQUESTED,
    Kind.PAID,
    Kind.SUSPENDED,
    Kind.RESUMED,
    Kind.EXTENDED,
    Kind.APOLOGY_SIGNED,
    Kind.PROCEDURE_CHANGED,
    Kind.RECALENDARED,
)


def fact_of(event: Event) -> Fact:
    """Return what an event says, as the rules take it."""
    return Fact(event.kind, event.at, event.by_id, event.unit_id, event.role, event.note, event.payload)


def clock_of(facts: Iterable[Fact], *, as_of: datetime | None = None) -> Clock:
    """Return the clock of a dossier, each date counted anew by the calendar version it was promised by."""
    return rules.replay(facts, calendar_of=worktime.of_version, as_of=as_of)


def why(facts: Sequence[Fact], *, as_of: datetime | None = None) -> Due:
    """Return the date of a dossier with the lines that lead to it, every pause and new beginning among them."""
    clock = clock_of(facts, as_of=as_of)
    assert clock.due_at is not None
    # What came before the last new beginning is told in a line each; the last count in full.
    whole = max(
        (at for at, phase in enumerate(clock.phases) if _counts_anew(phase)),
        default=0,
    )
    lines: list[Line] = []
    starts_at = clock.phases[0].since
    for at, phase in enumerate(clock.phases):
        if phase.stopped_by and phase.fact.kind != Kind.RECALENDARED:
            lines.append(_stopped(phase))
        elif at == whole:
            counted = _counted(phase, clock)
            starts_at = counted.starts_at
            lines += [_beginning(phase), *counted.lines] if at else counted.lines
        else:
            lines.append(_beginning(phase) if at else _first(phase))
    lines += _extensions(facts, as_of)
    return Due(clock.due_at, starts_at, tuple(lines))


def _counts_anew(phase: Phase) -> bool:
    """Whether the date of a phase was counted from its own beginning, not shifted or set."""
    if phase.stopped_by:
        return False
    kind, policy = phase.fact.kind, phase.fact.payload.get("policy")
    if kind == Kind.RECALENDARED:
        return not phase.fact.payload["is_shifted"]
    return kind in (Kind.REGISTERED, Kind.RECEIVED, Kind.PROCEDURE_CHANGED) or policy in (
        "restart",
        "phase",
    )


def _counted(phase: Phase, clock: Clock) -> Due:
    assert clock.limit is not None
    payload = phase.fact.payload
    limit = rules.Limit.of(payload["limit"]) if "limit" in payload else clock.limit
    working_time = worktime.of_version(limit.calendar)
    since = datetime.fromisoformat(payload["counted_from"]) if "counted_from" in payload else phase.since
    is_phase = payload.get("policy") == "phase" or phase.fact.kind == Kind.RECALENDARED
    if is_phase and payload.get("phase_minutes"):
        return working_time.explain(since, payload["phase_minutes"], "working_minute")
    return working_time.explain(since, limit.amount, limit.unit)


def _line(phase: Phase, kind: str, text: str, **values: Any) -> Line:
    at = local(phase.since)
    told = {"time": f"{at:%H:%M}", "day": f"{at:%d/%m/%Y}", **values}
    return Line(at.date(), kind, 0, text % told)


def _first(phase: Phase) -> Line:
    due = local(phase.due_at)
    return _line(phase, "received", _("Nhận %(time)s %(day)s, hẹn %(due)s"), due=f"{due:%H:%M %d/%m/%Y}")


def _stopped(phase: Phase) -> Line:
    texts = {
        Kind.SUPPLEMENT_REQUESTED: _("Dừng đồng hồ %(time)s %(day)s: yêu cầu người nộp bổ sung"),
        Kind.PAYMENT_REQUESTED: _("Dừng đồng hồ %(time)s %(day)s: chờ thực hiện nghĩa vụ tài chính"),
        Kind.SUSPENDED: _("Dừng đồng hồ %(time)s %(day)s: dừng xử lý, %(note)s"),
    }
    outside = _("Dừng đồng hồ %(time)s %(day)s: hồ sơ ở bước ngoài cơ quan, không tính thời gian")
    return _line(phase, "paused", texts.get(Kind(phase.stopped_by), outside), note=phase.fact.note)


def _beginning(phase: Phase) -> Line:
    kind, policy = phase.fact.kind, phase.fact.payload.get("policy")
    due = local(phase.due_at)
    if kind == Kind.PROCEDURE_CHANGED:
        text = _("Sửa thủ tục %(time)s %(day)s: tính lại từ khi tiếp nhận")
    elif kind == Kind.RECALENDARED:
        text = _("Lịch làm việc thay đổi, tính lại %(time)s %(day)s: hẹn %(due)s")
    elif kind == Kind.RECEIVED:
        text = _("Tiếp nhận %(time)s %(day)s: bắt đầu thời hạn giải quyết")
    elif kind in (Kind.EXTENDED, Kind.APOLOGY_SIGNED):
        text = _("Gia hạn %(time)s %(day)s: hẹn lại %(due)s")
    elif policy == "restart":
        text = _("Chạy lại %(time)s %(day)s: tính lại từ đầu")
    elif policy == "phase" and kind == Kind.SUPPLEMENT_RECEIVED:
        text = _("Chạy lại %(time)s %(day)s: tính lại từ đầu thời gian của lần hẹn này")
    elif policy == "phase":
        text = _("Chạy lại %(time)s %(day)s: tính thời gian các bước còn lại")
    else:
        text = _("Chạy tiếp %(time)s %(day)s: còn lại bao nhiêu tính tiếp bấy nhiêu, hẹn %(due)s")
    return _line(phase, "resumed", text, due=f"{due:%H:%M %d/%m/%Y}")


def _extensions(facts: Iterable[Fact], as_of: datetime | None) -> list[Line]:
    """New dates that were promised without moving the date that lateness is judged by."""
    lines = []
    for fact in facts:
        is_promise = fact.kind in (Kind.EXTENDED, Kind.APOLOGY_SIGNED) and not fact.payload["counts"]
        if is_promise and (as_of is None or fact.at <= as_of):
            until = local(datetime.fromisoformat(fact.payload["extended_to"]))
            text = _("Hẹn lại với người nộp: %(until)s; ngày hẹn đầu vẫn là ngày tính đúng hạn") % {
                "until": f"{until:%H:%M %d/%m/%Y}"
            }
            lines.append(Line(local_day(fact.at), "extended", 0, text))
    return lines


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a dossier's time somebody had: a unit, the applicant, or an outside cause."""

    who: str
    unit_id: int | None
    seconds: int
    # By the unit's own calendar; for the others by the dossier's.
    working_minutes: int
    paper_seconds: int
    electronic_seconds: int


def shares(facts: Sequence[Fact], *, until: datetime, calendar_id: int) -> list[Share]:
    """Return where the time went, the largest share first; the seconds sum to the whole."""
    found: dict[tuple[int | None, str], list[Span]] = defaultdict(list)
    for span in rules.spans(facts, until=until):
        found[span.unit_id, span.cause].append(span)
    told = [_share(unit_id, cause, spans, calendar_id) for (unit_id, cause), spans in found.items()]
    return sorted(told, key=lambda share: -share.seconds)


def _share(unit_id: int | None, cause: str, spans: list[Span], calendar_id: int) -> Share:
    if unit_id is None:
        who = _("Người nộp") if cause == rules.APPLICANT else _("Nguyên nhân bên ngoài")
        working_time = worktime.of_version(calendar_id)
    else:
        who = organisations.tree()[unit_id].short_name
        working_time = worktime.current(organisations.calendar_code(unit_id)).working_time
    electronic = sum(span.seconds for span in spans if span.is_electronic)
    whole = sum(span.seconds for span in spans)
    minutes = sum(working_time.minutes_between(span.since, span.until) for span in spans)
    return Share(who, unit_id, whole, minutes, whole - electronic, electronic)
