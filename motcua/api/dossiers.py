"""Dossiers for machines: look-up by the public, work list, reception, the acts on a step."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Query, Router

from motcua.accounts.models import User
from motcua.api.door import Faults, Refusal, Session, Whose, Wrong, refused, told
from motcua.api.dossiers_schemas import (
    Followed,
    ForwardSent,
    IntakeSent,
    IssueSent,
    OwnerSent,
    PersonSent,
    Question,
    ReturnSent,
    SendBackSent,
    Standing,
    TaskSent,
    WorkListTold,
)
from motcua.base import clock
from motcua.base.errors import Refused
from motcua.base.text import clean
from motcua.base.visitors import address_of
from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import ProcedureVersion
from motcua.catalogue.offers import CaseOffer, offer
from motcua.dossiers import actions, intakes, queries, returns, signing, tracking
from motcua.dossiers.actions import Intake, PaperIn
from motcua.dossiers.models import Dossier, Event, Task
from motcua.dossiers.signing import UNSIGNED, Signature
from motcua.organisations import queries as organisations
from motcua.organisations.models import Position
from motcua.organisations.rules import Rights
from motcua.people.rules import Details, local_phone, tidy_personal_number

Kind = Event.Kind
NO = {401: Refusal, 403: Refusal, 404: Refusal, 409: Refusal, 422: Faults}
router = Router(tags=["dossiers"], auth=Session())
# As numbers are given: agency code, day, order (TT 03/2025 Điều 13).
Number = Annotated[str, Path(pattern=r"^[0-9A-Za-z.-]{1,60}$")]


# By POST, so that digits stand in no address and no log; no session lends it power, so it needs no token.
@router.post("/look-up", auth=None, response={200: Followed, 404: Refusal, 422: Faults, 429: Refusal})
def look_up(request: HttpRequest, question: Question) -> Any:
    """Where a dossier is, for whoever knows its number and four digits given at reception."""
    if wrong := tracking.wrong_question(question.number, question.digits):
        raise Wrong(wrong)
    found = tracking.look_up(question.number, question.digits, address=address_of(request), at=clock.now())
    if found is None:
        raise Http404(_("Không tìm thấy hồ sơ có mã và 4 số cuối này. Hãy kiểm tra lại cả hai ô."))
    return told(
        {
            "number": found.number,
            "procedure": {"code": found.procedure_code, "name": found.procedure_name},
            "state": found.business,
            "state_label": found.business_label,
            "timing": found.timing,
            "received_at": clock.local(found.received_at),
            "due_at": clock.local(found.due_at),
            "resolved_at": _local(found.resolved_at),
            "returned_at": _local(found.returned_at),
            "result_channel": found.result_channel,
            "centre": {"name": found.centre_name, "phone": found.centre_phone},
            "steps": [
                {
                    "name": one.step.name,
                    "state": one.state,
                    "unit": one.unit_name,
                    "due_at": _local(one.due_at),
                    "closed_at": _local(one.closed_at),
                }
                for one in found.path
            ],
            "why": [line.text for line in found.why.lines],
        }
    )


@router.get("/tasks", response={200: WorkListTold, **NO})
def work_list(
    request: HttpRequest,
    whose: Whose = "mine",
    group: str = "",
    text: Annotated[str, Query(max_length=100)] = "",
    page: Annotated[int, Query(ge=1)] = 1,
) -> Any:
    """Open tasks by the deadline of their step: mine, those of my unit, or all in my scope."""
    if group and group not in queries.GROUPS:
        raise Wrong({"group": _("Chỉ nhận %(values)s.") % {"values": ", ".join(queries.GROUPS)}})
    found = queries.work_list(
        rights_in(request),
        whose=whose,
        at=clock.now(),
        group=group,
        text=clean(text.replace("\0", "")),
        page=min(page, 10**9),
    )
    tree = organisations.tree()
    return told(
        {
            "counts": found.counts,
            "total": found.total,
            "page": found.page,
            "pages": found.pages,
            "tasks": [
                {
                    "number": row.number,
                    "task": row.task,
                    "group": row.group,
                    "due_at": clock.local(row.due_at),
                    "opened_at": clock.local(row.opened_at),
                    "is_taken": row.is_taken,
                    "person": row.person_name,
                    "unit": tree[row.unit_id].short_name,
                    "step": row.step_name,
                    "step_order": row.step_order,
                    "step_count": row.step_count,
                    "procedure": row.procedure_name,
                    "owner": row.owner_name,
                    "channel": row.channel,
                    "promised_at": clock.local(row.promised_at),
                }
                for row in found.rows
            ],
        }
    )


@router.post("/dossiers", response={200: Standing, 201: Standing, **NO})
def receive(request: HttpRequest, sent: IntakeSent) -> Any:
    """Receive a dossier at a counter; the same request key again gives the dossier of the first time."""
    rights, at = rights_in(request), clock.now()
    if not rights.has_role(Position.Role.RECEPTION):
        return refused(_("Chỉ cán bộ tiếp nhận được tiếp nhận hồ sơ."), status=403)
    version = catalogue.in_force(sent.procedure, on=clock.local_day(at))
    if version is None:
        raise Wrong({"procedure": _("Không có thủ tục nào đang có hiệu lực mang mã này.")})
    intake = _intake(sent, version, rights)
    if wrong := intakes.wrong_parts(intake, today=clock.local_day(at)):
        raise Wrong(wrong)
    dossier = actions.receive(intake, by=rights, at=at)
    if reason := intakes.why_not_receive_again(dossier, intake):
        raise Refused(reason)
    return _standing(dossier, status=201 if dossier.received_at == at else 200)


def _intake(sent: IntakeSent, version: ProcedureVersion, rights: Rights) -> Intake:
    case = _case(sent, version)
    return Intake(
        request_key=sent.request_key,
        centre_id=_centre(sent.centre, rights),
        version_id=version.pk,
        case_id=case.case.pk,
        owner=_owner(sent.owner),
        representative=_person(sent.representative) if sent.representative else None,
        content=sent.content,
        channel=sent.channel,
        result_channel=sent.result_channel,
        sets=sent.sets,
        papers=_papers(sent, case),
    )


def _centre(code: str, rights: Rights) -> int:
    """The place of reception named, or one's own."""
    mine = [post.unit_id for post in rights.posts if post.role == Position.Role.RECEPTION]
    if not code:
        return mine[0]
    named = organisations.tree().by_code(code)
    if named is None or named.id not in mine:
        raise Wrong({"centre": _("Bạn không giữ vị trí tiếp nhận ở trung tâm này.")})
    return named.id


def _case(sent: IntakeSent, version: ProcedureVersion) -> CaseOffer:
    """The case asked for; the only one of a procedure needs no choice."""
    cases = offer(version.pk).cases
    if not cases:
        raise Wrong({"procedure": _("Danh mục chưa có trường hợp nào của thủ tục này.")})
    if sent.case is None and len(cases) == 1:
        return cases[0]
    found = next((one for one in cases if one.case.order == sent.case), None)
    if found is None:
        raise Wrong({"case": _("Hãy chọn trường hợp")})
    return found


def _papers(sent: IntakeSent, case: CaseOffer) -> tuple[PaperIn, ...]:
    listed = {paper.order: paper for paper in case.papers if paper.kind != paper.Kind.STATE_DATA}
    papers, faults = [], {}
    for place, one in enumerate(sent.papers):
        required = listed.get(one.order) if one.order else None
        name = required.name if required else one.name
        if one.order and required is None:
            faults[f"papers.{place}.order"] = _("Danh mục giấy tờ của trường hợp này không có số này.")
        elif not name:
            faults[f"papers.{place}.name"] = _("Hãy điền tên giấy tờ.")
        papers.append(
            PaperIn(
                name,
                required=required,
                originals=one.originals,
                certified_copies=one.certified_copies,
                copies=one.copies,
                is_electronic=one.is_electronic,
            )
        )
    if not faults and (
        reason := intakes.why_not_complete(case, given={one.required.pk for one in papers if one.required})
    ):
        faults["papers"] = reason
    if faults:
        raise Wrong(faults)
    return tuple(papers)


def _person(sent: PersonSent) -> Details:
    return Details(name=sent.name, number=tidy_personal_number(sent.number), phone=local_phone(sent.phone))


def _owner(sent: OwnerSent) -> Details:
    is_citizen = sent.kind == "citizen"
    return Details(
        name=sent.name,
        kind=sent.kind,
        number=tidy_personal_number(sent.number),
        birth_on=sent.birth_on if is_citizen else None,
        sex=sent.sex if is_citizen else "",
        address=sent.address,
        phone=local_phone(sent.phone),
        email=sent.email,
    )


@router.post("/dossiers/{number}/take", response={200: Standing, **NO})
def take(request: HttpRequest, number: Number, sent: TaskSent) -> Any:
    """Take a waiting task into one's own hands."""
    by, at = rights_in(request), clock.now()
    return done(
        number,
        by,
        lambda: actions.take(number, task=sent.task, by=by, at=at),
        kind=Kind.TAKEN,
        payload__task=sent.task,
    )


@router.post("/dossiers/{number}/forward", response={200: Standing, **NO})
def forward(request: HttpRequest, number: Number, sent: ForwardSent) -> Any:
    """Pass a task on to the next step, or to the one chosen among those the process allows; a signature may need a PIN."""
    signature = _confirmed(request, "forward", number, sent)
    more = {"person_id": sent.person, "note": sent.note, "proof": sent.proof}
    return _passed(request, number, sent, actions.forward, kind=Kind.MOVED, signature=signature, **more)


@router.post("/dossiers/{number}/send-back", response={200: Standing, **NO})
def send_back(request: HttpRequest, number: Number, sent: SendBackSent) -> Any:
    """Return a task to an earlier step with the reason."""
    return _passed(request, number, sent, actions.send_back, kind=Kind.SENT_BACK, reason=sent.reason)


def _passed(
    request: HttpRequest,
    number: str,
    sent: ForwardSent | SendBackSent,
    verb: Callable[..., Dossier],
    *,
    kind: str,
    signature: Signature = UNSIGNED,
    **more: Any,
) -> HttpResponse:
    """Pass a task on or back, to the step that was named or the one the process knows."""
    by, at = rights_in(request), clock.now()
    same = {"payload__opens__step": sent.to_step} if sent.to_step else {}
    return done(
        number,
        by,
        lambda: verb(number, task=sent.task, to_step=sent.to_step, by=by, at=at, **more),
        kind=kind,
        signature=signature,
        payload__task=sent.task,
        **same,
    )


@router.post("/dossiers/{number}/recall", response={200: Standing, **NO})
def recall(request: HttpRequest, number: Number, sent: TaskSent) -> Any:
    """Take back what one has just passed on, while nobody has touched it."""
    by, at = rights_in(request), clock.now()
    return done(
        number,
        by,
        lambda: actions.recall(number, task=sent.task, by=by, at=at),
        kind=Kind.RECALLED,
        payload__task=sent.task,
    )


@router.post("/dossiers/{number}/issue", response={200: Standing, **NO})
def issue(request: HttpRequest, number: Number, sent: IssueSent) -> Any:
    """Issue the signed and numbered result; at a step of signature this may need a PIN."""
    by, at = rights_in(request), clock.now()
    result = f"{sent.sign}: {sent.summary}"
    if wrong := _empty(sign=sent.sign, summary=sent.summary):
        raise Wrong(wrong)
    signature = _confirmed(request, "issue", number, sent)
    return done(
        number,
        by,
        lambda: actions.issue_result(number, task=sent.task, by=by, at=at, result=result, note=sent.note),
        kind=Kind.RESULT_ISSUED,
        signature=signature,
        payload__task=sent.task,
        payload__result=result,
    )


@router.post("/dossiers/{number}/return", response={200: Standing, **NO})
def return_result(request: HttpRequest, number: Number, sent: ReturnSent) -> Any:
    """Hand the result over to the applicant or the one who may receive it."""
    by, at = rights_in(request), clock.now()
    dossier = returns.to_hand_over(number, by)
    if dossier is None:
        raise Http404
    if wrong := _empty(receiver=sent.receiver):
        raise Wrong(wrong)
    if not sent.is_identity_checked:
        raise Wrong({"is_identity_checked": _("Hãy đối chiếu giấy tờ tùy thân của người nhận rồi đánh dấu")})
    if reason := returns.why_not_hand_to(sent.receiver, dossier, note=sent.note):
        raise Wrong({"note": reason})
    return done(
        number,
        by,
        lambda: actions.return_result(number, receiver=sent.receiver, note=sent.note, by=by, at=at),
        kind=Kind.RETURNED,
        payload__receiver=sent.receiver,
    )


def _confirmed(request: HttpRequest, act: str, number: str, sent: ForwardSent | IssueSent) -> Signature:
    """Refuse a signature that its PIN does not confirm; of a dossier out of scope not even a signature is asked."""
    who = request.user
    assert isinstance(who, User)
    numbers = signing.to_confirm(act, [(number, sent.task)], by=who)
    if not numbers:
        return UNSIGNED
    try:
        return signing.confirmed(numbers, typed=sent.pin, by=who, at=clock.now(), address=address_of(request))
    except Refused:
        if not queries.visible_to(rights_in(request)).filter(number=number).exists():
            raise Http404 from None
        raise


def done(
    number: str,
    by: Rights,
    act: Callable[[], Dossier],
    *,
    kind: str,
    signature: Signature = UNSIGNED,
    **same: Any,
) -> HttpResponse:
    """Do it; what was done before is done, and of a dossier out of scope not even its existence is told."""
    try:
        return _standing(signature.under(number, act, at=clock.now()))
    except (Dossier.DoesNotExist, Task.DoesNotExist) as missing:
        raise Http404 from missing
    except Refused:
        dossier = queries.visible_to(by).filter(number=number).first()
        if dossier is None:
            raise Http404 from None
        if not queries.already_done(number, by_id=by.user_id, kind=kind, **same):
            raise
        return _standing(dossier)


def _standing(dossier: Dossier, *, status: int = 200) -> HttpResponse:
    return told(
        {
            "number": dossier.number,
            "state": str(dossier.business),
            "state_label": Dossier.Business(dossier.business).label,
            "due_at": clock.local(dossier.due_at),
            "task": dossier.last_task,
        },
        status=status,
    )


def _local(moment: datetime | None) -> datetime | None:
    return clock.local(moment) if moment else None


def _empty(**words: str) -> dict[str, str]:
    return {field: _("Thiếu phần này.") for field, text in words.items() if not text}


def rights_in(request: HttpRequest) -> Rights:
    """What the door found when it let the request in."""
    return request.auth  # type: ignore[attr-defined]
