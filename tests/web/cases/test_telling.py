"""What happened, in words."""

import re

import pytest

from motcua.base import clock
from motcua.dossiers import actions
from motcua.dossiers.models import Event
from motcua.web.cases.telling import SENTENCES
from tests.factories import MONDAY, intake, received, registered
from tests.web.cases import states
from tests.web.cases.conftest import TEN, words
from tests.web.cases.states import LATE


def told(client, dossier):
    return client.get(f"/cases/{dossier.number}").context["told"]


@pytest.mark.parametrize("kind", Event.Kind, ids=str)
def test_every_kind_of_event_has_its_words(kind):
    assert re.search(r"\w{2,}", str(SENTENCES[kind]))


SAID = [
    (states.waiting_for_supplement, "yêu cầu bổ sung 1 giấy tờ, chờ đến 15/12/2026"),
    (states.suspended, "tạm dừng xử lý theo văn bản 12/CV"),
    (states.payment_due, "báo nộp nghĩa vụ tài chính theo thông báo 05/TB (1.250.000\u00a0đ)"),
    (states.consulted, "xin ý kiến của Ủy ban nhân dân phường Lạc Hồng"),
    (states.extension_asked, "đề nghị gia hạn đến 10:00 02/12/2026"),
    (states.withdrawn, "ghi nhận yêu cầu rút hồ sơ của người nộp"),
    (states.supplemented, "nhận bổ sung, hẹn trả 27/11/2026"),
]


@pytest.mark.parametrize(("made", "said"), SAID, ids=[made.__name__ for made, _said in SAID])
def test_an_event_is_told_with_what_it_says(head, lac_hong, made, said):
    assert told(head, made(lac_hong))[0].what == said


def test_what_was_filed_online_was_filed_by_the_applicant(sign_in, lac_hong):
    dossier = registered(lac_hong)

    (filed, *_more) = told(sign_in(lac_hong.clerk), dossier)[::-1]

    assert (filed.who, filed.what) == ("Người nộp", "nộp hồ sơ trực tuyến")


def test_a_request_tells_each_paper_and_a_drafted_letter_each_late_leg(head, lac_hong):
    asked = told(head, states.waiting_for_supplement(lac_hong))[0]
    drafted = told(head, states.apology_drafted(lac_hong))[0]

    assert asked.lines == ("Hợp đồng thuê: Ảnh mờ. Chụp lại",)
    assert drafted.lines == ("Thẩm định, Phòng Kinh tế",)


def test_what_the_system_did_is_told_as_such(head, lac_hong):
    dossier = states.apology_drafted(lac_hong)

    assert told(head, dossier)[0].who == "Hệ thống"


def test_giving_work_to_another_says_how(head, lac_hong):
    dossier = states.taken(lac_hong)
    rights = lac_hong.rights(lac_hong.head)
    actions.reassign(dossier.number, task=3, person_id=lac_hong.head.pk, by=rights, at=TEN)
    actions.reassign(dossier.number, task=3, person_id=None, by=rights, at=TEN)

    assert [line.what for line in told(head, dossier)[:2]] == [
        "giao lại việc cho cả vị trí",
        "giao lại việc cho chính mình",
    ]


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (states.waiting_for_supplement, "Tạm dừng: chờ bổ sung đến 15/12/2026"),
        (states.payment_due, "Tạm dừng: chờ nộp tiền từ 23/11/2026"),
        (states.suspended, "Tạm dừng xử lý từ 23/11/2026"),
    ],
)
def test_a_paused_dossier_says_what_it_waits_for(head, lac_hong, made, said):
    context = head.get(f"/cases/{made(lac_hong).number}").context

    assert (context["step_chip"].state, context["step_chip"].words) == ("paused", said)


def test_both_dates_are_shown_once_it_was_extended(sign_in, lac_hong):
    dossier = states.extension_asked(lac_hong)
    actions.extend(dossier.number, by=lac_hong.rights(lac_hong.supervisor), at=TEN)

    page = words(sign_in(lac_hong.head).get(f"/cases/{dossier.number}"))

    assert "Hẹn lại 10:00 Thứ Tư, 02/12/2026" in page
    assert "Hẹn cũ: <s>09:00 Thứ Sáu, 27/11/2026</s>" in page


def test_an_extension_that_is_asked_for_is_said_to_whoever_opens_it(head, lac_hong):
    page = words(head.get(f"/cases/{states.extension_asked(lac_hong).number}"))

    assert (
        "Phạm Văn Lợi đề nghị gia hạn đến 10:00 02/12/2026, chờ trung tâm quyết định: Cần kiểm tra thực địa"
        in page
    )


def test_open_opinions_say_who_holds_them(head, lac_hong):
    dossier = states.consulted(lac_hong)

    [opinion] = head.get(f"/cases/{dossier.number}").context["opinions"]

    assert (opinion.unit, opinion.is_open, opinion.question) == (
        "Ủy ban nhân dân phường Lạc Hồng",
        True,
        "Địa điểm có vướng quy hoạch không?",
    )


def test_an_opinion_that_was_given_is_read_where_it_was_asked(head, lac_hong):
    dossier = states.consulted(lac_hong)
    actions.give_opinion(
        dossier.number, task=4, opinion="Không vướng", by=lac_hong.rights(lac_hong.leader), at=TEN
    )

    [opinion] = head.get(f"/cases/{dossier.number}").context["opinions"]

    assert (opinion.is_open, opinion.answer) == (False, "Không vướng")


def test_the_state_of_the_letter_of_apology_is_said(sign_in, lac_hong, the_clock):
    dossier = states.apology_drafted(lac_hong)
    the_clock(LATE)
    leader = sign_in(lac_hong.leader)
    before = words(leader.get(f"/cases/{dossier.number}"))

    actions.sign_apology(
        dossier.number,
        reason="Kiểm tra lâu",
        new_due_at=clock.at(MONDAY.replace(month=12, day=4), 16),
        by=lac_hong.rights(lac_hong.leader),
        at=LATE,
    )

    assert "Trễ hẹn: thư xin lỗi đã soạn, chưa ký, chưa gửi." in before
    assert "Thư xin lỗi: Bùi Quang Huy đã ký lúc 10:00 02/12/2026." in words(
        leader.get(f"/cases/{dossier.number}")
    )


def test_parent_and_children_have_one_timeline_with_their_states(head, lac_hong):
    parent = received(lac_hong)
    child = actions.open_child(parent.number, intake(lac_hong), by=lac_hong.rights(lac_hong.clerk), at=TEN)

    of_parent = head.get(f"/cases/{parent.number}")
    of_child = head.get(f"/cases/{child.number}")

    assert [one.number for one in of_parent.context["family"]] == [child.number]
    assert [one.number for one in of_child.context["family"]] == [parent.number]
    assert f"mở hồ sơ liên thông {child.number}" in {line.what for line in of_parent.context["told"]}
    assert {line.dossier.number for line in of_parent.context["told"] if line.dossier} == {child.number}
    assert "Còn 1 hồ sơ liên thông chưa giải quyết xong." in words(of_parent)
    assert f'href="/cases/{child.number}"' in words(of_parent)


def test_the_reason_for_the_date_tells_the_pause(head, lac_hong):
    texts = [line.text for line in head.get(
        f"/cases/{states.supplemented(lac_hong).number}"
    ).context["why"].lines]  # fmt: skip

    assert len(texts) > 3
