"""Taking dossiers along their processes by the real actions, with the hands of those who hold each step."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random

from motcua.accounts.models import User
from motcua.base.clock import local_day
from motcua.demo.accounts import DEMO_ACCOUNTS
from motcua.demo.invented import drawn
from motcua.dossiers import actions, rules
from motcua.dossiers.actions import Intake
from motcua.dossiers.journal import Batch
from motcua.dossiers.models import Dossier, Task
from motcua.organisations.models import Membership
from motcua.organisations.queries import rights_of, tree
from motcua.organisations.rules import Rights, Role
from motcua.workflow import queries as workflow
from motcua.workflow.models import Step
from motcua.workflow.rules import Definition, StepView
from motcua.worktime.rules import WorkingTime

# How long a step without a budget keeps a dossier, in working minutes; outside it is days.
_UNBUDGETED, _OUTSIDE = 45, 1200
_REASONS_TO_SEND_BACK = (
    "Thông tin trong dự thảo kết quả chưa khớp với giấy tờ đã nộp, đề nghị kiểm tra lại.",
    "Thiếu căn cứ pháp lý trong tờ trình, đề nghị bổ sung.",
    "Họ tên trong dự thảo ghi sai dấu, đề nghị sửa theo giấy tờ đã nộp.",
    "Đề nghị nêu rõ kết quả kiểm tra trước khi trình ký.",
    "Dự thảo trình bày chưa đúng mẫu, đề nghị làm lại.",
)
_REASONS_TO_WITHDRAW = (
    "Người nộp đề nghị rút hồ sơ để chuẩn bị thêm giấy tờ; đã ký xác nhận tại quầy.",
    "Người nộp thay đổi nhu cầu, đề nghị rút hồ sơ; đã ký xác nhận tại quầy.",
    "Người nộp đề nghị rút để nộp lại theo trường hợp khác; đã xác nhận qua điện thoại.",
)
_REASONS_TO_APOLOGISE = (
    "Hồ sơ phải xác minh thực địa lâu hơn dự kiến.",
    "Số lượng hồ sơ trong kỳ tăng cao, chưa bố trí kịp người thụ lý.",
    "Chờ ý kiến của cơ quan phối hợp.",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to become of one dossier."""

    intake: Intake
    received_at: datetime
    # The moment of the last act in the agencies: the result, or where the story stops.
    worked_until: datetime
    # The position on the road where the dossier stays; None: its result is issued.
    stops_at: int | None = None
    is_taken_there: bool = False
    withdrawn_at: datetime | None = None
    returned_at: datetime | None = None
    # How often, of a hundred, a superior sends back and a sender recalls.
    troubles: int = 4


@dataclass(frozen=True, slots=True)
class Act:
    """One thing done to a dossier, and how much of the time it takes."""

    verb: str
    weight: float


@dataclass
class Staff:
    """Who holds which role in which unit; the named accounts get the larger share of the work."""

    random: Random
    holders: dict[tuple[int, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    named: set[int] = field(default_factory=set)

    @classmethod
    def on_duty(cls, random: Random) -> "Staff":
        """Return everybody who holds a position, in a fixed order."""
        staff = cls(random)
        names = {account.username for account in DEMO_ACCOUNTS}
        staff.named = set(User.objects.filter(username__in=names).values_list("pk", flat=True))
        rows = Membership.objects.order_by("pk").values_list("user_id", "position__unit_id", "position__role")
        for user_id, unit_id, role in rows:
            staff.holders[unit_id, role].append(user_id)
        return staff

    def one(self, unit_id: int, role: str) -> int:
        """Return somebody who holds a role in a unit."""
        return drawn(
            self.random, {user: 3 if user in self.named else 1 for user in self.holders[unit_id, role]}
        )


def road(process: Definition) -> list[StepView]:
    """Return the steps between reception and the return of the result, in the order of the process."""
    steps: list[StepView] = []
    at = process.steps[0]
    while (targets := process.forward.get(at.id)) and (
        at := process.step(targets[0])
    ).kind != Step.Kind.RETURN:
        steps.append(at)
    return steps


class Guide:
    """Leads dossiers through their processes and writes them in batches."""

    def __init__(self, random: Random, staff: Staff, working_time: WorkingTime) -> None:
        self.random = random
        self.staff = staff
        self.working_time = working_time
        self.book = Batch()
        self.system_id = User.objects.system().pk

    def write(self) -> None:
        """Write what is in hand and begin a new batch."""
        self.book.write()
        self.book = Batch()

    def lead(self, plan: Plan) -> Dossier:
        """Take one dossier as far as its plan says."""
        by = self._rights(self.staff.one(plan.intake.centre_id, Role.RECEPTION), plan.received_at)
        dossier = actions.receive(plan.intake, by=by, at=plan.received_at, journal=self.book)
        acts = self._acts(workflow.definition(dossier.process_id), plan)
        moments = self._moments(plan.received_at, plan.worked_until, [act.weight for act in acts])
        is_in_hand = False
        for act, at in zip(acts, moments, strict=True):
            if is_in_hand:
                is_in_hand = False  # what was not recalled is not forwarded again
            elif act.verb == "recall":
                is_in_hand = not self._recall(dossier, at)
            else:
                self._do(act.verb, dossier, at)
        if plan.withdrawn_at:
            self._withdraw(dossier, plan.withdrawn_at)
        if plan.returned_at:
            self._return(dossier, plan.returned_at)
        return dossier

    def _acts(self, process: Definition, plan: Plan) -> list[Act]:
        """Return the acts that bring a dossier where it stops, with the usual mishaps of offices."""
        steps = road(process)
        acts: list[Act] = []
        for at, step in enumerate(steps):
            if at == plan.stops_at:
                return [*acts, Act("take", 1.0)] if plan.is_taken_there else acts
            weight = float(step.budget_minutes or (_OUTSIDE if step.stops_clock else _UNBUDGETED))
            takes = 0.95 if step.kind == Step.Kind.EXAMINE else 0.4
            if self.random.random() < takes:
                acts.append(Act("take", weight * 0.15))
            if self._is_sent_back(process, steps, at, plan):
                acts += [Act("send_back", weight * 0.5), Act("forward", weight * 0.4)]
            is_last = at == len(steps) - 1
            acts.append(Act("issue" if is_last else "forward", weight))
            if not is_last and self.random.random() * 100 < plan.troubles / 4:
                acts += [Act("recall", 2.0), Act("forward", 5.0)]
        return acts

    def _is_sent_back(self, process: Definition, steps: list[StepView], at: int, plan: Plan) -> bool:
        """Whether a superior finds a fault; only where the process sends back to the step just before."""
        if at == 0 or steps[at].kind not in (Step.Kind.REVIEW, Step.Kind.SIGN):
            return False
        is_possible = process.back.get(steps[at].id, ())[-1:] == (steps[at - 1].id,)
        return is_possible and self.random.random() * 100 < plan.troubles

    def _moments(self, start: datetime, until: datetime, weights: Sequence[float]) -> list[datetime]:
        """Spread acts over the working time of a span by their weights; the last one ends it."""
        minutes = self.working_time.minutes_between(start, until)
        shaken = [weight * self.random.uniform(0.5, 1.5) for weight in weights]
        whole = sum(shaken)
        moments: list[datetime] = []
        before = start
        for passed in list(accumulate(shaken))[:-1]:
            before = max(before, self._inside(start, int(minutes * passed / whole)))
            moments.append(before)
        return [*moments, max(before, until)] if weights else []

    def _inside(self, start: datetime, minutes: int) -> datetime:
        """A closing instant belongs to no session: the minute before it does."""
        moment = self.working_time.add_minutes(start, minutes)
        return moment if self.working_time.is_open(moment) else moment - timedelta(minutes=1)

    def _recall(self, dossier: Dossier, at: datetime) -> bool:
        """Take back what was just passed on; whoever holds both posts has it in hand already."""
        task = self._open_task(dossier)
        by = self._rights(task.opened_by_id, at)
        if rules.why_not_recall(task, by):
            return False
        actions.recall(dossier.number, task=task.number, by=by, at=at, journal=self.book)
        return True

    def _do(self, verb: str, dossier: Dossier, at: datetime) -> None:
        task = self._open_task(dossier)
        by = self._rights(task.person_id or self.staff.one(task.unit_id, task.role), at)
        if verb == "take":
            # Who was named when the task came has it in hand already.
            if task.taken_at is None:
                actions.take(dossier.number, task=task.number, by=by, at=at, journal=self.book)
        elif verb == "send_back":
            reason = self.random.choice(_REASONS_TO_SEND_BACK)
            actions.send_back(
                dossier.number, task=task.number, reason=reason, by=by, at=at, journal=self.book
            )
        elif verb == "issue":
            result = f"{self.random.randrange(1, 900)}/KQ-{local_day(at).year}"
            actions.issue_result(
                dossier.number, task=task.number, result=result, by=by, at=at, journal=self.book
            )
        else:
            self._forward(dossier, task, by, at)

    def _forward(self, dossier: Dossier, task: Task, by: Rights, at: datetime) -> None:
        """Pass on; who assigns work mostly names the person."""
        process = workflow.definition(dossier.process_id)
        person_id = None
        if process.step(task.step_id).kind == Step.Kind.ASSIGN and self.random.random() < 0.8:
            target = process.step(process.forward[task.step_id][0])
            unit_id, role = rules.holder_of(
                target.place, target.role, centre_id=dossier.centre_id, unit_id=dossier.unit_id, tree=tree()
            )
            person_id = self.staff.one(unit_id, role)
        # Leaving the tax office needs the proof of payment.
        is_paid = dossier.money == Dossier.Money.DUE
        proof = f"Giấy nộp tiền số {self.random.randrange(10**6):06d}" if is_paid else ""
        actions.forward(
            dossier.number,
            task=task.number,
            by=by,
            at=at,
            person_id=person_id,
            proof=proof,
            journal=self.book,
        )

    def _withdraw(self, dossier: Dossier, at: datetime) -> None:
        by = self._rights(self.staff.one(dossier.centre_id, Role.RECEPTION), at)
        reason = self.random.choice(_REASONS_TO_WITHDRAW)
        actions.withdraw(dossier.number, reason=reason, by=by, at=at, journal=self.book)

    def _return(self, dossier: Dossier, at: datetime) -> None:
        if dossier.ended_on > dossier.due_on:
            self._apologise(dossier, at)
        task = self._open_task(dossier)
        by = self._rights(task.person_id or self.staff.one(task.unit_id, task.role), at)
        actions.return_result(dossier.number, receiver=dossier.owner_name, by=by, at=at, journal=self.book)

    def _apologise(self, dossier: Dossier, at: datetime) -> None:
        """A late result goes out with its letter, drafted by the system and signed by the agency."""
        assert dossier.resolved_at is not None
        nobody = Rights(self.system_id, (), frozenset())
        drafted = actions.draft_apology(dossier.number, by=nobody, at=dossier.resolved_at, journal=self.book)
        if drafted is None:
            return
        agency = tree().agency_of(dossier.unit_id)
        by = self._rights(self.staff.one(agency.id, Role.HEAD_OF_AGENCY), dossier.resolved_at)
        reason = self.random.choice(_REASONS_TO_APOLOGISE)
        actions.sign_apology(
            dossier.number, reason=reason, new_due_at=at, by=by, at=dossier.resolved_at, journal=self.book
        )

    def _open_task(self, dossier: Dossier) -> Task:
        return self.book.hold(dossier.number).tasks[dossier.last_task]

    def _rights(self, user_id: int, at: datetime) -> Rights:
        return rights_of(user_id, on=local_day(at))
