"""What stands on the intake screen: what was typed, what a card, a number or a choice brings to it."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.utils.translation import gettext as _

from motcua.base.clock import local_day
from motcua.base.errors import Refused
from motcua.base.visitors import address_of
from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import ProcedureVersion
from motcua.catalogue.offers import CaseOffer, Offer, offer
from motcua.dossiers.models import Dossier
from motcua.dossiers.roads import Road, road, way_to_refuse
from motcua.history import actions as history
from motcua.history.models import Entry
from motcua.organisations import queries as organisations
from motcua.organisations.models import Position
from motcua.organisations.rules import Rights
from motcua.people import queries as people
from motcua.people.models import Person
from motcua.people.rules import Card, digits, read_card, sex_of, why_not_number, why_not_tax_number
from motcua.queueing.models import Ticket
from motcua.web.desk.intake_forms import IntakeForm, PapersForm

MOST_HITS = 8
# A card's code, wherever a scanner typed it: into an empty field or after what stood there.
_CARD = re.compile(r"\d{12}\|.*")
_EXTRA = re.compile(r"extra_(\d+)")
_OF_PERSON = ("name", "birth_on", "sex", "address", "email")

Typed = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """A procedure found, with its promise for today, or why it cannot be received here."""

    version: ProcedureVersion
    road: Road | None
    why_not: str
    # What cannot be received can be chosen to be refused in writing (form 03).
    can_refuse: bool = False


@dataclass
class IntakePage:
    """Everything the intake screen shows."""

    form: IntakeForm
    papers: PapersForm | None = None
    offer: Offer | None = None
    case: CaseOffer | None = None
    road: Road | None = None
    why_not: str = ""
    hits: list[Choice] = field(default_factory=list)
    query: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def has_representative(self) -> bool:
        return any(self.form[name].value() for name in ("rep_name", "rep_number", "rep_phone"))

    @property
    def is_person_ready(self) -> bool:
        return bool(
            self.form["name"].value() and (self.form["number"].value() or self.form["no_number"].value())
        )


def centres_of(rights: Rights) -> list[tuple[int, str]]:
    """Return the centres where somebody may receive, with the names people read."""
    tree = organisations.tree()
    return [
        (post.unit_id, tree[post.unit_id].short_name)
        for post in rights.posts
        if post.role == Position.Role.RECEPTION
    ]


def fresh(rights: Rights, *, person: Person | None = None) -> Typed:
    """Return the values of an empty form, or of one for a person who was just served."""
    typed: Typed = {
        "request_key": str(uuid4()),
        "centre": str(centres_of(rights)[0][0]),
        "kind": Person.Kind.CITIZEN.value,
        "channel": Dossier.Channel.DIRECT.value,
        "result_channel": Dossier.ResultChannel.COUNTER.value,
        "sets": "1",
        "given": [],
    }
    if person:
        typed |= {"kind": person.kind, "number": person.number, "fetched": person.number, "known": "yes"}
        typed["no_number"] = "" if person.number else "on"
        _fill(typed, person)
    return typed


def asked_for(ticket: Ticket, *, rights: Rights, at: datetime) -> Typed:
    """Return what a number of the hall says about the form: where it is, and the procedure chosen on taking it."""
    mine = [str(centre_id) for centre_id, _name in centres_of(rights)]
    centre = str(ticket.counter.centre_id) if ticket.counter else ""
    typed: Typed = {"centre": centre} if centre in mine else {}
    if ticket.procedure and (version := catalogue.in_force(ticket.procedure.code, on=local_day(at))):
        typed["version"] = str(version.pk)
    return typed


def typed_in(request: HttpRequest) -> Typed:
    """Return what was typed, names to values; the ticks of the checklist are a list."""
    # Until a procedure is chosen the form does not ask for the number of sets.
    return {"sets": "1", **request.POST.dict(), "given": request.POST.getlist("given")}


def bring_on(typed: Typed, *, request: HttpRequest, at: datetime) -> list[str]:
    """Fill in what a scanned card and the register of people know; return what the clerk should hear."""
    notes = _read_scans(typed)
    number = digits(typed.get("number", ""))
    is_asked = typed.get("do") == "person"
    if number and (is_asked or number != typed.get("fetched")):
        _fetch(typed, number, request=request, at=at)
    if chosen := typed.get("choose"):
        typed.update(version=chosen, case="", given=[], query="")
    elif typed.get("do") == "drop":
        typed.update(version="", case="", given=[])
    return notes


def _read_scans(typed: Typed) -> list[str]:
    notes = []
    for name in [name for name, value in typed.items() if isinstance(value, str) and "|" in value]:
        text = typed[name]
        scan = _CARD.search(text)
        card = read_card(scan[0]) if scan else None
        if card and scan:
            typed[name] = text[: scan.start()].strip()
            _apply(typed, card, prefix="rep_" if name.startswith("rep_") else "")
        elif name == "card":
            notes.append(
                _(
                    "Chưa đọc được thẻ. Bộ gõ tiếng Việt đang bật, dữ liệu quét có thể sai: hãy tắt bộ gõ rồi quét lại."
                )
            )
    return notes


def _apply(typed: Typed, card: Card, *, prefix: str) -> None:
    typed.update({f"{prefix}number": card.number, f"{prefix}name": card.name})
    if prefix:
        return
    typed.update(
        kind=Person.Kind.CITIZEN.value,
        no_number="",
        birth_on=card.birth_on or "",
        sex=card.sex or sex_of(card.number),
        address=card.address,
        # Told by the card: the register adds only what a card does not say.
        from_card="yes",
    )


def _fetch(typed: Typed, number: str, *, request: HttpRequest, at: datetime) -> None:
    today, is_citizen = local_day(at), typed.get("kind") == Person.Kind.CITIZEN
    if is_citizen and not why_not_tax_number(number):
        typed["kind"], is_citizen = Person.Kind.BUSINESS.value, False
    if why_not_number(typed.get("kind", ""), number, today=today):
        return
    if typed.get("known") and not typed.get("from_card"):
        # What stands there belongs to the person of the number before.
        typed.update(dict.fromkeys((*_OF_PERSON, "phone"), ""))
    person = people.by_number(number)
    typed.update(fetched=number, known="")
    # A household business has its owner's number: the owner's name is not its name.
    if person is None or is_citizen != (person.kind == Person.Kind.CITIZEN):
        return
    history.record(
        Entry.Verb.VIEWED,
        subject="person",
        key=str(person.pk),
        at=at,
        by=request.user,
        address=address_of(request),
        why="intake",
    )
    typed.update(kind=person.kind, known="yes")
    _fill(typed, person, keep=_OF_PERSON if typed.get("from_card") else ())


def _fill(typed: Typed, person: Person, *, keep: tuple[str, ...] = ()) -> None:
    """Put what the register knows where it belongs; what the card told stays, a typed phone too."""
    for name in _OF_PERSON:
        known = getattr(person, name)
        if known and not (name in keep and typed.get(name)):
            typed[name] = known
    typed["phone"] = typed.get("phone") or person.phone


def intake_page(typed: Typed, *, rights: Rights, at: datetime, is_judged: bool = False) -> IntakePage:
    """Return the screen for what was typed; `is_judged` shows what must be put right."""
    chosen = _chosen(typed, at=at)
    is_lost = bool(typed.get("version")) and chosen is None
    if is_lost:
        typed["version"] = ""
    cases = chosen.cases if chosen else ()
    case = _case(typed, chosen)
    given = {"data": typed} if is_judged else {"initial": typed}
    page = IntakePage(
        form=IntakeForm(**given, centres=centres_of(rights), cases=cases),
        papers=PapersForm(**given, case=case, extra=_extra_rows(typed)) if case else None,
        offer=chosen,
        case=case,
    )
    if is_lost:
        page.notes.append(_("Thủ tục đã chọn không còn hiệu lực. Hãy chọn lại."))
    centre_id = _centre(typed, rights)
    if chosen and case:
        page.road, page.why_not = _promise(typed, chosen.version.pk, case, centre_id, rights, at)
    elif not chosen:
        page.query = typed.get("query", "")
        page.hits = choices(page.query, centre_id=centre_id, rights=rights, at=at)
    return page


def _chosen(typed: Typed, *, at: datetime) -> Offer | None:
    """The procedure chosen, if the form names a version that is in force."""
    version_id = _key(typed.get("version"))
    if version_id is None:
        return None
    try:
        found = offer(version_id)
    except ProcedureVersion.DoesNotExist:
        return None
    in_force = catalogue.in_force(found.version.procedure.code, on=local_day(at))
    return found if in_force and in_force.pk == version_id else None


def _case(typed: Typed, chosen: Offer | None) -> CaseOffer | None:
    """The case chosen; the only one of a procedure needs no choice."""
    if chosen is None:
        return None
    if len(chosen.cases) == 1:
        typed["case"] = str(chosen.cases[0].case.pk)
    case_id = _key(typed.get("case"))
    return chosen.case(case_id) if case_id else None


def _key(typed: object) -> int | None:
    """The key of a row that a form names, or None."""
    text = str(typed or "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _centre(typed: Typed, rights: Rights) -> int:
    mine = [centre_id for centre_id, _name in centres_of(rights)]
    asked = _key(typed.get("centre"))
    return asked if asked in mine else mine[0]


def _promise(
    typed: Typed, version_id: int, case: CaseOffer, centre_id: int, rights: Rights, at: datetime
) -> tuple[Road | None, str]:
    try:
        way = road(
            version_id,
            case_id=case.case.pk,
            channel=typed.get("channel", ""),
            centre_id=centre_id,
            by=rights,
            at=at,
        )
    except Refused as refusal:
        return None, str(refusal)
    return way, ""


def choices(text: str, *, centre_id: int, rights: Rights, at: datetime) -> list[Choice]:
    """Return the procedures a text may mean; those that can be received here come first."""
    if len(text.strip()) < 2:
        return []
    found = [
        _choice(hit.version, centre_id=centre_id, rights=rights, at=at)
        for hit in catalogue.search(text, limit=2 * MOST_HITS)
    ]
    return sorted(found, key=lambda choice: choice.road is None)[:MOST_HITS]


def _choice(version: ProcedureVersion, *, centre_id: int, rights: Rights, at: datetime) -> Choice:
    try:
        way = road(
            version.pk,
            case_id=None,
            channel=Dossier.Channel.DIRECT,
            centre_id=centre_id,
            by=rights,
            at=at,
        )
    except Refused as refusal:
        can_refuse = _can_refuse(version, centre_id=centre_id, rights=rights, at=at)
        return Choice(version, None, str(refusal), can_refuse)
    return Choice(version, way, "")


def _can_refuse(version: ProcedureVersion, *, centre_id: int, rights: Rights, at: datetime) -> bool:
    try:
        way_to_refuse(version.pk, case_id=None, centre_id=centre_id, by=rights, at=at)
    except Refused:
        return False
    return True


def _extra_rows(typed: Typed) -> int:
    filled = [int(match[1]) for name in typed if (match := _EXTRA.fullmatch(name)) and typed[name]]
    return max(filled, default=0) + 1
