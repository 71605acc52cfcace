"""Requests for supplement for machines."""

import pytest

from motcua.documents.models import StoredFile
from motcua.dossiers import actions
from motcua.dossiers.models import Dossier, Event, Paper
from tests import factories
from tests.factories import MORNING, received
from tests.statements import at_most

WANTED = [{"name": "Tờ khai", "wrong": "Thiếu trang 2", "mend": "Nộp đủ hai trang", "paper": 1}]


def examined(made):
    dossier = received(made)
    return actions.forward(dossier.number, task=2, by=made.rights(made.head), at=MORNING).number


def test_a_machine_asks_for_a_supplement_and_takes_it_in(machine, lac_hong):
    number = examined(lac_hong)

    asked = machine(lac_hong.examiner).post(
        f"dossiers/{number}/request-supplement", {"task": 3, "wanted": WANTED}
    )
    taken_in = machine(lac_hong.clerk).post(f"dossiers/{number}/receive-supplement", {})

    assert (asked.status_code, asked.json()["state"]) == (200, "waiting")
    assert (taken_in.status_code, taken_in.json()["state"]) == (200, "in_process")


def test_the_same_request_sent_twice_is_asked_once(machine, lac_hong):
    number = examined(lac_hong)
    examiner = machine(lac_hong.examiner)

    answers = [
        examiner.post(f"dossiers/{number}/request-supplement", {"task": 3, "wanted": WANTED})
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()


def test_a_request_without_papers_or_by_somebody_else_is_refused_with_the_reason(machine, lac_hong):
    number = examined(lac_hong)

    empty = machine(lac_hong.examiner).post(
        f"dossiers/{number}/request-supplement", {"task": 3, "wanted": []}
    )
    by_head = machine(lac_hong.head).post(
        f"dossiers/{number}/request-supplement", {"task": 3, "wanted": WANTED}
    )

    assert empty.status_code == 422
    assert by_head.status_code == 409
    assert by_head.json()["reason"] == "Việc này thuộc vị trí khác, bạn không giữ bước này."


def test_a_pause_stays_within_its_statements(machine, lac_hong):
    number = examined(lac_hong)
    examiner, clerk = machine(lac_hong.examiner), machine(lac_hong.clerk)
    machine(lac_hong.examiner).get("tasks")

    with at_most(8):
        examiner.post(f"dossiers/{number}/request-supplement", {"task": 3, "wanted": WANTED})
    with at_most(10):
        clerk.post(f"dossiers/{number}/receive-supplement", {})


# Marks


@pytest.fixture
def scanned(lac_hong, settings, tmp_path):
    """A dossier with its examiner; the copy of its second paper has two pages."""
    settings.MEDIA_ROOT = tmp_path / "files"
    number = examined(lac_hong)
    factories.scanned(lac_hong, number, order=2)
    return number


def marked(**mark):
    return [{"name": "Hợp đồng thuê", "wrong": "Ảnh mờ", "mend": "Chụp lại", "paper": 2, "mark": mark}]


@pytest.mark.parametrize(
    ("mark", "rectangle"),
    [
        ({"page": 2, "place": "top-right"}, (666, 0, 333, 333)),
        ({"page": 2, "left": 700, "top": 50, "width": 200, "height": 100}, (700, 50, 200, 100)),
    ],
)
def test_a_place_is_marked_on_a_page_in_words_or_as_a_rectangle(machine, lac_hong, scanned, mark, rectangle):
    sent = {"task": 3, "wanted": marked(**mark)}

    answers = [
        machine(lac_hong.examiner).post(f"dossiers/{scanned}/request-supplement", sent) for _try in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    [wanted] = Event.objects.get(kind="supplement_requested").payload["wanted"]
    left, top, width, height = rectangle
    assert wanted["mark"] == {
        "page": 2,
        "file": StoredFile.objects.get().sha256,
        "file_page": 2,
        "left": left,
        "top": top,
        "width": width,
        "height": height,
    }


@pytest.mark.parametrize(
    ("mark", "field", "reason"),
    [
        ({"page": 3, "place": "top"}, "wanted.0.mark.page", "Bản quét của giấy tờ này không có trang 3."),
        ({"place": "moon"}, "wanted.0.mark.place", None),
        (
            {"place": "top", "left": 10},
            "wanted.0.mark.place",
            "Chỉ gửi một trong hai: tên chỗ, hoặc hình chữ nhật.",
        ),
        (
            {"left": 900, "top": 0, "width": 200, "height": 100},
            "wanted.0.mark",
            "Chỗ đánh dấu không nằm trên trang. Hãy đánh dấu lại.",
        ),
        ({}, "wanted.0.mark", "Chỗ đánh dấu không nằm trên trang. Hãy đánh dấu lại."),
        ({"left": 1001}, "wanted.0.mark.left", "Lớn nhất là 1000."),
    ],
)
def test_a_mark_that_lies_on_no_page_is_refused_at_its_field(machine, lac_hong, scanned, mark, field, reason):
    answer = machine(lac_hong.examiner).post(
        f"dossiers/{scanned}/request-supplement", {"task": 3, "wanted": marked(**mark)}
    )

    [fault] = answer.json()["faults"]
    assert (answer.status_code, fault["field"]) == (422, field)
    assert reason is None or fault["reason"] == reason
    assert not Event.objects.filter(kind="supplement_requested").exists()


def test_of_a_dossier_out_of_scope_no_page_is_told(machine, lac_hong, scanned):
    sent = {"task": 3, "wanted": marked(page=9, place="top")}

    answer = machine(lac_hong.outsider).post(f"dossiers/{scanned}/request-supplement", sent)

    assert answer.status_code == 404


def test_another_request_for_the_same_task_is_no_repetition(machine, lac_hong):
    number, examiner = examined(lac_hong), machine(lac_hong.examiner)
    examiner.post(f"dossiers/{number}/request-supplement", {"task": 3, "wanted": WANTED})

    other = [WANTED[0] | {"wrong": "Sai mẫu"}]
    answer = examiner.post(f"dossiers/{number}/request-supplement", {"task": 3, "wanted": other})

    assert answer.status_code == 409


# What came


@pytest.fixture
def waiting(machine, lac_hong):
    number = examined(lac_hong)
    machine(lac_hong.examiner).post(f"dossiers/{number}/request-supplement", {"task": 3, "wanted": WANTED})
    return number


def test_what_was_brought_is_counted_line_by_line_beside_what_it_mends(machine, lac_hong, waiting):
    sent = {"papers": [{"line": 1, "originals": 1, "copies": 2}], "note": "Nộp tại quầy"}

    answer = machine(lac_hong.clerk).post(f"dossiers/{waiting}/receive-supplement", sent)

    assert (answer.status_code, answer.json()["state"]) == (200, "in_process")
    paper = Paper.objects.get(came_with__isnull=False)
    assert (paper.order, paper.name, paper.originals, paper.copies) == (3, "Tờ khai", 1, 2)
    assert paper.mends.order == 1


@pytest.mark.parametrize(
    ("papers", "field", "reason"),
    [
        ([{"line": 1}, {"line": 1, "copies": 1}], "papers.1.line", "Dòng này đã có ở trên."),
        ([{"originals": 1}], "papers.0.line", "Thiếu phần này."),
        ([{"line": 1, "originals": 100}], "papers.0.originals", "Lớn nhất là 99."),
        ([{"line": 1, "pages": 2}], "papers.0.pages", "Không có phần nào tên như thế."),
    ],
)
def test_papers_that_cannot_be_counted_are_refused_at_their_field(
    machine, lac_hong, waiting, papers, field, reason
):
    answer = machine(lac_hong.clerk).post(f"dossiers/{waiting}/receive-supplement", {"papers": papers})

    assert answer.status_code == 422
    assert answer.json()["faults"] == [{"field": field, "reason": reason}]


def test_a_line_that_was_not_asked_for_is_refused_and_nothing_is_taken_in(machine, lac_hong, waiting):
    answer = machine(lac_hong.clerk).post(
        f"dossiers/{waiting}/receive-supplement", {"papers": [{"line": 2, "originals": 1}]}
    )

    assert (answer.status_code, answer.json()["reason"]) == (409, "Không có dòng 2 trong yêu cầu bổ sung.")
    assert Dossier.objects.get(number=waiting).business == "waiting"
