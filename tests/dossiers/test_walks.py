"""The 41 workflows that decisions published: whatever legal road people take through one, it ends in a result."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.accounts.models import User
from motcua.base.clock import at, local
from motcua.base.errors import Refused
from motcua.base.registers import forget_all
from motcua.catalogue.models import Competence, Field
from motcua.dossiers import actions, clocks, rules
from motcua.dossiers.centre import date_if_completed_now
from motcua.dossiers.journal import Batch
from motcua.dossiers.models import NOT_DUE, Dossier, Task
from motcua.dossiers.queries import dossier_page
from motcua.dossiers.receipts.reception import receipt_form
from motcua.dossiers.rules import Kind, Wanted, national_code
from motcua.dossiers.verification import differences
from motcua.organisations.rules import Rights
from motcua.reports.queries import Period, by_field
from motcua.workflow import queries as workflow
from tests.dossiers.province import Province, province, published
from tests.factories import MORNING, procedure, process

CODES = [draft.code for draft in published()[1]]
RETURN, TAX = "return", "tax"
# What somebody does with the step in hand, and how many minutes later; at the end they only go on.
turns = st.lists(
    st.tuples(
        st.sampled_from(("on", "on", "on", "take", "back", "recall", "reassign")),
        st.sampled_from((1, 45, 480, 1440, 4320)),
        st.integers(0, 9),
    ),
    max_size=24,
)


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """One province for the module: building it takes longer than walking through it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield province()
        transaction.set_rollback(True)


@dataclass
class Walk:
    """A dossier on its way through one workflow, in the hands of whoever holds the step."""

    made: Province
    code: str
    now: datetime = MORNING
    book: Batch = field(default_factory=Batch)
    seen: set[int] = field(default_factory=set)
    stood_still: list[bool] = field(default_factory=list)

    def begin(self) -> None:
        clerk = self.made.at("trung-tam", "reception")
        self.number = actions.receive(
            self.made.intake(self.code), by=clerk, at=self.now, journal=self.book
        ).number
        self.file = self.book.hold(self.number)
        self.definition = workflow.definition(self.file.dossier.process_id)
        self.seen |= {task.step_id for task in self.file.tasks.values()}

    @property
    def task(self) -> Task:
        (held,) = (task for task in self.file.tasks.values() if task.closed_at is None)
        return held

    @property
    def step(self):
        return self.definition.step(self.task.step_id)

    def act(self, verb, *, by: Rights, **more) -> None:
        getattr(actions, verb)(self.number, by=by, at=self.now, journal=self.book, **more)
        self.seen |= {task.step_id for task in self.file.tasks.values()}
        self.stood_still.append(self.file.dossier.is_paused)
        outside = self.step.stops_clock and self.step.kind != RETURN
        assert self.file.dossier.is_paused == outside

    def turn(self, what: str, minutes: int, choice: int) -> None:
        self.now += timedelta(minutes=minutes)
        held, holder = self.task, self.made.holder(self.task.unit_id, self.task.role)
        back = self.definition.back.get(held.step_id, ())
        if what == "take" and held.taken_at is None:
            self.act("take", task=held.number, by=holder)
        elif what == "reassign" and held.person_id and (superior := self.superior_of(held)):
            self.act("reassign", task=held.number, person_id=None, by=superior)
        elif what == "back" and back:
            target = back[choice % len(back)]
            self.act("send_back", task=held.number, to_step=target, reason="Xem lại", by=holder)
        elif what == "recall" and held.taken_at is None and self.was_passed_on(held):
            sent = self.file.tasks[held.number - 1]
            self.act("recall", task=held.number, by=self.made.holder(sent.unit_id, sent.role))
        else:
            self.on()

    def was_passed_on(self, held: Task) -> bool:
        return self.file.tasks[held.number - 1].outcome in ("forwarded", "sent_back")

    def superior_of(self, held: Task) -> Rights | None:
        heads = ("head_of_division", "head_of_agency")
        return next(
            (
                self.made.holder(held.unit_id, role)
                for role in heads
                if (held.unit_id, role) in self.made.people
            ),
            None,
        )

    def on(self) -> None:
        held, holder = self.task, self.made.holder(self.task.unit_id, self.task.role)
        (target,) = self.definition.forward[held.step_id]
        if self.definition.step(target).kind == RETURN:
            self.act("issue_result", task=held.number, result="12/GCN", by=holder)
        else:
            self.act("forward", task=held.number, proof="GNT 000123", by=holder)

    def walk(self, turns) -> Dossier:
        self.begin()
        wanted = iter(turns)
        for steps in count():
            assert steps < 200
            if self.step.kind == RETURN:
                return self.hand_over()
            self.turn(*next(wanted, ("on", 45, 0)))
        raise AssertionError

    def hand_over(self) -> Dossier:
        if self.file.dossier.ended_on > self.file.dossier.due_on:
            self.act("draft_apology", by=Rights(User.objects.system().pk, (), frozenset()))
            supervisor = self.made.at("trung-tam", "supervisor")
            self.act("waive_apology", reason="Người nộp đồng ý nhận ngay", by=supervisor)
        returner = self.made.at("trung-tam", "returns")
        actions.return_result(
            self.number, receiver="Nguyễn Thị Hoa", by=returner, at=self.now, journal=self.book
        )
        return self.file.dossier


def facts_of(dossier: Dossier):
    return [clocks.fact_of(event) for event in dossier.events.all()]


def test_there_are_forty_one_workflows():
    assert len(CODES) == 41


@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
def test_every_published_workflow_can_be_walked_to_its_end(made, code):
    @settings(max_examples=8, deadline=None)
    @given(turns)
    def whatever_road_is_taken(turns):
        with transaction.atomic():
            walk = Walk(made, code)

            dossier = walk.walk(turns)
            walk.book.write()

            assert (dossier.business, national_code(dossier)) == ("returned", 10)
            assert walk.seen == {step.id for step in walk.definition.steps}
            assert clocks.clock_of(facts_of(dossier)).due_at == dossier.due_at
            assert any(walk.stood_still) == any(step.stops_clock for step in walk.definition.steps)
            assert list(differences(Dossier.objects.filter(pk=dossier.pk))) == []
            transaction.set_rollback(True)

    whatever_road_is_taken()


@pytest.mark.django_db
def test_what_was_recalled_cannot_be_recalled_once_more(made):
    """Found by the walks: the second recall gave the sender a step of the next office."""
    sender = made.at("phong", "head_of_division")
    number = actions.receive(made.intake("QT001"), by=made.at("trung-tam", "reception"), at=MORNING).number
    actions.forward(number, task=2, by=sender, at=MORNING)
    actions.recall(number, task=3, by=sender, at=MORNING)
    actions.reassign(number, task=4, person_id=None, by=sender, at=MORNING)

    with pytest.raises(Refused, match="không có gì để thu hồi"):
        actions.recall(number, task=4, by=sender, at=MORNING)


@pytest.mark.django_db
class TestLandDossierWithTwoAppointedDates:
    """QT033, Đồng Tháp QĐ 138/2025 Điều 30: 8 working days, "hẹn lần 1: 05; hẹn lần 2: 03"."""

    @pytest.fixture
    def received(self, made):
        # Monday 23/11/2026, 09:00; Tuesday 24/11 is a holiday.
        return actions.receive(made.intake("QT033"), by=made.at("trung-tam", "reception"), at=MORNING)

    @pytest.fixture
    def at_tax(self, made, received):
        return actions.forward(
            received.number, task=2, by=made.at("dat-dai", "examiner"), at=at(date(2026, 11, 30), 9)
        )

    def test_the_first_date_is_that_of_the_slip_to_the_tax_office(self, received):
        # Five working days: 25, 26, 27, 30/11 and 01/12.
        assert received.due_at == at(date(2026, 12, 1), 9)
        assert clocks.why(facts_of(received)).due_at == received.due_at

    def test_the_receipt_promises_the_first_date_and_names_the_whole_limit(self, made, received):
        form = receipt_form(dossier_page(received.number, made.at("trung-tam", "reception")))

        assert form.time_limit == "08 ngày làm việc; hẹn lần 1: 05 ngày làm việc"
        assert form.due_at == "09 giờ 00 phút, Thứ Ba, ngày 01/12/2026"

    def test_the_time_of_the_tax_office_is_outside(self, made, at_tax):
        assert (at_tax.money, at_tax.due_on, national_code(at_tax)) == ("due", NOT_DUE, 6)
        assert at_tax.paused_at == at(date(2026, 11, 30), 9)
        told = clocks.shares(
            facts_of(at_tax), until=at(date(2026, 12, 14), 9), calendar_id=at_tax.calendar_id
        )
        assert [(share.who, share.seconds) for share in told] == [
            ("Nguyên nhân bên ngoài", 14 * 86400),
            ("Đơn vị dat-dai", 7 * 86400),
        ]

    def test_the_second_date_is_three_working_days_after_the_proof(self, made, at_tax):
        paid = actions.forward(
            at_tax.number,
            task=3,
            proof="Giấy nộp tiền 000123",
            by=made.at("thue", "partner"),
            at=at(date(2026, 12, 14), 9),
        )
        assert paid.due_at == at(date(2026, 12, 17), 9)
        actions.issue_result(
            at_tax.number,
            task=4,
            result="GCN BK 000123",
            by=made.at("dat-dai", "examiner"),
            at=at(date(2026, 12, 17), 16),
        )

        dossier = actions.return_result(
            at_tax.number,
            receiver="Nguyễn Thị Hoa",
            by=made.at("trung-tam", "returns"),
            at=at(date(2026, 12, 18), 8),
        )

        assert (dossier.business, dossier.money) == ("returned", "paid")
        assert (
            rules.timing(
                due_on=dossier.due_on, ended_on=dossier.ended_on, on=date(2026, 12, 31), with_result=True
            )
            == "on_time"
        )
        assert list(differences()) == []

    def test_a_supplement_after_the_payment_restarts_the_three_days_and_not_the_five(self, made, at_tax):
        number, registry = at_tax.number, made.at("dat-dai", "examiner")
        actions.forward(
            number, task=3, proof="000123", by=made.at("thue", "partner"), at=at(date(2026, 12, 14), 9)
        )
        wanted = [Wanted("Bản chính Giấy chứng nhận", "Chưa nộp", "nộp bản chính")]
        actions.request_supplement(number, task=4, wanted=wanted, by=registry, at=at(date(2026, 12, 15), 9))
        page = dossier_page(number, made.at("trung-tam", "reception"))
        told = date_if_completed_now(page, at=at(date(2026, 12, 21), 9))

        dossier = actions.receive_supplement(
            number, by=made.at("trung-tam", "reception"), at=at(date(2026, 12, 21), 9)
        )

        assert dossier.due_at == told == at(date(2026, 12, 24), 9)
        assert clocks.why(facts_of(dossier)).due_at == dossier.due_at
        assert "tính lại từ đầu thời gian của lần hẹn này" in "\n".join(
            line.text for line in clocks.why(facts_of(dossier)).lines
        )
        assert list(differences()) == []

    def test_a_slip_that_leaves_after_the_first_date_was_late(self, received):
        assert (
            rules.timing(
                due_on=received.due_on, ended_on=date(9999, 12, 31), on=date(2026, 12, 2), with_result=False
            )
            == "overdue"
        )

    def test_one_date_for_the_whole_limit_is_a_choice_of_the_centre(self, made, settings, fresh_law):
        settings.LAW = {"two_dates": False}

        dossier = actions.receive(made.intake("QT033"), by=made.at("trung-tam", "reception"), at=MORNING)

        assert dossier.due_at == at(date(2026, 12, 4), 9)


@pytest.mark.django_db
def test_a_social_centre_goes_from_its_department_to_the_province(made):
    """QT003, Cao Bằng QĐ 2022: two authorities in one road of five working days."""
    road = (
        # Who passes it on or signs, and when: each keeps to the time of its step.
        ("phong", "head_of_division", at(date(2026, 11, 23), 11)),
        ("phong", "examiner", at(date(2026, 11, 25), 16)),
        ("phong", "head_of_division", at(date(2026, 11, 26), 9)),
        ("so", "head_of_agency", at(date(2026, 11, 26), 16)),
        ("so", "records", at(date(2026, 11, 27), 8)),
        ("tinh", "examiner", at(date(2026, 11, 30), 10)),
    )
    number = actions.receive(made.intake("QT003"), by=made.at("trung-tam", "reception"), at=MORNING).number

    for task, (unit, role, moment) in enumerate(road, start=2):
        dossier = actions.forward(number, task=task, by=made.at(unit, role), at=moment)
    # Five working days after Monday 23/11: 25, 26, 27, 30/11, 01/12, at 09:00.
    assert dossier.due_at == at(date(2026, 12, 1), 9)
    actions.issue_result(
        number, task=8, result="12/QĐ-UBND", by=made.at("tinh", "records"), at=at(date(2026, 12, 1), 8)
    )
    returner = made.at("trung-tam", "returns")
    dossier = actions.return_result(
        number, receiver="Nguyễn Thị Hoa", by=returner, at=at(date(2026, 12, 1), 8)
    )

    assert (dossier.business, dossier.ended_on) == ("returned", date(2026, 12, 1))
    told = clocks.shares(facts_of(dossier), until=MORNING, calendar_id=dossier.calendar_id)
    assert told == []
    told = clocks.shares(facts_of(dossier), until=at(date(2026, 12, 1), 9), calendar_id=dossier.calendar_id)
    held = {share.who: share.working_minutes for share in told}
    # From 09:00 on 23/11 to 08:00 on 01/12 there are 39 working hours: the parts make the whole.
    assert held == {"Đơn vị phong": 960, "Đơn vị so": 420, "Đơn vị tinh": 960}
    assert sum(held.values()) == 39 * 60
    assert list(differences()) == []


@pytest.mark.django_db
class TestOneFilingOfThreeAuthorities:
    """QT048, NĐ 297/2025 Điều 6: household business 3 days, security 3 days, karaoke permit 10 days, one filing."""

    ROADS = (
        # procedure, where it is resolved, by whom, days
        ("1.001612", "division", "examiner", 3, "phong"),
        ("3.000001", "police", "partner", 3, "cong-an"),
        ("1.001029", "province", "head_of_agency", 10, "tinh"),
    )

    @pytest.fixture
    def parts(self, made):
        """What the filing falls into: a procedure per authority."""
        found = []
        for code, place, role, days, unit in self.ROADS:
            field = Field.objects.create(code=f"lv-{unit}", name=f"Lĩnh vực {unit}")
            version, case = procedure(code, f"Phần {unit}", field=field, amount=days)
            steps = (
                (1, "receive", "centre", "reception", 60),
                (2, "examine", place, role, days * 480 - 60),
                (3, "return", "centre", "returns", None),
            )
            process(version, steps=steps)
            Competence.objects.create(centre=made.units["trung-tam"], field=field, unit=made.units[unit])
            found.append((version, case))
        forget_all()
        return found

    @pytest.fixture
    def filing(self, made, parts):
        clerk = made.at("trung-tam", "reception")
        parent = actions.receive(made.intake("QT048"), by=clerk, at=MORNING)
        children = [
            actions.open_child(
                parent.number,
                made.intake("QT048", version_id=version.pk, case_id=case.pk),
                by=clerk,
                at=MORNING,
            )
            for version, case in parts
        ]
        return parent, children

    def test_every_authority_has_its_own_date_and_the_filing_that_of_all(self, filing):
        parent, children = filing

        # 24/11 is a holiday: three days end on Friday 27/11, ten on 08/12, sixteen on 16/12.
        assert [local(child.due_at).date() for child in children] == [
            date(2026, 11, 27),
            date(2026, 11, 27),
            date(2026, 12, 8),
        ]
        assert local(parent.due_at).date() == date(2026, 12, 16)

    def test_the_filing_is_answered_when_all_its_parts_are_and_counts_once(self, made, filing):
        parent, children = filing
        done = at(date(2026, 12, 1), 9)
        for step, (unit, role) in enumerate((("phong", "examiner"), ("cong-an", "partner")), start=2):
            actions.forward(parent.number, task=step, by=made.at(unit, role), at=done)
        signer = made.at("tinh", "head_of_agency")
        with pytest.raises(Refused, match="Còn 3 hồ sơ liên thông"):
            actions.issue_result(parent.number, task=4, result="1/GP", by=signer, at=done)

        for child, (_code, _place, role, _days, unit) in zip(children, self.ROADS, strict=True):
            actions.issue_result(
                child.number, task=2, result="1/GCN", by=made.at(unit, role), at=child.due_at
            )
        ended = at(date(2026, 12, 16), 8)
        actions.issue_result(parent.number, task=4, result="1/GP", by=signer, at=ended)
        returner = made.at("trung-tam", "returns")
        for number in [parent.number, *(child.number for child in children)]:
            actions.return_result(number, receiver="Nguyễn Thị Hoa", by=returner, at=ended)

        assert Dossier.objects.filter(business="returned").count() == 4
        counted = by_field(
            Period(
                frozenset({made.units["trung-tam"].pk}),
                start=MORNING.date(),
                to=ended.date(),
                as_of=ended.date(),
            )
        ).total
        assert (counted.received, counted.resolved, counted.late) == (1, 1, 0)
        assert [event.payload["child"] for event in parent.events.filter(kind=Kind.LINKED)] == [
            child.number for child in children
        ]
        assert list(differences()) == []
