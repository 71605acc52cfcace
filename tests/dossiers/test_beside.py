"""Parallel consultation, reassignment, linked dossiers, a procedure chosen by mistake, correction notes."""

from datetime import date
from uuid import uuid4

import pytest

from motcua.base.clock import at
from motcua.base.errors import Refused
from motcua.base.registers import forget_all
from motcua.catalogue.models import Competence, Field, Procedure
from motcua.dossiers import actions
from motcua.dossiers.models import Dossier
from motcua.dossiers.verification import differences
from motcua.organisations.models import Position
from motcua.reports.queries import Period, by_field
from motcua.workflow.models import Process
from tests.factories import MORNING, intake, post, procedure, process, received, resolved, unit, user, world

pytestmark = pytest.mark.django_db
Role = Position.Role
NOON = at(date(2026, 11, 23), 11)


@pytest.fixture
def made():
    made = world()
    made.planning = unit("quy-hoach", "Phòng Quy hoạch", "division", parent=made.government)
    made.police = unit("cong-an", "Công an phường", "police", parent=made.government)
    made.planner = user("quyhoach", "Đỗ Văn Quy")
    made.policeman = user("congan", "Hồ Văn An")
    post(made.planner, made.planning, Role.EXAMINER)
    post(made.policeman, made.police, Role.PARTNER)
    made.second = user("thuly2", "Phan Thị Hai")
    post(made.second, made.division, Role.EXAMINER)
    forget_all()
    return made


@pytest.fixture
def examined(made):
    dossier = received(made)
    return actions.forward(dossier.number, task=2, by=made.rights(made.head), at=MORNING)


def consulted(made, dossier):
    return actions.consult(
        dossier.number,
        task=3,
        units=[made.planning.pk, made.police.pk],
        question="Có vướng quy hoạch, an ninh không?",
        days=2,
        by=made.rights(made.examiner),
        at=NOON,
    )


class TestConsultation:
    def test_several_are_asked_at_once_and_each_holds_its_own_task(self, made, examined):
        consulted(made, examined)

        asked = examined.tasks.open().filter(asked_by=3).order_by("number")
        assert [(task.unit, task.role) for task in asked] == [
            (made.planning, "examiner"),
            (made.police, "partner"),
        ]

    def test_the_step_goes_on_when_the_last_opinion_is_in(self, made, examined):
        consulted(made, examined)
        examiner = made.rights(made.examiner)

        with pytest.raises(Refused, match="Còn 2 cơ quan phối hợp"):
            actions.forward(examined.number, task=3, by=examiner, at=NOON)
        actions.give_opinion(
            examined.number, task=4, opinion="Không vướng", by=made.rights(made.planner), at=NOON
        )
        with pytest.raises(Refused, match="Còn 1 cơ quan phối hợp"):
            actions.forward(examined.number, task=3, by=examiner, at=NOON)
        actions.give_opinion(
            examined.number, task=5, opinion="Không vướng", by=made.rights(made.policeman), at=NOON
        )

        moved = actions.forward(examined.number, task=3, by=examiner, at=NOON)
        assert moved.tasks.open().get().unit == made.government
        assert list(differences()) == []

    def test_whoever_asked_may_stop_waiting_with_a_reason(self, made, examined):
        consulted(made, examined)
        actions.give_opinion(
            examined.number, task=4, opinion="Không vướng", by=made.rights(made.planner), at=NOON
        )

        with pytest.raises(Refused, match="vì sao không chờ"):
            actions.waive_opinion(examined.number, task=5, reason="", by=made.rights(made.examiner), at=NOON)
        actions.waive_opinion(
            examined.number, task=5, reason="Đã có văn bản 7/CA", by=made.rights(made.examiner), at=NOON
        )

        assert actions.forward(examined.number, task=3, by=made.rights(made.examiner), at=NOON)

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"question": " "}, "Hãy ghi nội dung"),
            ({"units": []}, "Hãy chọn cơ quan phối hợp"),
            ({"by": "head"}, "vị trí khác"),
        ],
    )
    def test_one_asks_another_unit_a_question(self, made, examined, changes, reason):
        by = made.rights(getattr(made, changes.pop("by", "examiner")))
        values = {"units": [made.planning.pk], "question": "Có vướng không?", "days": 2, **changes}

        with pytest.raises(Refused, match=reason):
            actions.consult(examined.number, task=3, by=by, at=NOON, **values)

    def test_an_opinion_is_no_step_of_the_road(self, made, examined):
        consulted(made, examined)

        with pytest.raises(Refused, match="hãy ghi ý kiến"):
            actions.forward(examined.number, task=4, by=made.rights(made.planner), at=NOON)

    def test_a_unit_is_not_asked_twice_at_once(self, made, examined):
        consulted(made, examined)

        with pytest.raises(Refused, match="đang được lấy ý kiến rồi"):
            consulted(made, examined)


class TestReassignment:
    def test_the_head_gives_the_work_to_another_holder_of_the_post(self, made, examined):
        actions.take(examined.number, task=3, by=made.rights(made.examiner), at=NOON)

        actions.reassign(
            examined.number,
            task=3,
            person_id=made.second.pk,
            by=made.rights(made.head),
            at=NOON,
            note="Nghỉ ốm",
        )

        task = examined.tasks.get(number=3)
        assert (task.person, task.taken_at) == (made.second, None)
        with pytest.raises(Refused, match="người khác xử lý"):
            actions.forward(examined.number, task=3, by=made.rights(made.examiner), at=NOON)

    @pytest.mark.parametrize(
        ("who", "to", "reason"),
        [
            ("examiner", "second", "Chỉ lãnh đạo đơn vị"),
            ("head", "planner", "không giữ vị trí này"),
        ],
    )
    def test_work_is_given_by_the_head_within_the_unit(self, made, examined, who, to, reason):
        with pytest.raises(Refused, match=reason):
            actions.reassign(
                examined.number,
                task=3,
                person_id=getattr(made, to).pk,
                by=made.rights(getattr(made, who)),
                at=NOON,
            )


class TestWrongProcedure:
    @pytest.fixture
    def other(self, made):
        version, case = procedure("1.009999", "Thủ tục đúng", field=made.field, amount=5)
        process(version)
        return version, case

    def test_it_is_corrected_without_withdrawing_and_counted_from_the_reception(self, made, examined, other):
        version, case = other

        dossier = actions.change_procedure(
            examined.number,
            version_id=version.pk,
            case_id=case.pk,
            reason="Chọn nhầm",
            by=made.rights(made.clerk),
            at=NOON,
        )

        assert (dossier.number, dossier.procedure_id, dossier.received_at) == (
            examined.number,
            version.pk,
            MORNING,
        )
        # 5 working days from Monday 23/11 09:00, the holiday of 24/11 left out.
        assert dossier.due_at == at(date(2026, 12, 1), 9)
        assert list(differences()) == []
        assert not dossier.events.filter(kind="withdrawn").exists()
        assert dossier.tasks.open().get().step.version.process.procedure == version.procedure

    def test_the_dossier_and_its_paper_go_to_the_unit_of_the_right_procedure(self, made, examined):
        post(made.planner, made.planning, Role.HEAD_OF_DIVISION)
        field = Field.objects.create(code="quy-hoach", name="Quy hoạch")
        Competence.objects.create(centre=made.centre, field=field, unit=made.planning)
        version, case = procedure("1.000009", "Cấp thông tin quy hoạch", field=field)
        process(version)

        actions.change_procedure(
            examined.number,
            version_id=version.pk,
            case_id=case.pk,
            reason="Chọn nhầm",
            by=made.rights(made.clerk),
            at=NOON,
        )

        examined.refresh_from_db()
        task = examined.tasks.open().get()
        assert (examined.unit_id, task.unit_id, task.resolver_id) == (made.planning.pk,) * 3
        assert list(differences()) == []

    def test_only_reception_corrects_it_and_says_why(self, made, examined, other):
        version, case = other
        values = {"version_id": version.pk, "case_id": case.pk, "at": NOON}

        with pytest.raises(Refused, match="Chỉ cán bộ tiếp nhận"):
            actions.change_procedure(examined.number, reason="Nhầm", by=made.rights(made.head), **values)
        with pytest.raises(Refused, match="vì sao sửa thủ tục"):
            actions.change_procedure(examined.number, reason="", by=made.rights(made.clerk), **values)


class TestLinked:
    def test_a_result_waits_for_the_parts_that_other_authorities_resolve(self, made):
        parent = received(made)
        child = actions.open_child(parent.number, intake(made), by=made.rights(made.clerk), at=MORNING)
        for task, holder in ((2, made.head), (3, made.examiner), (4, made.leader)):
            actions.forward(parent.number, task=task, by=made.rights(holder), at=NOON)

        with pytest.raises(Refused, match="Còn 1 hồ sơ liên thông"):
            actions.issue_result(parent.number, task=5, result="1/KQ", by=made.rights(made.records), at=NOON)
        for task, holder in ((2, made.head), (3, made.examiner), (4, made.leader)):
            actions.forward(child.number, task=task, by=made.rights(holder), at=NOON)
        actions.issue_result(child.number, task=5, result="2/KQ", by=made.rights(made.records), at=NOON)

        done = actions.issue_result(
            parent.number, task=5, result="1/KQ", by=made.rights(made.records), at=NOON
        )
        assert done.business == "resolved"
        assert list(differences()) == []

    def test_a_linked_filing_is_counted_once(self, made):
        parent = received(made)
        actions.open_child(parent.number, intake(made), by=made.rights(made.clerk), at=MORNING)
        today = MORNING.date()

        period = Period(frozenset({made.centre.pk}), start=today, to=today, as_of=today)

        assert by_field(period).total.received == 1

    def test_opening_a_part_twice_opens_it_once(self, made):
        parent = received(made)
        part = intake(made, request_key=uuid4())
        clerk = made.rights(made.clerk)

        first = actions.open_child(parent.number, part, by=clerk, at=MORNING)
        again = actions.open_child(parent.number, part, by=clerk, at=MORNING)

        assert (first.pk, Dossier.objects.filter(parent=parent).count()) == (again.pk, 1)
        assert parent.events.filter(kind="linked").count() == 1


class TestAfterTheEnd:
    def test_the_centre_confirms_where_the_result_lies(self, made):
        dossier = resolved(made)

        actions.confirm_result(dossier.number, place="Ngăn B4", by=made.rights(made.returner), at=NOON)

        assert dossier.events.latest("seq").payload == {"place": "Ngăn B4"}

    def test_a_closed_dossier_takes_a_correction_note_and_nothing_else(self, made, examined):
        actions.withdraw(examined.number, reason="Đổi ý", by=made.rights(made.clerk), at=NOON)

        actions.correct(examined.number, text="Họ đệm là Thị", by=made.rights(made.clerk), at=NOON)

        assert examined.events.latest("seq").note == "Họ đệm là Thị"
        for act in (actions.take, actions.forward):
            with pytest.raises(Refused):
                act(examined.number, task=3, by=made.rights(made.examiner), at=NOON)

    def test_an_open_dossier_takes_no_correction_note(self, made, examined):
        with pytest.raises(Refused, match="nên không làm được việc này"):
            actions.correct(examined.number, text="Sai tên", by=made.rights(made.clerk), at=NOON)

    def test_only_the_head_of_the_agency_returns_it_unresolved_with_a_letter(self, made, examined):
        with pytest.raises(Refused, match="Chỉ lãnh đạo cơ quan"):
            actions.stop(
                examined.number,
                reason="Không đủ điều kiện",
                document="4/CV",
                by=made.rights(made.head),
                at=NOON,
            )
        with pytest.raises(Refused, match="số văn bản"):
            actions.stop(
                examined.number, reason="Không đủ", document="", by=made.rights(made.leader), at=NOON
            )
        stopped = actions.stop(
            examined.number,
            reason="Không đủ điều kiện",
            document="4/CV",
            by=made.rights(made.leader),
            at=NOON,
        )

        assert (stopped.business, stopped.ending) == ("stopped", "stopped")

    def test_what_is_refused_at_the_counter_keeps_a_number_for_its_form(self, made):
        refused = actions.refuse_at_counter(
            intake(made), reason="Không thuộc thẩm quyền", by=made.rights(made.clerk), at=MORNING
        )

        assert (refused.business, refused.number) == ("refused", "H99.12-261123-0001")
        assert list(differences()) == []

    def test_the_centre_refuses_in_its_own_name_what_nobody_here_is_competent_for(self, made):
        Competence.objects.all().delete()
        forget_all()

        with pytest.raises(Refused, match="Chưa khai báo cơ quan giải quyết"):
            actions.receive(intake(made), by=made.rights(made.clerk), at=MORNING)
        refused = actions.refuse_at_counter(
            intake(made), reason="Không thuộc thẩm quyền", by=made.rights(made.clerk), at=MORNING
        )

        assert (refused.business, refused.unit_id) == ("refused", made.centre.pk)
        assert list(differences()) == []

    def test_what_is_repealed_is_refused_in_writing_too(self, made):
        Procedure.objects.update(repealed_on=date(2026, 11, 1))
        forget_all()

        refused = actions.refuse_at_counter(
            intake(made), reason="Thủ tục đã bãi bỏ", by=made.rights(made.clerk), at=MORNING
        )

        assert refused.business == "refused"

    def test_without_a_process_there_is_no_number_to_refuse_under(self, made):
        Process.objects.update(procedure=None)
        forget_all()

        with pytest.raises(Refused, match="chưa có quy trình"):
            actions.refuse_at_counter(
                intake(made), reason="Không thuộc thẩm quyền", by=made.rights(made.clerk), at=MORNING
            )
