"""New dates: asked and granted once, and the letter of apology without which nothing late goes out."""

from datetime import date

import pytest

from motcua.accounts.models import User
from motcua.base.clock import at
from motcua.base.errors import Refused
from motcua.dossiers import actions
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import timing_of
from motcua.organisations.rules import Rights
from tests.factories import MORNING, received, resolved, world

pytestmark = pytest.mark.django_db
WEDNESDAY = at(date(2026, 11, 25), 9)
FRIDAY = at(date(2026, 11, 27), 8)
LATE = at(date(2026, 12, 1), 9)
NEW_DATE = at(date(2026, 12, 4), 9)


@pytest.fixture
def made():
    return world()


@pytest.fixture
def dossier(made):
    """Promised for Friday 27/11/2026 09:00."""
    return received(made)


def system():
    return Rights(User.objects.system().pk, (), frozenset())


def asked(made, dossier, *, by="head", at=WEDNESDAY, new_due_at=NEW_DATE, reason="Phải xác minh thực địa"):
    return actions.ask_extension(
        dossier.number, new_due_at=new_due_at, reason=reason, by=made.rights(getattr(made, by)), at=at
    )


class TestExtension:
    def test_the_head_of_the_unit_asks_and_the_centre_grants(self, made, dossier):
        asked(made, dossier)

        granted = actions.extend(dossier.number, by=made.rights(made.supervisor), at=WEDNESDAY)

        # The old date is kept, and lateness is judged by it (domain.md §3.7).
        assert (granted.promised_at, granted.due_at) == (NEW_DATE, at(date(2026, 11, 27), 9))
        assert timing_of(granted, on=date(2026, 11, 30)) == "overdue"

    @pytest.mark.parametrize(
        ("moment", "in_time"),
        [(WEDNESDAY, True), (at(date(2026, 11, 26), 16), True), (FRIDAY, False)],
        ids=["two days before", "one day before", "on the day"],
    )
    def test_asking_later_than_one_working_day_before_is_possible_and_recorded(
        self, made, dossier, moment, in_time
    ):
        asked(made, dossier, at=moment)

        assert dossier.events.latest("seq").payload["in_time"] is in_time

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"by": "examiner"}, "Chỉ lãnh đạo đơn vị"),
            ({"by": "outsider"}, "Chỉ lãnh đạo đơn vị"),
            ({"reason": " "}, "Hãy ghi lý do"),
            ({"new_due_at": FRIDAY}, "phải sau ngày hẹn hiện tại"),
        ],
    )
    def test_an_extension_is_asked_for_in_writing_by_the_head(self, made, dossier, changes, reason):
        with pytest.raises(Refused, match=reason):
            asked(made, dossier, **changes)

    def test_a_second_one_needs_a_recorded_override(self, made, dossier):
        asked(made, dossier)
        centre = made.rights(made.supervisor)
        actions.extend(dossier.number, by=centre, at=WEDNESDAY)
        asked(made, dossier, new_due_at=at(date(2026, 12, 10), 9))

        with pytest.raises(Refused, match="đã được gia hạn 1 lần"):
            actions.extend(dossier.number, by=centre, at=WEDNESDAY)
        granted = actions.extend(dossier.number, by=centre, at=WEDNESDAY, override="Bão lũ, QĐ 12/UBND")

        assert granted.promised_at == at(date(2026, 12, 10), 9)

    def test_nothing_is_granted_that_nobody_asked_for(self, made, dossier):
        with pytest.raises(Refused, match="Chưa có đề nghị gia hạn"):
            actions.extend(dossier.number, by=made.rights(made.supervisor), at=WEDNESDAY)

    def test_a_refused_extension_leaves_the_date(self, made, dossier):
        asked(made, dossier)

        refused = actions.refuse_extension(
            dossier.number, reason="Chưa cần", by=made.rights(made.supervisor), at=WEDNESDAY
        )

        assert refused.extended_to is None
        with pytest.raises(Refused, match="Chưa có đề nghị gia hạn"):
            actions.extend(dossier.number, by=made.rights(made.supervisor), at=WEDNESDAY)


class TestApology:
    def test_the_system_drafts_it_at_the_breach_with_the_cause_by_leg(self, made, dossier):
        drafted = actions.draft_apology(dossier.number, by=system(), at=LATE)

        said = dossier.events.latest("seq").payload
        assert drafted.apology == "drafted"
        assert [(leg["unit"], leg["step"]) for leg in said["legs"]] == [(made.division.pk, "Phân công")]
        assert said["legs"][0]["minutes"] > 0

    def test_there_is_nothing_to_apologise_for_before_the_breach(self, dossier):
        assert actions.draft_apology(dossier.number, by=system(), at=FRIDAY) is None

    def test_it_is_drafted_once(self, dossier):
        actions.draft_apology(dossier.number, by=system(), at=LATE)

        assert actions.draft_apology(dossier.number, by=system(), at=LATE) is None

    def test_the_head_of_the_agency_signs_with_the_new_date(self, made, dossier):
        actions.draft_apology(dossier.number, by=system(), at=LATE)

        with pytest.raises(Refused, match="Chỉ lãnh đạo cơ quan"):
            actions.sign_apology(
                dossier.number, reason="Xác minh lâu", new_due_at=NEW_DATE, by=made.rights(made.head), at=LATE
            )
        signed = actions.sign_apology(
            dossier.number, reason="Xác minh lâu", new_due_at=NEW_DATE, by=made.rights(made.leader), at=LATE
        )

        assert (signed.apology, signed.promised_at) == ("signed", NEW_DATE)
        assert timing_of(signed, on=LATE.date()) == "overdue"

    def test_a_late_result_is_not_handed_over_without_it(self, made):
        late = resolved(made, ended_at=LATE)
        hand_over = {"receiver": "Nguyễn Thị Hoa", "by": made.rights(made.returner), "at": LATE}

        with pytest.raises(Refused, match="chưa có văn bản xin lỗi đã ký"):
            actions.return_result(late.number, **hand_over)
        actions.draft_apology(late.number, by=system(), at=LATE)
        with pytest.raises(Refused, match="chưa có văn bản xin lỗi đã ký"):
            actions.return_result(late.number, **hand_over)
        actions.sign_apology(
            late.number, reason="Xác minh lâu", new_due_at=LATE, by=made.rights(made.leader), at=LATE
        )

        assert actions.return_result(late.number, **hand_over).business == "returned"

    def test_the_centre_may_let_it_pass_with_a_recorded_ground(self, made):
        late = resolved(made, ended_at=LATE)

        with pytest.raises(Refused, match="Chỉ lãnh đạo hoặc giám sát của trung tâm"):
            actions.waive_apology(late.number, reason="Đã gọi điện", by=made.rights(made.returner), at=LATE)
        waived = actions.waive_apology(
            late.number, reason="Đã gọi điện xin lỗi", by=made.rights(made.supervisor), at=LATE
        )

        assert waived.apology == Dossier.Apology.WAIVED
        returned = actions.return_result(
            late.number, receiver="Nguyễn Thị Hoa", by=made.rights(made.returner), at=LATE
        )
        assert returned.business == "returned"

    def test_a_deployment_may_do_without_the_letter(self, made, settings, fresh_law):
        settings.LAW = {"apology_required": False}
        late = resolved(made, ended_at=LATE)

        returned = actions.return_result(
            late.number, receiver="Nguyễn Thị Hoa", by=made.rights(made.returner), at=LATE
        )

        assert returned.business == "returned"


def test_a_result_in_time_needs_no_letter(made):
    on_time = resolved(made, at=MORNING, ended_at=WEDNESDAY)

    returned = actions.return_result(
        on_time.number, receiver="Nguyễn Thị Hoa", by=made.rights(made.returner), at=WEDNESDAY
    )

    assert returned.apology == ""
