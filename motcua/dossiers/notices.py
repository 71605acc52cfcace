"""Which events of a dossier the applicant is told of, and in which words: one table."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from motcua.base.clock import local
from motcua.base.text import official
from motcua.dossiers import rules
from motcua.dossiers.models import Dossier, Event
from motcua.dossiers.rules import Fact, Kind
from motcua.notifications import actions as notifications
from motcua.notifications import channels
from motcua.notifications.actions import Draft, Recipient
from motcua.notifications.models import Channel
from motcua.organisations import queries as organisations
from motcua.people.models import Person

Values = dict[str, str]


@dataclass(frozen=True, slots=True)
class Telling:
    """A template, what fills it, and when an event of the kind is told of."""

    template: str
    values: Callable[[Dossier, Fact], Values]
    is_told: Callable[[Dossier, Fact], bool] = lambda _dossier, _fact: True
    # A result is ready once, whichever event made it so.
    once: bool = False


def tell_applicants(events: Iterable[tuple[Dossier, int, Fact]]) -> None:
    """Queue what applicants are told of these events, in their transaction; nothing when no channel is set up."""
    if not (ready := channels.set_up()):
        return
    told = [
        (dossier, seq, fact, telling)
        for dossier, seq, fact in events
        for telling in TOLD.get(fact.kind, ())
        if telling.is_told(dossier, fact)
    ]
    if not told:
        return
    people = {_applicant(dossier) for dossier, *_rest in told}
    emails = _emails(people) if Channel.EMAIL in ready else {}
    drafts = [
        Draft(
            telling.template,
            Recipient(email=emails.get(_applicant(dossier), ""), phone=dossier.phone),
            _common(dossier) | telling.values(dossier, fact),
            key=f"{telling.template}:{dossier.number}" + ("" if telling.once else f":{seq}"),
            unit_id=dossier.centre_id,
            reference=dossier.number,
        )
        for dossier, seq, fact, telling in told
    ]
    notifications.queue_all(drafts, at=told[0][2].at)


def _applicant(dossier: Dossier) -> int:
    """Whoever acts for the owner is written to."""
    return dossier.representative_id or dossier.owner_id


def _emails(people: Iterable[int]) -> Mapping[int, str]:
    return dict(Person.objects.filter(pk__in=people).exclude(email="").values_list("pk", "email"))


def _common(dossier: Dossier) -> Values:
    centre = organisations.tree()[dossier.centre_id]
    return {
        "applicant": dossier.representative.name if dossier.representative else dossier.owner_name,
        "number": dossier.number,
        "procedure": dossier.procedure.name,
        "centre": centre.name,
        "address": centre.address,
        "phone": centre.phone or str(settings.SITE["helpline"]),
        # Nothing but the number: whoever follows it is asked for digits that only the applicant knows.
        "link": f"{settings.PUBLIC_URL}/track/{dossier.number}",
    }


def said_moment(moment: datetime) -> str:
    """Return a moment as notices say it: 09:00 26/11/2026."""
    return f"{local(moment):%H:%M %d/%m/%Y}"


def _received(dossier: Dossier, _fact: Fact) -> Values:
    return {"promised": said_moment(dossier.promised_at)}


def _supplement(_dossier: Dossier, fact: Fact) -> Values:
    until = datetime.fromisoformat(fact.payload["wait_until"])
    return {
        "until": f"{until:%d/%m/%Y}",
        "papers": "\n".join(_wanted(line) for line in fact.payload["wanted"]),
    }


def _wanted(line: Mapping[str, Any]) -> str:
    said = ". ".join(part.rstrip(".") for part in (line["wrong"], line["mend"]) if part)
    return f"- {line['name']}: {said}."


def _new_date(sorry: Any = "") -> Callable[[Dossier, Fact], Values]:
    def values(_dossier: Dossier, fact: Fact) -> Values:
        said = fact.payload
        return {
            "before": said_moment(datetime.fromisoformat(said["was"])),
            "promised": said_moment(datetime.fromisoformat(said.get("extended_to") or said["due_at"])),
            "reason": said.get("reason") or fact.note or "–",
            "sorry": official(sorry),
        }

    return values


def _ready(dossier: Dossier, _fact: Fact) -> Values:
    return {"how": official(_HOW[dossier.result_channel])}


def _is_open(dossier: Dossier, _fact: Fact) -> bool:
    return dossier.is_open


def _has_letter(_dossier: Dossier, fact: Fact) -> bool:
    return bool(fact.payload["letter"])


def _is_sent_on(dossier: Dossier, _fact: Fact) -> bool:
    """Nobody comes for a result that is sent; one to be fetched is ready when it lies at the centre."""
    return dossier.result_channel != Dossier.ResultChannel.COUNTER


def _can_be_fetched(dossier: Dossier, _fact: Fact) -> bool:
    """Nobody is called for a late result that would not be handed over without its letter of apology."""
    return dossier.result_channel == Dossier.ResultChannel.COUNTER and not rules.why_not_without_apology(
        dossier, is_required=rules.in_force().apology_required
    )


def _lies_there(dossier: Dossier, fact: Fact) -> bool:
    return (
        dossier.business == Dossier.Business.RESOLVED
        and _can_be_fetched(dossier, fact)
        and Event.objects.filter(dossier=dossier.pk, kind=Kind.RESULT_ARRIVED).exists()
    )


_HOW: dict[str, Any] = {
    Dossier.ResultChannel.COUNTER: _("Mời đến quầy nhận kết quả, mang theo giấy hẹn và giấy tờ tùy thân."),
    Dossier.ResultChannel.POST: _("Kết quả được gửi qua bưu chính."),
    Dossier.ResultChannel.ONLINE: _("Kết quả được gửi bản điện tử."),
}
_SORRY = _("Chúng tôi xin lỗi ông/bà vì chưa trả kết quả đúng hẹn.")
_AT_LAST = Telling("result-ready", _ready, _lies_there, once=True)
# Kind of event → what the applicant is told.
TOLD: dict[str, tuple[Telling, ...]] = {
    Kind.RECEIVED: (Telling("dossier-received", _received),),
    Kind.SUPPLEMENT_REQUESTED: (Telling("supplement-asked", _supplement),),
    Kind.EXTENDED: (Telling("new-date", _new_date()),),
    Kind.RECALENDARED: (Telling("new-date", _new_date(), _has_letter),),
    Kind.APOLOGY_SIGNED: (Telling("new-date", _new_date(_SORRY), _is_open), _AT_LAST),
    Kind.APOLOGY_WAIVED: (_AT_LAST,),
    Kind.RESULT_ISSUED: (Telling("result-ready", _ready, _is_sent_on, once=True),),
    Kind.RESULT_ARRIVED: (Telling("result-ready", _ready, _can_be_fetched, once=True),),
}
