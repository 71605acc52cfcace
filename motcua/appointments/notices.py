"""What people are told of their appointments, by SMS in their language; the texts are in `notices.json`."""

from datetime import datetime

from django.conf import settings

from motcua.appointments import rules
from motcua.appointments.models import Asker, Booking, PhoneCode, Waiting
from motcua.base.clock import local
from motcua.notifications import actions as notifications
from motcua.notifications.actions import Draft, Recipient
from motcua.organisations import queries as organisations


def said(moment: datetime | None) -> str:
    """Return a moment as notices say it: 09:00 26/11/2026."""
    return f"{local(moment):%H:%M %d/%m/%Y}" if moment else ""


def link_of(asker: Asker) -> str:
    """Return the secret link of a booking or of somebody who waits."""
    place = "wait/" if isinstance(asker, Waiting) else ""
    return f"{settings.PUBLIC_URL}/appointments/{place}{asker.token}"


def _common(centre_id: int) -> dict[str, str]:
    centre = organisations.tree()[centre_id]
    return {
        "centre": centre.short_name,
        "phone": centre.phone or str(settings.SITE["helpline"]),
    }


def _tell(template: str, asker: Booking | Waiting, *, at: datetime, key: str = "", **values: str) -> None:
    """Queue a notice once: the key is the thing told, its hour in it."""
    about = f"{type(asker).__name__.lower()}:{asker.pk}"
    notifications.queue(
        template,
        Recipient(phone=asker.phone),
        {**_common(asker.centre_id), "link": link_of(asker), "when": said(asker.starts_at), **values},
        key=f"{template}:{about}:{key}",
        unit_id=asker.centre_id,
        at=at,
        reference=getattr(asker, "code", ""),
        language=asker.language,
    )


def _hour(asker: Booking | Waiting) -> str:
    return f"{local(asker.starts_at):%Y%m%d%H%M}" if asker.starts_at else ""


def tell_booked(booking: Booking, *, at: datetime) -> None:
    """Confirm a booking."""
    _tell("appointment-booked", booking, at=at, key=_hour(booking), code=booking.code)


def tell_moved(booking: Booking, *, at: datetime) -> None:
    """Confirm the new hour of a booking; moved back and forth it is told each time."""
    key = f"{_hour(booking)}:{at:%Y%m%d%H%M%S%f}"
    _tell("appointment-moved", booking, at=at, key=key, code=booking.code)


def tell_cancelled(booking: Booking, *, at: datetime) -> None:
    """Confirm that a booking is cancelled."""
    _tell("appointment-cancelled", booking, at=at, code=booking.code)


def remind(booking: Booking, *, which: str, at: datetime) -> None:
    """Remind of a booking; `which` is the reminder of the day before or of two hours before."""
    key = f"{_hour(booking)}:{which}"
    _tell("appointment-reminder", booking, at=at, key=key, code=booking.code)


def tell_missed(booking: Booking, *, at: datetime) -> None:
    """Tell somebody who did not come that numbers are still given, and where to book anew."""
    _tell("appointment-missed", booking, at=at, key=_hour(booking), code=booking.code)


def tell_waiting(waiting: Waiting, *, at: datetime) -> None:
    """Confirm that somebody waits for a place on a day."""
    _tell("appointment-waiting", waiting, at=at, day=f"{waiting.diary.day:%d/%m/%Y}")


def tell_offer(waiting: Waiting, *, at: datetime, sent_at: datetime) -> None:
    """Offer a place that was freed; nobody is woken for it: it is sent when the centre is open."""
    _tell(
        "appointment-offer", waiting, at=sent_at, key=f"{at:%Y%m%d%H%M%S%f}", until=said(waiting.offer_until)
    )


def send_code(code: PhoneCode, digits: str, *, centre_id: int, language: str, at: datetime) -> bool:
    """Send a one-time code at once and say whether it left; it is kept nowhere in clear."""
    minutes = int(rules.CODE_LIVES.total_seconds() // 60)
    draft = Draft(
        "appointment-code",
        Recipient(phone=code.phone.number),
        {**_common(centre_id), "code": digits, "minutes": str(minutes)},
        key=f"appointment-code:{code.pk}",
        unit_id=centre_id,
        language=language,
    )
    return notifications.send_secret(draft, digits, at=at)
