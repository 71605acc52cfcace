"""What happens beside the straight road: each story brings one dossier into a state that offices know."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import NAMESPACE_OID, uuid5

from motcua.base.clock import local_day
from motcua.demo.life import Lived, Planner, Service, State
from motcua.demo.paperwork import copy_of
from motcua.demo.travel import Plan
from motcua.documents.actions import taken_in
from motcua.dossiers import actions, messaging, rules, scanning
from motcua.dossiers.models import Dossier, Event, Message, Paper, Supplement, Task
from motcua.dossiers.rules import Wanted
from motcua.dossiers.supplements import asked_of, sheets
from motcua.organisations.models import Unit
from motcua.organisations.queries import holders, rights_of, tree
from motcua.organisations.rules import Rights, Role
from motcua.workflow.models import Step

# What an examiner finds wrong, of the first paper of a dossier.
_WANTED = (
    (
        Wanted("Giấy đề nghị đăng ký hộ kinh doanh", "Thiếu trang 2", "Nộp lại bản có đủ hai trang", 1),
        Wanted("Hợp đồng thuê địa điểm", "Ảnh mờ, không đọc được số hợp đồng", "Chụp lại rõ cả trang"),
    ),
    (Wanted("Giấy đề nghị đăng ký hộ kinh doanh", "Không khớp tên", "Ghi họ tên theo thẻ căn cước", 1),),
)


# What is told of a dossier in the hands of its examiner, by the name of the method that tells it.
EXAMINED = (
    "waits_for_supplement",
    "waits_for_supplement",
    "got_its_supplement",
    "may_ask_again",
    "waits_for_payment",
    "has_paid",
    "is_suspended",
    "goes_on",
    "asks_opinions",
    "has_opinions",
    "asks_extension",
    "is_extended",
    "is_not_extended",
    "is_reassigned",
    "is_stopped",
    "is_corrected",
    "changes_procedure",
    "exchanges_words",
    "is_recalled",
    "has_a_page_marked",
    "sent_its_supplement",
)
# Stories that begin with a scan: of those that came on paper.
_ON_PAPER = EXAMINED[-2:]
# Where the address stands on the first page of a copy (templates/demo/scan.typ), in thousandths.
_ADDRESS = (95, 183, 470, 28)


def plans(planner: Planner, *, services: list[Service]) -> list[Plan]:
    """Return a dossier for each story, in the hands of its examiner by now."""
    first = services[0]
    at = next(at for at, step in enumerate(first.steps) if step.kind == Step.Kind.EXAMINE)
    found = (_plan(planner, first, at, is_on_paper=story in _ON_PAPER) for story in EXAMINED)
    return [plan for plan in found if plan is not None]


def _plan(planner: Planner, service: Service, at: int, *, is_on_paper: bool) -> Plan | None:
    plan = planner.plan(service, State.AT_WORK, at)
    while is_on_paper and plan is not None and plan.intake.channel == Dossier.Channel.ONLINE:
        plan = planner.plan(service, State.AT_WORK, at)
    return plan


def told() -> list[str]:
    """Return what the person who starts the demo reads about the supplements to follow, while they are there."""
    lines = []
    if marked := _marked():
        known = (marked.phone or marked.owner.number)[-4:]
        lines.append("The public follows a dossier at /track. One that waits for papers, marked on a page:")
        lines.append(f"  {marked.number}, digits {known}")
    if sent := Supplement.objects.exclude(sent_at=None).select_related("dossier").first():
        lines.append("One whose applicant has just sent what was asked for, for the officer to read:")
        lines.append(f"  {sent.dossier.number}, at /cases/{sent.dossier.number}")
    return lines


def _marked() -> Dossier | None:
    """A dossier that waits for a supplement marked on a page of what was handed in."""
    asked = Event.objects.filter(kind=rules.Kind.SUPPLEMENT_REQUESTED, payload__wanted__0__mark__isnull=False)
    waiting = Dossier.objects.filter(business=Dossier.Business.WAITING_SUPPLEMENT, events__in=asked)
    return waiting.select_related("owner").order_by("number").first()


class Stories:
    """Tells every story once, by the acts of those who would do them."""

    def __init__(self, lived: Lived, services: list[Service]) -> None:
        self.lived, self.guide, self.planner, self.services = lived, lived.guide, lived.planner, services
        self.random = lived.guide.random
        self.by_system = Rights(lived.guide.system_id, (), frozenset())

    def tell_all(self) -> int:
        """Tell every story; return how many dossiers came to those that were planned."""
        for name, dossier in zip(EXAMINED, self.lived.besides, strict=False):
            self._with_the_examiner(getattr(self, name), dossier)
        filed = (self.stays_filed, self.stays_filed, self.is_refused, self.lacks_papers, self.is_accepted)
        for story in filed:
            story(self._filed())
        self._linked()
        for number in Dossier.objects.overdue(on=self.planner.today).values_list("number", flat=True):
            actions.draft_apology(number, by=self.by_system, at=self.planner.present)
        self._late_ones()
        return len(filed) + 1

    def _with_the_examiner(self, story: Callable[[str, int, list[datetime]], None], dossier: Dossier) -> None:
        since = dossier.events.latest("seq").at
        left = max(self.planner.present - since, timedelta())
        story(dossier.number, dossier.last_task, [since + left * share for share in (0.3, 0.6, 0.9)])

    def _holder(self, number: str, task: int, at: datetime) -> Rights:
        held = Task.objects.get(dossier__number=number, number=task)
        person = held.person_id or self.guide.staff.one(held.unit_id, held.role)
        return rights_of(person, on=local_day(at))

    def _of(self, role: str, unit_id: int, at: datetime) -> Rights:
        """The rights of whoever holds a role in a unit, or in the nearest one above it."""
        for unit in tree().line(unit_id):
            if found := holders(unit.id, role, on=local_day(at)):
                return rights_of(found[0], on=local_day(at))
        raise LookupError(role)

    def _head(self, number: str, at: datetime) -> Rights:
        unit_id = Dossier.objects.values_list("unit_id", flat=True).get(number=number)
        return self._of(Role.HEAD_OF_DIVISION, unit_id, at)

    def _leader(self, number: str, at: datetime) -> Rights:
        unit_id = Dossier.objects.values_list("unit_id", flat=True).get(number=number)
        return self._of(Role.HEAD_OF_AGENCY, unit_id, at)

    def _clerk(self, number: str, at: datetime) -> Rights:
        centre_id = Dossier.objects.values_list("centre_id", flat=True).get(number=number)
        return self._of(Role.RECEPTION, centre_id, at)

    def _director(self, number: str, at: datetime) -> Rights:
        centre_id = Dossier.objects.values_list("centre_id", flat=True).get(number=number)
        return self._of(Role.DIRECTOR, centre_id, at)

    def _ask(self, number: str, task: int, at: datetime) -> None:
        wanted = self.random.choice(_WANTED)
        actions.request_supplement(number, task=task, wanted=wanted, by=self._holder(number, task, at), at=at)

    def waits_for_supplement(self, number: str, task: int, at: list[datetime]) -> None:
        self._ask(number, task, at[0])

    def got_its_supplement(self, number: str, task: int, at: list[datetime]) -> None:
        self._ask(number, task, at[0])
        actions.receive_supplement(
            number, by=self._clerk(number, at[1]), at=at[1], note="Đã nộp đủ tại quầy."
        )

    def has_a_page_marked(self, number: str, task: int, at: list[datetime]) -> None:
        dossier = Dossier.objects.get(number=number)
        paper = Paper.objects.filter(dossier=dossier).order_by("order")[0]
        scanned_at = dossier.received_at + timedelta(minutes=8)
        with taken_in([copy_of(paper.name, dossier, pages=2, random=self.random)]) as copy:
            by = self._clerk(number, scanned_at)
            scanning.scan(number, paper=paper.pk, files=[copy], paper_pages=2, by=by, at=scanned_at)
        mark = sheets(dossier.pk)[paper.order][0].marked(*_ADDRESS)
        wanted = (
            Wanted(paper.name, "Địa chỉ không khớp", "Ghi địa chỉ như trên căn cước", paper.order, mark),
            Wanted("Hợp đồng thuê địa điểm", "Chưa nộp", "Nộp bản chụp hợp đồng, đủ các trang"),
        )
        actions.request_supplement(
            number, task=task, wanted=wanted, by=self._holder(number, task, at[0]), at=at[0]
        )

    def sent_its_supplement(self, number: str, task: int, at: list[datetime]) -> None:
        self.has_a_page_marked(number, task, at)
        asked = asked_of(number)
        assert asked is not None
        for line in asked.lines:
            page = copy_of(line.wanted.name, asked.dossier, pages=1, random=self.random)
            with taken_in([page]) as file:
                actions.keep_file(number, request=asked.request, line=line.number, file=file, at=at[1])
        actions.send_supplement(number, request=asked.request, at=at[1])

    def may_ask_again(self, number: str, task: int, at: list[datetime]) -> None:
        self.got_its_supplement(number, task, at)
        ground = "Kiểm tra thực địa phát hiện địa điểm không khớp hợp đồng."
        actions.approve_supplement(number, task=task, ground=ground, by=self._head(number, at[2]), at=at[2])

    def waits_for_payment(self, number: str, task: int, at: list[datetime]) -> None:
        by = self._holder(number, task, at[0])
        notice = f"{self.random.randrange(10, 900)}/TB-CCT"
        actions.request_payment(number, task=task, notice=notice, amount=1_250_000, by=by, at=at[0])

    def has_paid(self, number: str, task: int, at: list[datetime]) -> None:
        self.waits_for_payment(number, task, at)
        proof = f"Giấy nộp tiền số {self.random.randrange(10**6):06d}"
        actions.record_payment(number, proof=proof, by=self._clerk(number, at[1]), at=at[1])

    def is_suspended(self, number: str, task: int, at: list[datetime]) -> None:
        reason, document = "Chờ kết luận thanh tra về địa điểm kinh doanh.", "12/TTr-KT"
        by = self._holder(number, task, at[0])
        actions.suspend(number, task=task, reason=reason, document=document, by=by, at=at[0])

    def goes_on(self, number: str, task: int, at: list[datetime]) -> None:
        self.is_suspended(number, task, at)
        by = self._holder(number, task, at[1])
        actions.resume(number, task=task, reason="Đã có kết luận thanh tra.", by=by, at=at[1])

    def asks_opinions(self, number: str, task: int, at: list[datetime]) -> None:
        own = Task.objects.values_list("unit_id", flat=True).get(dossier__number=number, number=task)
        government = tree().agency_of(own).id
        units = [
            unit
            for unit in sorted(tree().subtree(government))
            if unit != own and tree()[unit].kind == Unit.Kind.DIVISION
        ][:2] or [government]
        question = "Địa điểm kinh doanh có vướng quy hoạch, an ninh trật tự không?"
        by = self._holder(number, task, at[0])
        actions.consult(number, task=task, units=units, question=question, days=2, by=by, at=at[0])

    def has_opinions(self, number: str, task: int, at: list[datetime]) -> None:
        self.asks_opinions(number, task, at)
        first, *others = Task.objects.open().filter(dossier__number=number, asked_by=task).order_by("number")
        by = self._holder(number, first.number, at[1])
        actions.give_opinion(number, task=first.number, opinion="Không vướng quy hoạch.", by=by, at=at[1])
        for other in others:
            by = self._holder(number, task, at[2])
            reason = "Đã có văn bản trả lời ngày hôm trước."
            actions.waive_opinion(number, task=other.number, reason=reason, by=by, at=at[2])

    def asks_extension(self, number: str, task: int, at: list[datetime]) -> None:
        promised = Dossier.objects.get(number=number).promised_at
        new_due_at = self.planner.working_time.due(promised, 2, "working_day")
        reason = "Phải xác minh thực địa, cần thêm thời gian."
        actions.ask_extension(
            number, new_due_at=new_due_at, reason=reason, by=self._head(number, at[0]), at=at[0]
        )

    def is_extended(self, number: str, task: int, at: list[datetime]) -> None:
        self.asks_extension(number, task, at)
        actions.extend(number, by=self._director(number, at[1]), at=at[1])

    def is_not_extended(self, number: str, task: int, at: list[datetime]) -> None:
        self.asks_extension(number, task, at)
        reason = "Thời gian còn lại đủ để giải quyết."
        actions.refuse_extension(number, reason=reason, by=self._director(number, at[1]), at=at[1])

    def is_reassigned(self, number: str, task: int, at: list[datetime]) -> None:
        held = Task.objects.get(dossier__number=number, number=task)
        others = [
            one for one in holders(held.unit_id, held.role, on=local_day(at[0])) if one != held.person_id
        ]
        person = others[0] if others else None
        if person is None and held.person_id is None:
            actions.take(number, task=task, by=self._holder(number, task, at[0]), at=at[0])
        note = "Người đang giữ việc đi tập huấn."
        actions.reassign(
            number, task=task, person_id=person, note=note, by=self._head(number, at[1]), at=at[1]
        )

    def is_recalled(self, number: str, task: int, at: list[datetime]) -> None:
        by = self._holder(number, task, at[0])
        passed_on = actions.forward(number, task=task, by=by, at=at[0])
        actions.recall(number, task=passed_on.last_task, by=by, at=at[1])

    def is_stopped(self, number: str, task: int, at: list[datetime]) -> None:
        reason, document = "Ngành nghề đề nghị không được phép kinh doanh tại địa điểm này.", "45/UBND-KT"
        by = self._leader(number, at[0])
        actions.stop(number, reason=reason, document=document, by=by, at=at[0])

    def is_corrected(self, number: str, task: int, at: list[datetime]) -> None:
        by = self._clerk(number, at[0])
        actions.withdraw(number, reason="Người nộp đề nghị rút; đã ký xác nhận tại quầy.", by=by, at=at[0])
        actions.correct(number, text="Đơn rút ghi nhầm ngày, đúng là hôm nay.", by=by, at=at[1])

    def changes_procedure(self, number: str, task: int, at: list[datetime]) -> None:
        other = next((service for service in self.services[1:] if service.outside is None), None)
        if other is not None:
            actions.change_procedure(
                number,
                version_id=other.version_id,
                case_id=other.case.case.pk,
                reason="Người nộp cần thủ tục khác, chọn nhầm khi tiếp nhận.",
                by=self._clerk(number, at[0]),
                at=at[0],
            )

    def exchanges_words(self, number: str, task: int, at: list[datetime]) -> None:
        def said(order: int, readers: str, text: str, by: Rights, reply_to: int | None = None) -> int:
            key = uuid5(NAMESPACE_OID, f"{number} {order}")
            return messaging.write(
                number,
                readers=readers,
                text=text,
                request_key=key,
                by=by,
                at=at[min(order, 1)],
                reply_to=reply_to,
            ).pk

        officers, applicant = Message.Readers.OFFICERS, Message.Readers.APPLICANT
        clerk = self._clerk(number, at[1])
        unclear = "Ảnh hợp đồng thuê bị mờ ở trang 2. Nhờ trung tâm hỏi người nộp giúp."
        asked = said(0, officers, unclear, self._holder(number, task, at[0]))
        said(1, officers, "Đã nhắn người nộp gửi ảnh khác.", clerk, asked)
        wish = (
            "Ảnh hợp đồng thuê trang 2 bị mờ. Mời Ông/Bà chụp lại rồi gửi vào đây, không cần đến trung tâm."
        )
        wished = said(2, applicant, wish, clerk)
        key = uuid5(NAMESPACE_OID, f"{number} 3")
        answer = "Tôi chụp lại rồi, tối nay tôi gửi ảnh. Cảm ơn anh chị."
        messaging.answer(number, text=answer, request_key=key, at=at[2], reply_to=wished)

    def _filed(self) -> str:
        service = self.services[0]
        intake = self.planner.intake_online(service)
        return actions.register(intake, by=self.by_system, at=self.planner.present).number

    def stays_filed(self, number: str) -> None:
        """It waits for its reception."""

    def is_refused(self, number: str) -> None:
        at = self.planner.present
        reason = "Địa điểm kinh doanh thuộc phường khác, Ông/Bà nộp tại trung tâm của phường đó."
        actions.refuse(number, reason=reason, by=self._clerk(number, at), at=at)

    def lacks_papers(self, number: str) -> None:
        at = self.planner.present
        by = self._clerk(number, at)
        actions.request_supplement(number, task=1, wanted=_WANTED[0], by=by, at=at)

    def is_accepted(self, number: str) -> None:
        at = self.planner.present
        actions.accept(number, by=self._clerk(number, at), at=at)

    def _linked(self) -> None:
        """One filing, two authorities: the part is counted with its parent."""
        parent = Dossier.objects.open().filter(
            centre=self.services[0].centre_id, business=Dossier.Business.IN_PROCESS, paused_at=None
        )[0]
        at = self.planner.present
        part = self.planner.intake_online(self.services[1])
        actions.open_child(parent.number, part, by=self._clerk(parent.number, at), at=at)

    def _late_ones(self) -> None:
        """Of the late results that still wait, one letter is signed, one is let pass, one waits for its letter."""
        at = self.planner.present
        waiting = Dossier.objects.filter(centre=self.services[0].centre_id)
        drafted = list(
            waiting.filter(apology=Dossier.Apology.DRAFTED, business=Dossier.Business.IN_PROCESS)[:1]
        )
        for dossier in drafted:
            reason = "Phải xác minh thực địa lâu hơn dự kiến."
            new_due_at = self.planner.working_time.due(at, 2, "working_day")
            by = self._leader(dossier.number, at)
            actions.sign_apology(dossier.number, reason=reason, new_due_at=new_due_at, by=by, at=at)
        for place, dossier in enumerate(waiting.filter(business=Dossier.Business.RESOLVED)[:3], start=1):
            by = self._clerk(dossier.number, at)
            actions.confirm_result(dossier.number, place=f"Ngăn B{place}", by=by, at=at)
            if place == 1 and rules.fits(rules.Kind.APOLOGY_WAIVED, dossier.business):
                reason = "Đã gọi điện xin lỗi, người nộp đồng ý nhận ngay."
                by = self._director(dossier.number, at)
                actions.waive_apology(dossier.number, reason=reason, by=by, at=at)
