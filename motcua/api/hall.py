"""The hall for machines: dispensers of other makers give numbers, panels at the counters call them."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Router, Schema
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer
from pydantic import Field

from motcua.api.door import Faults, Refusal, Session, Wrong, refused, told
from motcua.api.dossiers import rights_in
from motcua.api.dossiers_schemas import Sent, Words
from motcua.base import clock
from motcua.base.errors import Refused
from motcua.base.visitors import address_of
from motcua.organisations.rules import Rights
from motcua.queueing import actions, devices, queries, usher
from motcua.queueing.models import Counter, Lane, Ticket
from motcua.queueing.rules import Estimate

NO = {401: Refusal, 403: Refusal, 404: Refusal, 409: Refusal, 422: Faults}
router = Router(tags=["hall"])
Place = Annotated[int, Path(ge=1, le=32767)]


class Dispenser(HttpBearer):
    """A kiosk that a manager let in, by its token; without a cookie no page can borrow it."""

    def authenticate(self, request: HttpRequest, token: str) -> int:
        """Return the centre it stands in."""
        centre_id = devices.centre_of_kiosk(token)
        if centre_id is None:
            raise AuthenticationError(message=_("Máy này chưa được đăng ký, hoặc đã bị thu hồi."))
        return centre_id


class Asking(Schema):
    """What a dispenser that asks to be let in shows, and what it keeps."""

    code: str
    token: str


class LineTold(Schema):
    """One line as a dispenser offers it."""

    group: str
    name: str
    waiting: int
    wait_from: int | None
    wait_to: int | None
    why_not: str


class LinesTold(Schema):
    """Every line of the hall."""

    lines: list[LineTold]


class TicketSent(Sent):
    """A tap: the letter of a group, and why somebody goes first."""

    request_key: UUID
    group: Words = Field(min_length=1, max_length=1)
    lane: Literal[tuple(Lane.values)] = Lane.ORDINARY.value  # type: ignore[valid-type]


class TicketTold(Schema):
    """A number; `phone` is the page that follows it."""

    number: str
    group: str
    arrived_at: datetime
    ahead: int | None
    wait_from: int | None
    wait_to: int | None
    phone: str


class CallSent(Sent):
    """What the counter had: the number it is done with, "" where it had none."""

    after: Words = Field("", max_length=12)


class NumberSent(Sent):
    """The number at the counter, as it is called."""

    number: Words = Field(max_length=12)


class CalledTold(Schema):
    """Whom the counter has now; null when nobody waits for it."""

    number: str | None
    state: str | None
    counter: int


# A machine has no cookie and nothing to lend: it needs no token of the pages.
@router.post("/hall/devices", auth=None, response={201: Asking, 429: Refusal})
def ask(request: HttpRequest) -> Any:
    """Ask to be a kiosk of a hall: a manager types the code in, then the token opens the addresses below."""
    token = secrets.token_urlsafe(32)
    try:
        code = devices.ask(token, address=address_of(request), at=clock.now())
    except Refused as refusal:
        return refused(str(refusal), status=429)
    return told({"code": code, "token": token}, status=201)


@router.get("/hall/lines", auth=Dispenser(), response={200: LinesTold, **NO})
def lines(request: HttpRequest) -> Any:
    """What numbers can be taken for, and how long one would wait."""
    found = queries.lines_now(_centre(request), at=clock.now())
    return told(
        {
            "lines": [
                {
                    "group": line.group.letter,
                    "name": line.group.label,
                    "waiting": line.waiting,
                    **_wait(line.estimate),
                    "why_not": line.why_not,
                }
                for line in found
            ]
        }
    )


@router.post("/hall/tickets", auth=Dispenser(), response={201: TicketTold, **NO})
def issue(request: HttpRequest, sent: TicketSent) -> Any:
    """Give the next number of a group; the same request key again gives the number of the first time."""
    centre_id = _centre(request)
    groups = queries.setup(centre_id).groups.values()
    group = next((one for one in groups if one.letter == sent.group), None)
    if group is None:
        letters = ", ".join(one.letter for one in groups)
        raise Wrong({"group": _("Chỉ nhận %(values)s.") % {"values": letters}})
    issued = actions.issue(
        centre_id, group_id=group.pk, request_key=sent.request_key, at=clock.now(), lane=sent.lane
    )
    ticket = issued.ticket
    return told(
        {
            "number": ticket.code,
            "group": group.letter,
            "arrived_at": clock.local(ticket.arrived_at),
            "ahead": issued.estimate.ahead if issued.estimate else None,
            **_wait(issued.estimate),
            "phone": f"/t/{ticket.token}",
        },
        status=201,
    )


@router.post("/hall/counters/{number}/call", auth=Session(), response={200: CalledTold, **NO})
def call(request: HttpRequest, number: Place, sent: CallSent) -> Any:
    """Finish the number the counter had and call the next; sent twice, it says whom the first one called."""
    by = rights_in(request)
    counter = _counter(by, number)
    return _standing(counter, usher.call(counter.pk, by=by, at=clock.now(), after=sent.after))


def _acting(verb: str, act: Callable[..., Ticket], said: str) -> None:
    """Open the address of something done with the number at a counter."""

    @router.post(
        f"/hall/counters/{{number}}/{verb}",
        auth=Session(),
        response={200: CalledTold, **NO},
        summary=said,
        operation_id=f"hall_{verb}",
    )
    def acted(request: HttpRequest, number: Place, sent: NumberSent) -> Any:
        by, at = rights_in(request), clock.now()
        counter = _counter(by, number)
        current = queries.current_at(counter.pk)
        if current is None or current.code != sent.number:
            raise Refused(_("Quầy không có số này."))
        act(current.pk, counter_id=counter.pk, by=by, at=at)
        return _standing(counter, queries.current_at(counter.pk))


_acting("recall", actions.recall, "Call the number of the counter once more.")
_acting("start", actions.start, "The person stands at the counter.")
_acting("miss", actions.miss, "Nobody came: the first time the number returns to its line.")
_acting("finish", actions.finish, "The service is over; nobody is called.")


def _standing(counter: Counter, ticket: Ticket | usher.Called | None) -> Any:
    return told(
        {
            "counter": counter.number,
            "number": ticket.code if ticket else None,
            "state": str(ticket.state) if ticket else None,
        }
    )


def _counter(by: Rights, number: int) -> Counter:
    """The counter of this number in a centre where somebody works."""
    for post in by.posts:
        for counter in queries.setup(post.unit_id).counters.values():
            if counter.number == number:
                return counter
    raise Http404(_("Trung tâm của bạn không có quầy này."))


def _wait(found: Estimate | None) -> dict[str, int | None]:
    return {"wait_from": found.low if found else None, "wait_to": found.high if found else None}


def _centre(request: HttpRequest) -> int:
    """What the door found when it let the machine in."""
    return request.auth  # type: ignore[attr-defined]
