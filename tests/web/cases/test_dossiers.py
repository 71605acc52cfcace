"""The page of a dossier."""

import pytest

from motcua.dossiers import actions
from motcua.history.models import Entry
from tests.factories import MORNING, post, procedure, process, received, resolved, user
from tests.statements import at_most
from tests.web.cases.conftest import TEN, words


def address(dossier):
    return f"/cases/{dossier.number}"


def test_the_page_says_what_it_is_whose_it_is_and_when_it_is_promised(head, lac_hong):
    page = words(head.get(address(received(lac_hong))))

    assert "H99.12-261123-0001" in page
    assert "Tại quầy" not in page
    assert "Nộp trực tiếp 09:00 Thứ Hai, 23/11/2026" in page
    assert "Đăng ký thành lập hộ kinh doanh" in page
    assert "Nguyễn Thị Hoa" in page
    assert "Nhận tại quầy" in page
    assert "Bước này: Còn 1 giờ" in page
    # 24/11/2026 is Vietnam's Culture Day: three working days after Monday end on Friday.
    assert "Hẹn trả 09:00 Thứ Sáu, 27/11/2026" in page


def test_numbers_of_people_are_masked(head, lac_hong):
    page = words(head.get(address(received(lac_hong))))

    assert "0912 ••• 678" in page
    assert "••••••••1234" in page
    assert "0912345678" not in page
    assert "001189001234" not in page


def test_the_date_explains_itself(head, lac_hong):
    page = words(head.get(address(received(lac_hong))))

    assert "Vì sao là ngày này?" in page
    assert "Nhận 09:00 Thứ Hai 23/11/2026: không tính ngày nhận" in page
    assert "Ngày làm việc thứ 3: Thứ Sáu 27/11/2026" in page


def test_the_road_shows_what_is_done_what_is_now_and_what_each_step_may_take(head, lac_hong):
    road = head.get(address(received(lac_hong))).context["road"]

    assert [(stretch.name, stretch.state, stretch.norm) for stretch in road[:3]] == [
        ("Tiếp nhận", "done", "định mức 1 giờ"),
        ("Phân công", "now", "định mức 2 giờ"),
        ("Thẩm định", "next", "định mức 1 ngày làm việc 5 giờ"),
    ]
    assert (road[1].used, road[1].share) == ("đã dùng 1 giờ", 50)
    assert [stretch.width for stretch in road] == [1, 2, 12, 4, 4, 1]


def test_the_drawing_marks_where_it_is(head, lac_hong):
    page = head.get(address(received(lac_hong)))

    assert [box.step.name for box in page.context["diagram"].current] == ["Phân công"]


def test_the_log_tells_who_did_what_the_newest_first(head, lac_hong):
    dossier = received(lac_hong)
    actions.forward(dossier.number, task=2, by=lac_hong.rights(lac_hong.head), at=TEN, note="Xem kỹ địa điểm")

    response = head.get(address(dossier))

    told = response.context["told"]
    assert [(line.who, line.what) for line in told] == [
        ("Bạn", "chuyển sang bước Thẩm định, Phòng Kinh tế"),
        ("Trần Thị Thu Hà", "chuyển sang bước Phân công, Phòng Kinh tế"),
        ("Trần Thị Thu Hà", "tiếp nhận hồ sơ"),
    ]
    assert told[0].note == "Xem kỹ địa điểm"
    assert "Xem kỹ địa điểm" in words(response)


def test_papers_are_listed_with_their_forms(head, lac_hong):
    page = words(head.get(address(received(lac_hong))))

    assert "Giấy đề nghị đăng ký hộ kinh doanh" in page
    assert "1 bản chính" in page
    assert "1 bản sao" in page


@pytest.mark.parametrize("suffix", ["", "/peek"])
def test_reading_is_written_down_with_the_unit_of_the_reader(head, lac_hong, suffix):
    dossier = received(lac_hong)

    head.get(address(dossier) + suffix)

    entry = Entry.objects.get(verb="viewed")
    assert (entry.actor, entry.subject, entry.key) == (lac_hong.head, "dossier", dossier.number)
    assert (entry.details["unit"], entry.details["role"]) == ("kinh-te-lac-hong", "head_of_division")


@pytest.mark.parametrize("suffix", ["", "/peek"])
def test_another_agency_is_not_even_told_that_it_exists(sign_in, lac_hong, suffix):
    dossier = received(lac_hong)

    response = sign_in(lac_hong.outsider).get(address(dossier) + suffix)

    assert response.status_code == 404
    assert not Entry.objects.filter(verb="viewed").exists()


@pytest.mark.parametrize("number", ["H99.12-261123-9999", "x", "H99.12-261123-0001%00", "a" * 61])
def test_a_number_that_does_not_exist_gives_the_page_that_says_so(head, lac_hong, number):
    assert head.get(f"/cases/{number}").status_code == 404


def test_the_holder_gets_the_act_of_the_step_and_reasons_for_the_others(head, lac_hong):
    panel = head.get(address(received(lac_hong))).context["panel"]

    assert panel.why_not == ""
    assert (panel.main.name, panel.main.label) == ("forward", "Chuyển: Thẩm định")
    assert [offer.name for offer in panel.others] == [
        "take",
        "send-back",
        "reassign",
        "supplement",
        "consult",
        "ask-extension",
    ]
    assert [offer.name for offer in panel.rare] == ["request-payment", "suspend"]
    assert {offer.name: offer.why_not for offer in panel.refused} == {
        "issue": "Hồ sơ còn bước phải làm trước khi phát hành kết quả.",
        "recall": "Chỉ người vừa chuyển được thu hồi.",
        "stop": "Chỉ lãnh đạo cơ quan giải quyết được trả hồ sơ không giải quyết.",
    }


def test_somebody_else_reads_once_why_nothing_is_theirs(sign_in, lac_hong):
    page = words(sign_in(lac_hong.leader).get(address(received(lac_hong))))

    assert page.count("Việc này thuộc vị trí khác, bạn không giữ bước này.") == 1
    assert "Đang chờ trưởng phòng, Phòng Kinh tế nhận." in page
    assert 'aria-describedby="why-not"' in page


def test_before_the_signature_the_act_is_called_by_its_name(sign_in, lac_hong):
    dossier = received(lac_hong)
    actions.forward(dossier.number, task=2, by=lac_hong.rights(lac_hong.head), at=TEN)

    panel = sign_in(lac_hong.examiner).get(address(dossier)).context["panel"]

    assert panel.main.label == "Đạt, trình ký"


def test_whoever_took_it_is_told_since_when(sign_in, lac_hong):
    dossier = received(lac_hong)
    actions.take(dossier.number, task=2, by=lac_hong.rights(lac_hong.head), at=TEN)

    response = sign_in(lac_hong.head).get(address(dossier))

    assert "Bạn đã nhận việc lúc 10:00 23/11/2026." in words(response)
    assert "take" not in response.context["panel"].forms


def test_the_last_step_before_the_return_issues_a_result_named_after_the_procedure(sign_in, lac_hong):
    lac_hong.version.result = "Giấy chứng nhận đăng ký hộ kinh doanh"
    lac_hong.version.save()
    dossier = received(lac_hong)
    for task, holder in ((2, lac_hong.head), (3, lac_hong.examiner), (4, lac_hong.leader)):
        actions.forward(dossier.number, task=task, by=lac_hong.rights(holder), at=TEN)

    panel = sign_in(lac_hong.records).get(address(dossier)).context["panel"]

    assert panel.main.name == "issue"
    assert panel.form["summary"].value() == "Giấy chứng nhận đăng ký hộ kinh doanh"


def test_a_result_leads_the_one_who_returns_it_to_the_counter(sign_in, lac_hong):
    dossier = resolved(lac_hong)

    page = words(sign_in(lac_hong.returner).get(address(dossier)))

    assert f'href="/desk/returns?q={dossier.number}"' in page


def test_a_dossier_that_is_over_says_how_it_ended(sign_in, lac_hong):
    dossier = resolved(lac_hong)
    actions.return_result(
        dossier.number, receiver="Nguyễn Thị Hoa", by=lac_hong.rights(lac_hong.returner), at=MORNING
    )

    page = words(sign_in(lac_hong.records).get(address(dossier)))

    assert "Hồ sơ đã kết thúc" in page
    assert "Đã trả kết quả" in page
    assert "Trước hạn" in page
    assert "trả kết quả cho Nguyễn Thị Hoa" in page


def test_a_person_can_be_chosen_where_several_hold_the_next_step(head, lac_hong):
    second = user("thuly2", "Nguyễn Thị Mai Anh")
    post(second, lac_hong.division, "examiner")

    form = head.get(address(received(lac_hong))).context["panel"].form

    assert [label for _value, label in form.fields["target"].widget.choices] == [
        "Thẩm định, Phòng Kinh tế",
        "Thẩm định, Phòng Kinh tế: Lê Minh Đức",
        "Thẩm định, Phòng Kinh tế: Nguyễn Thị Mai Anh",
    ]


def test_the_round_leads_to_the_dossiers_before_and_after(head, lac_hong):
    first, second, third = (received(lac_hong) for _ in range(3))

    context = head.get(address(second)).context

    assert (context["place"], context["round"]) == (2, 3)
    assert (context["previous"], context["following"]) == (first.number, third.number)
    assert context["next"] == f"/cases/{third.number}"


def test_after_the_last_the_round_begins_again(head, lac_hong):
    first, last = received(lac_hong), received(lac_hong)

    context = head.get(address(last)).context

    assert context["following"] is None
    assert context["next"] == f"/cases/{first.number}"


def test_the_peek_is_a_fragment_with_the_main_act(head, lac_hong):
    response = head.get(address(received(lac_hong)) + "/peek")

    page = words(response)
    assert "<html" not in page
    assert "Chuyển: Thẩm định" in page
    assert "Toàn hồ sơ hẹn trả <b>09:00 Thứ Sáu, 27/11/2026</b>" in page


@pytest.mark.parametrize("number_of_steps", [1, 3])
def test_the_page_takes_as_many_statements_however_much_has_happened(sign_in, lac_hong, number_of_steps):
    dossier = received(lac_hong)
    holders = ((2, lac_hong.head), (3, lac_hong.examiner), (4, lac_hong.leader))
    for task, holder in holders[:number_of_steps]:
        actions.forward(dossier.number, task=task, by=lac_hong.rights(holder), at=TEN)
    supervisor = sign_in(lac_hong.supervisor)
    supervisor.get(address(dossier))

    # Session, user, dossier, events, tasks, papers, messages, my round, the entry in the record.
    with at_most(9):
        supervisor.get(address(dossier))


def test_a_procedure_without_a_result_of_its_own_still_shows(head, lac_hong):
    version, case = procedure("1.009999", "Thủ tục khác <b>", field=lac_hong.field)
    process(version)

    page = head.get(address(received(lac_hong, version_id=version.pk, case_id=case.pk))).content.decode()

    assert "Thủ tục khác &lt;b&gt;" in page
