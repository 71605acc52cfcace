"""The request for supplement: once, for everything, read before it is sent (domain.md L2)."""

import pytest

from motcua.dossiers import actions, scanning
from motcua.dossiers.models import Dossier
from tests import factories
from tests.web.cases import states
from tests.web.cases.conftest import TEN, words

BLURRED = {"task": 3, "p2-wanted": "on", "p2-reason": "blurred"}


def address(dossier):
    return f"/cases/{dossier.number}/supplement"


def read_and_sent(client, dossier, data):
    """Look at the letter, then send what was read."""
    letter = client.post(address(dossier), data)
    return client.post(address(dossier), data | {"read": letter.context["form"].digest})


def test_the_page_lists_the_papers_handed_in_those_missing_and_room_for_others(sign_in, lac_hong):
    dossier = states.taken(lac_hong)
    lac_hong.version.cases.get().papers.create(order=3, name="Giấy ủy quyền", kind="other", originals=1)

    form = sign_in(lac_hong.examiner).get(address(dossier)).context["form"]

    assert [(row.name, row.paper, row.is_missing) for row in form.rows] == [
        ("Giấy đề nghị đăng ký hộ kinh doanh", 1, False),
        ("Hợp đồng thuê, mượn địa điểm", 2, False),
        ("Giấy ủy quyền", None, True),
        ("", None, True),
        ("", None, True),
    ]


def test_reasons_are_those_of_the_short_list_each_with_the_way_to_mend_it(sign_in, lac_hong):
    dossier = states.taken(lac_hong)

    response = sign_in(lac_hong.examiner).get(address(dossier))

    labels = [label for _value, label in response.context["form"].fields["p1-reason"].choices]
    assert [str(label) for label in labels] == [
        "Chọn lý do", "Ảnh mờ", "Thiếu trang", "Sai mẫu", "Không khớp tên", "Hết hạn", "Chưa nộp", "Khác"
    ]  # fmt: skip
    assert response.context["reasons"]["pages"] == "Gửi lại bản có đủ các trang."


def test_the_letter_is_read_as_the_applicant_will_before_it_is_sent(sign_in, lac_hong):
    dossier = states.taken(lac_hong)

    response = sign_in(lac_hong.examiner).post(address(dossier), BLURRED)

    page = words(response)
    assert dossier.events.last().kind == "taken"
    assert f"Hồ sơ {dossier.number} cần bổ sung 1 giấy tờ trước" in page
    assert "Hợp đồng thuê, mượn địa điểm</b><br>Ảnh mờ.<br>" in page
    assert "Cần làm: Chụp hoặc quét lại cho rõ, đủ bốn góc, rồi gửi lại." in page


def test_what_was_read_is_sent_and_the_clock_stops(sign_in, lac_hong):
    dossier = states.taken(lac_hong)
    examiner = sign_in(lac_hong.examiner)

    response = read_and_sent(examiner, dossier, BLURRED)

    assert response["Location"] == f"/cases/{dossier.number}"
    assert dossier.events.last().payload["wanted"] == [
        {
            "name": "Hợp đồng thuê, mượn địa điểm",
            "wrong": "Ảnh mờ",
            "mend": "Chụp hoặc quét lại cho rõ, đủ bốn góc, rồi gửi lại.",
            "paper": 2,
        }
    ]
    assert Dossier.objects.get(pk=dossier.pk).is_paused
    page = words(examiner.get(f"/cases/{dossier.number}"))
    assert "Tạm dừng: chờ bổ sung đến 15/12/2026" in page
    assert "Đã yêu cầu bổ sung 1 lần." in page


def test_what_was_changed_after_it_was_read_is_read_again(sign_in, lac_hong):
    dossier = states.taken(lac_hong)
    examiner = sign_in(lac_hong.examiner)
    digest = examiner.post(address(dossier), BLURRED).context["form"].digest

    response = examiner.post(address(dossier), BLURRED | {"p2-reason": "pages", "read": digest})

    assert response.status_code == 200
    assert response.context["letter"].wanted[0].wrong == "Thiếu trang"
    assert dossier.events.last().kind == "taken"


def test_sent_twice_it_is_asked_once(sign_in, lac_hong):
    dossier = states.taken(lac_hong)
    examiner = sign_in(lac_hong.examiner)
    first = read_and_sent(examiner, dossier, BLURRED)
    events = dossier.events.count()

    second = read_and_sent(examiner, dossier, BLURRED)

    assert (first.status_code, second.status_code) == (302, 302)
    assert dossier.events.count() == events


def test_another_request_is_no_repetition_and_its_words_are_kept(sign_in, lac_hong):
    dossier = states.taken(lac_hong)
    examiner = sign_in(lac_hong.examiner)
    read_and_sent(examiner, dossier, BLURRED)

    response = read_and_sent(examiner, dossier, BLURRED | {"p2-reason": "expired"})

    assert response.status_code == 409
    assert "Hợp đồng thuê, mượn địa điểm: Hết hạn Gửi bản còn thời hạn." in words(response)


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"p2-wanted": ""}, "__all__", "Hãy chọn ít nhất một giấy tờ cần bổ sung."),
        ({"p2-reason": ""}, "p2-reason", "Hãy chọn lý do."),
        ({"p2-reason": "other"}, "p2-detail", "Hãy nói rõ giấy tờ này sai hay thiếu gì."),
        ({"p2-reason": "other", "p2-detail": "Tẩy xóa"}, "p2-mend", "Hãy ghi cần làm gì để đúng."),
        ({"x1-wanted": "on", "x1-reason": "missing"}, "x1-name", "Hãy ghi tên giấy tờ."),
        ({"p2-detail": "x" * 301}, "p2-detail", "Chỉ ghi được 300 chữ, đang có 301."),
    ],
)
def test_what_is_missing_is_told_at_its_field(sign_in, lac_hong, changes, field, said):
    dossier = states.taken(lac_hong)

    response = sign_in(lac_hong.examiner).post(address(dossier), BLURRED | changes)

    assert response.status_code == 422
    assert said in response.context["form"].errors[field]
    assert said in words(response)


def test_a_second_request_is_possible_only_after_a_superior_allowed_it(sign_in, lac_hong):
    dossier = states.supplemented(lac_hong)
    before = sign_in(lac_hong.examiner).get(address(dossier))

    sign_in(lac_hong.head).post(
        f"/cases/{dossier.number}/approve-supplement", {"task": 3, "ground": "Hợp đồng bị giả mạo"}
    )
    examiner = sign_in(lac_hong.examiner)
    page = words(examiner.get(f"/cases/{dossier.number}"))
    read_and_sent(examiner, dossier, BLURRED)

    assert before["Location"] == f"/cases/{dossier.number}"
    assert "Phạm Văn Lợi cho yêu cầu bổ sung lần nữa: Hợp đồng bị giả mạo" in page
    assert "Đã yêu cầu bổ sung 2 lần." in words(examiner.get(f"/cases/{dossier.number}"))


def test_whoever_may_not_ask_is_led_back_with_the_reason(head, lac_hong):
    dossier = states.taken(lac_hong)

    response = head.get(address(dossier), follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        "Việc này thuộc vị trí khác, bạn không giữ bước này."
    ]


def test_another_agency_gets_no_page(sign_in, lac_hong):
    dossier = states.taken(lac_hong)
    outsider = sign_in(lac_hong.outsider)

    assert outsider.get(address(dossier)).status_code == 404
    assert outsider.post(address(dossier), BLURRED).status_code == 404


def test_what_the_applicant_reads_is_vietnamese_whatever_the_officer_reads(sign_in, lac_hong):
    dossier = states.taken(lac_hong)
    client = sign_in(lac_hong.examiner)
    client.cookies["django_language"] = "en"

    read_and_sent(client, dossier, BLURRED)

    (wanted,) = dossier.events.latest("seq").payload["wanted"]
    assert wanted["wrong"] == "Ảnh mờ"
    assert wanted["mend"] == "Chụp hoặc quét lại cho rõ, đủ bốn góc, rồi gửi lại."


@pytest.fixture
def scanned(lac_hong, settings, tmp_path):
    """A dossier with the examiner whose second paper has a copy of two pages."""
    settings.MEDIA_ROOT = tmp_path / "files"
    dossier = states.taken(lac_hong)
    factories.scanned(lac_hong, dossier.number, order=2, at=TEN)
    return dossier


MARKED = {**BLURRED, "p2-page": "2", "p2-place": "top-right"}


def test_a_place_is_said_in_words_where_nothing_can_be_drawn(sign_in, lac_hong, scanned):
    examiner = sign_in(lac_hong.examiner)
    page = words(examiner.get(address(scanned)))

    read_and_sent(examiner, scanned, MARKED)

    assert 'name="p2-place"' in page
    assert 'name="p1-place"' not in page
    [wanted] = scanned.events.last().payload["wanted"]
    file = scanned.papers.get(order=2).digitisations.get().scans.get().file
    assert wanted["mark"] == {
        "page": 2, "file": file.sha256, "file_page": 2, "left": 666, "top": 0, "width": 333, "height": 333
    }  # fmt: skip


def test_what_was_drawn_counts_while_it_lies_where_the_words_say(sign_in, lac_hong, scanned):
    examiner = sign_in(lac_hong.examiner)

    def marked(drawn):
        letter = examiner.post(address(scanned), MARKED | {"p2-drawn": drawn}).context["letter"]
        mark = letter.wanted[0].mark
        return mark.left, mark.top, mark.width, mark.height

    drawn = marked("700 50 200 100")
    assert drawn == (700, 50, 200, 100)
    # Drawn somewhere else, beyond the page, or not as the script writes it: the words count.
    assert {marked("10 900 50 50"), marked("900 50 200 100"), marked("hơi lệch")} == {(666, 0, 333, 333)}


def test_the_mark_is_shown_in_the_letter_and_on_the_page_of_the_dossier(sign_in, lac_hong, scanned):
    examiner = sign_in(lac_hong.examiner)
    letter = words(examiner.post(address(scanned), MARKED))
    read_and_sent(examiner, scanned, MARKED)

    page = words(sign_in(lac_hong.clerk).get(f"/cases/{scanned.number}"))

    for shown in (letter, page):
        assert '<rect class="mc-mark" x="666" y="0" width="333" height="333"/>' in shown
    assert "Trang 2, góc trên bên phải" in page
    assert "Hợp đồng thuê, mượn địa điểm: Ảnh mờ (trang 2, góc trên bên phải)." in page


def test_a_mark_whose_copy_was_replaced_stays_in_words(sign_in, lac_hong, scanned):
    read_and_sent(sign_in(lac_hong.examiner), scanned, MARKED)
    by = lac_hong.rights(lac_hong.clerk)
    scanning.drop(scanned.number, paper=scanned.papers.get(order=2).pk, by=by, at=TEN)

    page = words(sign_in(lac_hong.examiner).get(f"/cases/{scanned.number}"))

    assert "mc-mark" not in page
    assert "(trang 2, góc trên bên phải)" in page


def test_what_came_with_a_supplement_stands_first_until_the_step_is_passed_on(sign_in, lac_hong):
    dossier = states.waiting_for_supplement(lac_hong)
    by = lac_hong.rights(lac_hong.clerk)
    actions.receive_supplement(dossier.number, papers=[actions.Mended(1, originals=1)], by=by, at=TEN)
    examiner = sign_in(lac_hong.examiner)

    new = examiner.get(f"/cases/{dossier.number}")
    actions.forward(dossier.number, task=3, by=lac_hong.rights(lac_hong.examiner), at=TEN)
    later = examiner.get(f"/cases/{dossier.number}")

    assert [paper.order for paper in new.context["papers"]] == [3, 1, 2]
    assert "bổ sung mới" in words(new)
    assert "thay giấy tờ thứ 2" in words(new)
    assert [paper.order for paper in later.context["papers"]] == [1, 2, 3]
    assert "bổ sung mới" not in words(later)
