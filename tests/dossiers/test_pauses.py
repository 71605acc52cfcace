"""Money, suspension and steps outside: the clock stands still for a cause and goes on by the law's policy."""

from datetime import date, datetime

import pytest

from motcua.base.clock import at
from motcua.base.errors import Refused
from motcua.dossiers import actions
from motcua.dossiers.models import NOT_DUE
from motcua.dossiers.rules import national_code
from motcua.organisations.models import Position
from tests.factories import MORNING, STEPS, post, process, received, unit, user, world

pytestmark = pytest.mark.django_db
Role = Position.Role
WEDNESDAY = at(date(2026, 11, 25), 9)  # 24/11 is a holiday
THURSDAY = at(date(2026, 11, 26), 9)


@pytest.fixture
def made():
    return world()


@pytest.fixture
def examined(made):
    dossier = received(made)
    return actions.forward(dossier.number, task=2, by=made.rights(made.head), at=MORNING)


class TestFinancialObligation:
    def test_a_notice_stops_the_clock_and_keeps_the_first_date(self, made, examined):
        dossier = actions.request_payment(
            examined.number,
            task=3,
            notice="15/TB-CCT",
            amount=1_250_000,
            by=made.rights(made.examiner),
            at=WEDNESDAY,
        )

        assert (national_code(dossier), dossier.due_on) == (6, NOT_DUE)
        said = dossier.events.latest("seq").payload
        assert datetime.fromisoformat(said["first_due_at"]) == at(date(2026, 11, 27), 9)
        assert said["amount"] == 1_250_000

    def test_proof_of_payment_gives_the_second_date_from_the_steps_still_to_be_made(self, made, examined):
        actions.request_payment(
            examined.number, task=3, notice="15/TB-CCT", by=made.rights(made.examiner), at=WEDNESDAY
        )

        dossier = actions.record_payment(
            examined.number, proof="Giấy nộp tiền 000123", by=made.rights(made.clerk), at=THURSDAY
        )

        # Examine 13 h, sign 4 h, issue 4 h = 21 working hours of 8 from Thursday 09:00: Monday 30/11, 16:00.
        assert dossier.due_at == at(date(2026, 11, 30), 16)
        assert (dossier.money, dossier.paused_at, national_code(dossier)) == ("paid", None, 4)

    @pytest.mark.parametrize(
        ("who", "proof", "reason"),
        [
            ("clerk", " ", "Hãy ghi chứng từ"),
            ("head", "GNT 1", "Chỉ trung tâm hoặc người đang giữ bước"),
        ],
    )
    def test_a_payment_is_recorded_with_its_proof_by_whom_it_concerns(
        self, made, examined, who, proof, reason
    ):
        actions.request_payment(
            examined.number, task=3, notice="15/TB-CCT", by=made.rights(made.examiner), at=WEDNESDAY
        )

        with pytest.raises(Refused, match=reason):
            actions.record_payment(
                examined.number, proof=proof, by=made.rights(getattr(made, who)), at=THURSDAY
            )

    def test_nothing_is_paid_that_was_not_asked_for(self, made, examined):
        with pytest.raises(Refused, match="không có khoản đang chờ nộp"):
            actions.record_payment(examined.number, proof="GNT 1", by=made.rights(made.clerk), at=THURSDAY)


class TestSuspension:
    def suspend(self, made, dossier, **changes):
        said = {"reason": "Chờ bản án có hiệu lực", "document": "3/TB-UBND", **changes}
        return actions.suspend(dossier.number, task=3, by=made.rights(made.examiner), at=WEDNESDAY, **said)

    def test_a_suspension_moves_the_date_by_the_working_time_it_lasted(self, made, examined):
        suspended = self.suspend(made, examined)
        assert (national_code(suspended), suspended.due_on) == (8, NOT_DUE)

        dossier = actions.resume(
            examined.number,
            task=3,
            reason="Đã có bản án",
            by=made.rights(made.examiner),
            at=at(date(2026, 11, 30), 9),
        )

        # Three working days were lost: from Friday 27/11 09:00 to Wednesday 02/12 09:00.
        assert dossier.due_at == at(date(2026, 12, 2), 9)
        assert dossier.business == "in_process"

    @pytest.mark.parametrize("missing", ["reason", "document"])
    def test_a_suspension_has_its_reason_and_its_document(self, made, examined, missing):
        with pytest.raises(Refused, match="lý do dừng xử lý và số văn bản"):
            self.suspend(made, examined, **{missing: ""})

    def test_what_was_late_before_stays_late(self, made, examined):
        actions.suspend(
            examined.number,
            task=3,
            reason="Chờ bản án",
            document="3/TB",
            by=made.rights(made.examiner),
            at=at(date(2026, 12, 1), 9),
        )

        dossier = actions.resume(
            examined.number, task=3, reason="Xong", by=made.rights(made.examiner), at=at(date(2026, 12, 8), 9)
        )

        assert dossier.due_at == at(date(2026, 11, 27), 9)


class TestStepOutside:
    """QT033: land registry 5 days, the tax office outside the clock, land registry 3 days after payment."""

    STEPS = (
        (1, "receive", "centre", Role.RECEPTION, 60),
        (2, "examine", "division", Role.EXAMINER, 480),
        (3, "outside", "tax", Role.PARTNER, None),
        (4, "sign", "agency", Role.HEAD_OF_AGENCY, 480),
        (5, "return", "centre", Role.RETURNS, None),
    )

    @pytest.fixture
    def sent(self, made):
        """A dossier at the tax office."""
        made.tax = unit("thue-lac-hong", "Thuế cơ sở Lạc Hồng", "tax", parent=made.government)
        made.taxman = user("thue", "Lý Thị Thuế")
        post(made.taxman, made.tax, Role.PARTNER)
        made.process.process.versions.update(state="draft")
        made.version.procedure.processes.update(code="QT-cu")
        process(made.version, steps=self.STEPS)
        dossier = received(made)
        return actions.forward(dossier.number, task=2, by=made.rights(made.examiner), at=WEDNESDAY)

    def test_the_tax_office_holds_it_and_the_clock_stands_still(self, made, sent):
        assert (national_code(sent), sent.money, sent.paused_at) == (6, "due", WEDNESDAY)
        assert sent.tasks.open().get().unit == made.tax

    def test_it_comes_back_only_with_the_proof_of_payment(self, made, sent):
        with pytest.raises(Refused, match="Hãy ghi chứng từ nộp tiền"):
            actions.forward(sent.number, task=3, by=made.rights(made.taxman), at=THURSDAY)

    def test_the_second_promised_date_is_counted_from_the_payment(self, made, sent):
        dossier = actions.forward(
            sent.number, task=3, by=made.rights(made.taxman), at=THURSDAY, proof="GNT 000123"
        )

        # The one step left has 8 working hours from Thursday 09:00.
        assert dossier.due_at == at(date(2026, 11, 27), 9)
        assert (dossier.money, dossier.paused_at) == ("paid", None)
        was = dossier.events.latest("seq").payload["was"]
        assert datetime.fromisoformat(was) == at(date(2026, 11, 27), 9)

    def test_recalling_it_from_there_lets_the_time_go_on(self, made, sent):
        dossier = actions.recall(sent.number, task=3, by=made.rights(made.examiner), at=THURSDAY)

        # One working day was lost outside.
        assert dossier.due_at == at(date(2026, 11, 30), 9)
        assert (dossier.money, dossier.paused_at) == ("nothing_due", None)


def test_the_world_of_tests_has_the_road_it_says():
    assert [step[1] for step in STEPS] == ["receive", "assign", "examine", "sign", "issue", "return"]
