import io
import json

import pytest
from pypdf import PdfReader

from motcua.dossiers.forms import Kind
from motcua.history.models import Entry
from tests.factories import received, resolved
from tests.web.desk.conftest import words

pytestmark = pytest.mark.django_db
STREAM = "application/x-motcua-print"


def text(made):
    return [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]


def printed():
    entries = Entry.objects.filter(verb="printed").order_by("pk")
    return [(entry.key, entry.details["form"]) for entry in entries]


def test_today_s_dossiers_are_offered_for_printing(clerk, lac_hong):
    dossier = received(lac_hong)

    page = words(clerk.get("/desk/printing"))

    assert "1 hồ sơ tiếp nhận hôm nay" in page
    assert f'name="number" value="{dossier.number}"' in page


def test_dossiers_that_were_looked_for_are_offered_too(clerk, lac_hong):
    dossier = received(lac_hong)

    page = words(clerk.post("/desk/printing", {"q": dossier.number[-4:]}, follow=True))

    assert "1 hồ sơ khớp" in page


def test_chosen_slips_come_in_one_file_and_each_is_written_down(clerk, lac_hong):
    numbers = [received(lac_hong).number for _ in range(3)]

    answer = clerk.post("/desk/printing/file", {"kind": "receipt", "paper": "a5", "number": numbers[:2]})

    assert answer["Content-Type"] == "application/pdf"
    assert [number in page for number, page in zip(numbers, text(answer.content), strict=False)] == [True] * 2
    assert printed() == [(numbers[0], "receipt"), (numbers[1], "receipt")]


def test_the_whole_list_is_printed_with_one_button(clerk, lac_hong):
    numbers = [received(lac_hong).number for _ in range(3)]

    answer = clerk.post(
        "/desk/printing/file", {"kind": "control", "paper": "a4", "listed": numbers, "all": "1"}
    )

    assert len(text(answer.content)) == 3


def test_the_script_is_told_how_far_it_is_before_it_gets_the_file(clerk, lac_hong):
    numbers = [received(lac_hong).number for _ in range(2)]

    answer = clerk.post(
        "/desk/printing/file",
        {"kind": "receipt", "paper": "a5", "number": [*numbers, "H99.12-261123-9999"]},
        headers={"Accept": STREAM},
    )
    *lines, made = b"".join(answer.streaming_content).split(b"\n", 5)

    told = [json.loads(line) for line in lines]
    assert told[:2] == [{"done": 1, "all": 3}, {"done": 2, "all": 3}]
    assert told[2]["reason"] == "Không có hồ sơ này, hoặc bạn không được xem."
    assert told[3:] == [{"composing": 2}, {"size": len(made), "name": "receipt.pdf"}]
    assert len(text(made)) == 2


def test_what_cannot_be_printed_is_said_and_the_rest_is_printed(clerk, lac_hong):
    done, waiting = resolved(lac_hong).number, received(lac_hong).number

    answer = clerk.post("/desk/printing/file", {"kind": "result", "paper": "a4", "number": [waiting, done]})

    assert len(text(answer.content)) == 1
    assert f"1 mã không in được: {waiting}: Hồ sơ chưa có kết quả." in words(clerk.get("/desk/printing"))


def test_nothing_chosen_is_told_on_the_page(clerk, lac_hong):
    page = words(clerk.post("/desk/printing/file", {"kind": "receipt", "paper": "a5"}, follow=True))

    assert "Hãy chọn biểu mẫu và ít nhất một hồ sơ để in." in page


def test_the_register_of_a_period_lists_its_dossiers(clerk, lac_hong):
    dossier = received(lac_hong)

    answer = clerk.get("/desk/printing/register", {"start": "01/11/2026", "to": "23/11/2026"})

    (page,) = text(answer.content)
    assert dossier.number in page
    assert "SỔ THEO DÕI HỒ SƠ" in page


@pytest.mark.parametrize(
    ("start", "to", "reason"),
    [
        ("01/10/2026", "31/10/2026", "Không có hồ sơ nào trong khoảng thời gian này."),
        ("23/11/2026", "01/11/2026", "Ngày đầu kỳ phải trước hoặc bằng ngày cuối kỳ."),
        ("32/11/2026", "23/11/2026", "Ngày phải có thật và đã qua, ví dụ 27/03/1989"),
    ],
)
def test_a_register_that_cannot_be_printed_says_why(clerk, lac_hong, start, to, reason):
    page = words(clerk.get("/desk/printing/register", {"start": start, "to": to}))

    assert reason in page


@pytest.mark.parametrize("kind", ["receipt", "control", "history"])
def test_a_form_of_one_dossier_opens_for_the_officer_who_may_see_it(client, lac_hong, kind):
    dossier = received(lac_hong)
    client.force_login(lac_hong.examiner)

    answer = client.get(f"/desk/dossiers/{dossier.number}/forms/{kind}")

    assert answer["Content-Type"] == "application/pdf"
    assert printed() == [(dossier.number, kind)]


def test_a_form_of_a_dossier_out_of_scope_is_not_there(client, lac_hong):
    dossier = received(lac_hong)
    client.force_login(lac_hong.outsider)

    assert client.get(f"/desk/dossiers/{dossier.number}/forms/control").status_code == 404


def test_a_form_that_does_not_exist_is_not_there(clerk, lac_hong):
    dossier = received(lac_hong)

    assert clerk.get(f"/desk/dossiers/{dossier.number}/forms/register").status_code == 404


def test_a_result_receipt_before_the_result_says_why_there_is_none(clerk, lac_hong):
    dossier = received(lac_hong)

    answer = clerk.get(f"/desk/dossiers/{dossier.number}/forms/result")

    assert answer.status_code == 409
    assert "Hồ sơ chưa có kết quả." in words(answer)


def test_the_page_of_a_dossier_offers_what_can_be_printed_of_it(clerk, lac_hong):
    dossier = resolved(lac_hong)

    page = words(clerk.get(f"/desk/dossiers/{dossier.number}"))

    offered = [kind for kind in Kind.values if f"/desk/dossiers/{dossier.number}/forms/{kind}" in page]
    assert offered == ["control", "result", "history"]
