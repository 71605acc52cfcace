"""Supplement: once and complete in each phase, the clock stands still, then starts anew or goes on."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from motcua.base.clock import at
from motcua.base.errors import Refused
from motcua.base.registers import changed
from motcua.dossiers import actions, clocks, custody, verification
from motcua.dossiers.actions import Mended
from motcua.dossiers.models import NOT_DUE, NOT_RECEIVED, Dossier
from motcua.dossiers.rules import Wanted, national_code
from motcua.dossiers.rules.marks import Mark
from tests.factories import MONDAY, MORNING, received, registered, world

pytestmark = pytest.mark.django_db
WANTED = (Wanted("Giấy đề nghị đăng ký hộ kinh doanh", "Thiếu trang 2", "Nộp bản đủ trang", 1),)
WEDNESDAY = at(date(2026, 11, 25), 9)  # 24/11 is a holiday (Nghị quyết 28/2026/QH16)


@pytest.fixture
def made():
    return world()


@pytest.fixture
def examined(made):
    """A dossier in the hands of its examiner."""
    dossier = received(made)
    return actions.forward(dossier.number, task=2, by=made.rights(made.head), at=MORNING)


def ask(made, dossier, *, at=MORNING, wanted=WANTED, by=None):
    return actions.request_supplement(
        dossier.number, task=3, wanted=wanted, by=by or made.rights(made.examiner), at=at
    )


def test_a_request_stops_the_clock_and_the_dossier_waits_for_its_applicant(made, examined):
    dossier = ask(made, examined)

    assert (dossier.business, national_code(dossier)) == ("waiting", 5)
    assert (dossier.paused_at, dossier.due_on) == (MORNING, NOT_DUE)
    # 15 working days after Monday 23/11, the holiday of 24/11 left out (NĐ 297/2025 Điều 6).
    assert dossier.wait_until == date(2026, 12, 15)


def test_the_time_starts_from_the_beginning_once_the_supplement_is_complete(made, examined):
    ask(made, examined)

    dossier = actions.receive_supplement(examined.number, by=made.rights(made.clerk), at=WEDNESDAY)

    # 3 working days from Wednesday 25/11 (NĐ 297/2025 Điều 6: tính lại từ đầu).
    assert dossier.due_at == at(date(2026, 11, 30), 9)
    assert (dossier.business, dossier.paused_at, dossier.wait_until) == ("in_process", None, None)
    assert dossier.due_on == date(2026, 11, 30)


def test_a_procedure_may_let_the_time_go_on_instead(made, examined):
    made.version.after_supplement = "shift"
    made.version.save()
    changed("catalogue")
    ask(made, examined, at=at(MONDAY, 15))

    dossier = actions.receive_supplement(
        examined.number, by=made.rights(made.clerk), at=at(date(2026, 11, 26), 15)
    )

    # Promised for Friday 27/11 09:00, two working days were waited: Tuesday 01/12 09:00.
    assert dossier.due_at == at(date(2026, 12, 1), 9)


def test_the_step_of_the_examiner_gets_the_time_it_had_left(made, examined):
    before = examined.tasks.get(number=3).due_at
    ask(made, examined)

    actions.receive_supplement(examined.number, by=made.rights(made.clerk), at=WEDNESDAY)

    # Nothing but the holiday lay between: one working day was waited.
    assert examined.tasks.get(number=3).due_at == at(
        before.astimezone(WEDNESDAY.tzinfo).date(), 0
    ) + timedelta(
        days=1,
        hours=before.astimezone(WEDNESDAY.tzinfo).hour,
        minutes=before.astimezone(WEDNESDAY.tzinfo).minute,
    )


def test_a_second_request_needs_the_written_approval_of_a_superior(made, examined):
    ask(made, examined)
    actions.receive_supplement(examined.number, by=made.rights(made.clerk), at=WEDNESDAY)

    with pytest.raises(Refused, match="lần nữa phải được cấp trên đồng ý"):
        ask(made, examined, at=WEDNESDAY)
    with pytest.raises(Refused, match="Chỉ lãnh đạo của đơn vị"):
        actions.approve_supplement(
            examined.number, task=3, ground="Có tình tiết mới", by=made.rights(made.examiner), at=WEDNESDAY
        )
    actions.approve_supplement(
        examined.number, task=3, ground="Có tình tiết mới", by=made.rights(made.head), at=WEDNESDAY
    )
    dossier = ask(made, examined, at=WEDNESDAY)

    assert (dossier.examination_requests, dossier.approved_requests) == (2, 1)


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ((), "Hãy ghi ít nhất một giấy tờ"),
        ((replace(WANTED[0], wrong="  "),), "Mỗi giấy tờ cần ghi đủ"),
        ((replace(WANTED[0], mend=""),), "Mỗi giấy tờ cần ghi đủ"),
    ],
)
def test_a_request_says_of_each_paper_what_is_wrong_and_how_to_mend_it(made, examined, wanted, reason):
    with pytest.raises(Refused, match=reason):
        ask(made, examined, wanted=wanted)


def test_nothing_moves_while_the_dossier_waits(made, examined):
    ask(made, examined)

    for act, more in (
        (actions.forward, {}),
        (actions.send_back, {"reason": "Xem lại"}),
        (actions.issue_result, {"result": "1/KQ"}),
    ):
        with pytest.raises(Refused, match="đang chờ người nộp bổ sung"):
            act(examined.number, task=3, by=made.rights(made.examiner), at=WEDNESDAY, **more)


def test_what_never_came_is_closed_by_a_person_after_its_time_and_not_before(made, examined):
    ask(made, examined)
    clerk = made.rights(made.clerk)

    with pytest.raises(Refused, match="Thời hạn bổ sung chưa hết"):
        actions.close_expired(examined.number, by=clerk, at=at(date(2026, 12, 15), 16))
    dossier = actions.close_expired(examined.number, by=clerk, at=at(date(2026, 12, 16), 8))

    assert (dossier.business, dossier.ending, national_code(dossier)) == ("stopped", "expired", 8)
    assert not dossier.tasks.open().exists()


class TestFiledOnline:
    def test_a_filed_dossier_waits_for_reception_and_no_period_counts_it(self, made):
        dossier = registered(made)

        assert (dossier.business, national_code(dossier), dossier.received_on) == (
            "registered",
            1,
            NOT_RECEIVED,
        )
        # 8 working hours (NĐ 297/2025 Điều 6): Wednesday, since 24/11 is a holiday.
        assert dossier.due_at == WEDNESDAY

    def test_reception_starts_the_clock_of_the_resolution(self, made):
        filed = registered(made)

        dossier = actions.accept(filed.number, by=made.rights(made.clerk), at=WEDNESDAY)

        assert (dossier.business, dossier.received_on) == ("in_process", WEDNESDAY.date())
        assert dossier.due_at == at(date(2026, 11, 30), 9)
        assert dossier.tasks.open().get().unit == made.division

    def test_at_intake_a_supplement_is_asked_for_once(self, made):
        filed = registered(made)
        clerk = made.rights(made.clerk)
        request = {"task": 1, "wanted": WANTED, "by": clerk}

        waiting = actions.request_supplement(filed.number, at=MORNING, **request)
        assert (waiting.intake_requests, national_code(waiting)) == (1, 5)
        back = actions.receive_supplement(filed.number, by=clerk, at=WEDNESDAY)

        assert back.business == "registered"
        with pytest.raises(Refused, match="chỉ còn tiếp nhận hoặc từ chối"):
            actions.request_supplement(filed.number, at=WEDNESDAY, **request)

    def test_a_refusal_has_a_real_reason_and_ends_it(self, made):
        filed = registered(made)
        clerk = made.rights(made.clerk)

        with pytest.raises(Refused, match="Hãy ghi lý do từ chối"):
            actions.refuse(filed.number, reason=" ", by=clerk, at=MORNING)
        dossier = actions.refuse(filed.number, reason="Không thuộc thẩm quyền", by=clerk, at=MORNING)

        assert (dossier.business, national_code(dossier), dossier.ending) == ("refused", 3, "refused")

    def test_the_same_filing_sent_twice_is_one_dossier(self, made):
        first = registered(made)

        again = registered(made, request_key=first.request_key)

        assert (again.pk, Dossier.objects.count()) == (first.pk, 1)

    def test_nobody_moves_what_was_not_received(self, made):
        filed = registered(made)

        with pytest.raises(Refused, match="chưa được tiếp nhận"):
            actions.forward(filed.number, task=1, by=made.rights(made.clerk), at=MORNING)


def test_the_date_explains_the_pause_and_the_new_beginning(made, examined):
    ask(made, examined)
    actions.receive_supplement(examined.number, by=made.rights(made.clerk), at=WEDNESDAY)

    facts = [clocks.fact_of(event) for event in examined.events.all()]
    told = [line.text for line in clocks.why(facts).lines]

    assert told[:3] == [
        "Nhận 09:00 23/11/2026, hẹn 09:00 27/11/2026",
        "Dừng đồng hồ 09:00 23/11/2026: yêu cầu người nộp bổ sung",
        "Chạy lại 09:00 25/11/2026: tính lại từ đầu",
    ]
    assert told[-1] == "Đến hạn: 09:00 Thứ Hai 30/11/2026"


def test_the_time_the_applicant_took_is_the_applicants(made, examined):
    ask(made, examined)
    actions.receive_supplement(examined.number, by=made.rights(made.clerk), at=WEDNESDAY)
    facts = [clocks.fact_of(event) for event in examined.events.all()]

    until = WEDNESDAY + timedelta(hours=2)
    shares = clocks.shares(facts, until=until, calendar_id=examined.calendar_id)

    assert [(share.who, share.seconds) for share in shares] == [
        ("Người nộp", 2 * 86400),
        ("Phòng Kinh tế", 7200),
    ]
    assert sum(share.seconds for share in shares) == int((until - MORNING).total_seconds())


class TestBroughtToTheCounter:
    """What is brought gets rows of its own, linked to what it mends, and labels after those given before."""

    def take_in(self, made, dossier, *papers):
        clerk = made.rights(made.clerk)
        return actions.receive_supplement(dossier.number, papers=papers, by=clerk, at=WEDNESDAY)

    def test_each_line_gets_a_row_that_names_what_it_mends(self, made, examined):
        ask(made, examined, wanted=(*WANTED, Wanted("Giấy ủy quyền", "Chưa nộp", "Nộp giấy này")))

        dossier = self.take_in(made, examined, Mended(1, originals=1), Mended(2, copies=2))

        form, authority = dossier.papers.filter(came_with__isnull=False)
        assert (form.order, form.name, form.originals, form.mends.order) == (3, WANTED[0].name, 1, 1)
        assert (form.required, form.came_at) == (form.mends.required, WEDNESDAY)
        assert (authority.order, authority.copies, authority.mends) == (4, 2, None)
        event = dossier.events.last()
        assert form.came_with == event.seq
        assert [one["order"] for one in event.payload["papers"]] == [3, 4]
        assert list(verification.differences()) == []

    def test_what_was_not_brought_makes_no_row(self, made, examined):
        ask(made, examined)

        dossier = self.take_in(made, examined, Mended(1))

        assert dossier.papers.count() == 2
        assert "papers" not in dossier.events.last().payload

    def test_a_line_that_nobody_asked_for_is_refused_and_nothing_changes(self, made, examined):
        ask(made, examined)

        with pytest.raises(Refused):
            self.take_in(made, examined, Mended(2, originals=1))

        assert Dossier.objects.get(pk=examined.pk).business == "waiting"

    def test_new_paper_gets_the_next_codes(self, made, examined):
        clerk = made.rights(made.clerk)
        before = [one.code for one in custody.label([examined.number], by=clerk, at=MORNING)]
        ask(made, examined)
        self.take_in(made, examined, Mended(1, originals=1, copies=1))

        originals = custody.label([examined.number], by=clerk, at=WEDNESDAY)

        number = examined.number
        assert before == [f"{number}/G1", f"{number}/G2"]
        assert [one.code for one in originals] == [f"{number}/G{at}" for at in (1, 2, 3, 4)]
        assert {one.since for one in originals[2:]} == {WEDNESDAY}
        assert custody.label([number], by=clerk, at=WEDNESDAY) == originals

    def test_the_first_paper_of_an_online_dossier_is_at_the_centre(self, made):
        dossier = registered(made)
        clerk = made.rights(made.clerk)
        actions.request_supplement(dossier.number, task=1, wanted=WANTED, by=clerk, at=MORNING)

        taken = self.take_in(made, dossier, Mended(1, originals=1))

        assert (dossier.custody, taken.custody) == ("no_paper", "centre")
        assert list(verification.differences()) == []

    def test_a_mark_on_a_page_that_is_not_there_is_refused(self, made, examined):
        mark = Mark(1, "a" * 64, 1, 0, 0, 300, 300)

        with pytest.raises(Refused) as refused:
            ask(made, examined, wanted=(replace(WANTED[0], mark=mark),))

        assert str(refused.value) == "Bản quét vừa được thay. Hãy tải lại trang rồi đánh dấu lại."
