"""Later dates and letters of apology, as those who run a centre decide on them."""

from datetime import timedelta

import pytest

from motcua.base import clock
from motcua.base.registers import forget_all
from motcua.dossiers import actions
from motcua.dossiers.models import Dossier, Event
from motcua.dossiers.promising import Compliance, apology_compliance
from tests.factories import MONDAY, MORNING, received, resolved
from tests.statements import at_most
from tests.web.desk.conftest import words

LATER = MORNING + timedelta(days=14)


@pytest.fixture
def supervisor(client, lac_hong):
    client.force_login(lac_hong.supervisor)
    return client


def asked(world, *, reason="Chờ xác minh thực địa"):
    dossier = received(world)
    actions.ask_extension(
        dossier.number, new_due_at=LATER, reason=reason, by=world.rights(world.head), at=MORNING
    )
    return dossier


def late(world):
    """A result that came a week after its date."""
    return resolved(world, ended_at=MORNING + timedelta(days=14))


def test_an_extension_is_granted_and_the_old_date_stays_visible(supervisor, lac_hong):
    number = asked(lac_hong).number
    page = words(supervisor.get("/desk/extensions"))

    answer = words(supervisor.post(f"/desk/extensions/{number}/grant", {}, follow=True)).replace("\xa0", " ")

    assert "Chờ xác minh thực địa" in page
    assert "Đề nghị đúng hạn" in page
    assert f"Đã gia hạn hồ sơ {number}. Ngày hẹn mới: 09:00 Thứ Hai, 07/12/2026." in answer
    assert "Không có đề nghị gia hạn nào chờ trả lời." in answer
    assert "Hẹn lần đầu:" in words(supervisor.get(f"/desk/dossiers/{number}"))


def test_an_extension_is_refused_with_a_reason(supervisor, lac_hong):
    number = asked(lac_hong).number

    without = words(supervisor.post(f"/desk/extensions/{number}/refuse", {"reason": ""}))
    answer = words(
        supervisor.post(f"/desk/extensions/{number}/refuse", {"reason": "Không đủ căn cứ"}, follow=True)
    )

    assert "Hãy ghi lý do." in without
    assert f"Không gia hạn hồ sơ {number}: ngày hẹn giữ nguyên." in answer
    assert Dossier.objects.get().extended_to is None


def test_a_second_extension_needs_its_own_ground(supervisor, lac_hong):
    number = asked(lac_hong).number
    supervisor.post(f"/desk/extensions/{number}/grant", {})
    actions.ask_extension(
        number,
        new_due_at=LATER + timedelta(days=7),
        reason="Vẫn chờ",
        by=lac_hong.rights(lac_hong.head),
        at=MORNING,
    )

    page = words(supervisor.get("/desk/extensions"))
    without = words(supervisor.post(f"/desk/extensions/{number}/grant", {"override": " "}))
    supervisor.post(f"/desk/extensions/{number}/grant", {"override": "Bão làm ngập kho lưu trữ"})

    assert "Đã gia hạn 1 lần" in page
    assert "lần nữa phải ghi lý do đặc biệt" in without
    assert Event.objects.filter(kind="extended").last().note == "Bão làm ngập kho lưu trữ"


def test_a_late_result_stays_until_its_letter_is_signed_and_says_who_signs(returner, lac_hong):
    number = late(lac_hong).number

    page = words(returner.get(f"/desk/returns/{number}"))
    sent = {"receiver": "Nguyễn Thị Hoa", "is_identity_checked": "on"}
    returner.post(f"/desk/returns/{number}", sent)

    assert "Kết quả trễ hẹn: chưa có văn bản xin lỗi đã ký (mẫu 04) nên chưa trả được." in page
    assert "Người phải ký: Bùi Quang Huy, Ủy ban nhân dân phường Lạc Hồng." in page
    assert 'name="receiver"' not in page
    assert Dossier.objects.get().business == "resolved"


def test_a_late_result_goes_out_without_its_letter_only_by_a_recorded_ground(supervisor, client, lac_hong):
    number = late(lac_hong).number
    page = words(supervisor.get("/desk/apologies"))

    without = words(supervisor.post(f"/desk/apologies/{number}/waive", {"reason": ""}))
    supervisor.post(f"/desk/apologies/{number}/waive", {"reason": "Người nộp cần gấp, sẽ xin lỗi sau"})

    assert "1 kết quả trễ chưa có văn bản xin lỗi đã ký" in page
    assert "Bùi Quang Huy" in page
    assert "Hãy ghi lý do." in without
    assert Event.objects.get(kind="apology_waived").note == "Người nộp cần gấp, sẽ xin lỗi sau"
    client.force_login(lac_hong.returner)
    assert 'name="receiver"' in words(client.get(f"/desk/returns/{number}"))


def test_letters_are_counted_agency_by_agency(lac_hong):
    breach = clock.at(MONDAY + timedelta(days=7), 18)
    numbers = [received(lac_hong).number for _ in range(4)]
    by, signer = lac_hong.rights(lac_hong.supervisor), lac_hong.rights(lac_hong.leader)
    for number in numbers:
        actions.draft_apology(number, by=by, at=breach)
    signing = {"reason": "Chậm thẩm định", "new_due_at": breach + timedelta(days=9), "by": signer}
    actions.sign_apology(numbers[0], at=breach + timedelta(hours=1), **signing)
    actions.sign_apology(numbers[1], at=breach + timedelta(days=1), **signing)

    week = apology_compliance(by, start=MONDAY, to=MONDAY + timedelta(days=7))
    before = apology_compliance(by, start=MONDAY, to=MONDAY + timedelta(days=6))

    assert week == [
        Compliance(
            lac_hong.government.pk,
            lac_hong.government.name,
            due=4,
            signed_in_time=1,
            signed_later=1,
            waived=0,
            unsigned=2,
            open_at_day_end=3,
        )
    ]
    assert before == []


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({}, "từ 01/11/2026 đến 23/11/2026"),
        ({"start": "01/10/2026", "to": "31/10/2026"}, "từ 01/10/2026 đến 31/10/2026"),
        ({"start": "31/10/2026", "to": "01/10/2026"}, "Ngày đầu kỳ phải trước hoặc bằng ngày cuối kỳ."),
        ({"start": "x", "to": ""}, "Có 2 chỗ cần sửa"),
    ],
)
def test_the_period_is_chosen_and_a_wrong_one_is_said(supervisor, asked, says):
    assert says in words(supervisor.get("/desk/apologies", asked))


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_the_same_statements_for_one_dossier_and_for_three(supervisor, lac_hong, count):
    for _ in range(count):
        asked(lac_hong), late(lac_hong)
    supervisor.get("/desk/extensions")

    with at_most(4):
        supervisor.get("/desk/extensions")
    with at_most(6):
        supervisor.get("/desk/apologies")


@pytest.mark.parametrize("who", ["clerk", "returner", "leader"])
def test_only_those_who_run_the_centre_decide(client, lac_hong, who):
    number = asked(lac_hong).number
    client.force_login(getattr(lac_hong, who))

    assert client.get("/desk/extensions").status_code == 403
    assert client.post(f"/desk/extensions/{number}/grant").status_code == 403
    assert client.post(f"/desk/apologies/{number}/waive").status_code == 403


def test_a_supervisor_of_another_centre_finds_nothing_to_decide(client, lac_hong):
    number = asked(lac_hong).number
    client.force_login(lac_hong.supervisor)
    position = lac_hong.supervisor.memberships.get().position
    position.unit = lac_hong.division
    position.save()
    forget_all()

    assert number not in words(client.get("/desk/extensions"))
