"""Dossiers for machines."""

import pytest

from motcua.dossiers.models import Dossier, Event, Paper
from motcua.history.models import Entry
from motcua.people.models import Person
from tests.api.conftest import filled
from tests.factories import received, resolved
from tests.statements import at_most


def faults(answer):
    assert answer.status_code == 422
    return {one["field"]: one["reason"] for one in answer.json()["faults"]}


# Look-up


def test_the_public_follows_a_dossier_by_number_and_four_digits(machine, lac_hong):
    number = received(lac_hong).number

    answer = machine().post("look-up", {"number": number.lower(), "digits": "5678"})

    told = answer.json()
    assert answer.status_code == 200
    assert told["number"] == number
    assert told["state"] == "in_process"
    assert told["timing"] == "in_time"
    assert told["due_at"] == "2026-11-27T09:00:00+07:00"
    assert [(step["name"], step["state"]) for step in told["steps"]][:3] == [
        ("Tiếp nhận", "done"),
        ("Phân công", "now"),
        ("Thẩm định", "next"),
    ]
    assert told["why"][-1] == "Đến hạn: 09:00 Thứ Sáu 27/11/2026"
    assert "Hoa" not in answer.content.decode()


def test_wrong_digits_are_recorded_and_after_five_nothing_is_heard(machine, lac_hong):
    number, public = received(lac_hong).number, machine()

    tries = [public.post("look-up", {"number": number, "digits": "0000"}).status_code for _ in range(5)]
    sixth = public.post("look-up", {"number": number, "digits": "5678"})

    assert tries == [404] * 5
    assert sixth.status_code == 429
    assert sixth["Retry-After"] == "901"
    assert sixth.json() == {"reason": "Đã thử sai nhiều lần. Hãy thử lại sau."}
    assert Entry.objects.filter(verb="tracked").count() == 5


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, {"number": "Thiếu phần này.", "digits": "Thiếu phần này."}),
        ({"number": "H", "digits": "5678"}, {"number": "Mã hồ sơ có chữ và số, dạng H99.12-261124-0032, in ở đầu giấy hẹn."}),
        ({"number": "H9", "digits": "56"}, {"digits": "Cần đủ 4 chữ số cuối"}),
        ({"number": "9" * 61, "digits": "5678"}, {"number": "Dài quá 60 chữ."}),
        ({"number": "H9\0", "digits": 5678}, {"number": "Có ký tự không đọc được.", "digits": "Phải là chữ."}),
        ({"number": "\ud800", "digits": "5678"}, {"number": "Có ký tự không đọc được."}),
        ({"number": "H9", "digits": "5678", "name": "Hoa"}, {"name": "Không có phần nào tên như thế."}),
    ],
)  # fmt: skip
def test_a_question_that_is_not_right_says_what(machine, db, sent, wrong):
    assert faults(machine().post("look-up", sent)) == wrong


def test_digits_in_an_address_are_not_read(machine, lac_hong):
    assert machine().get("look-up", number=received(lac_hong).number, digits="5678").status_code == 405


# Work list


def test_a_work_list_gives_tasks_by_deadline_with_counts(machine, lac_hong):
    number = received(lac_hong).number

    answer = machine(lac_hong.head).get("tasks")

    told = answer.json()
    assert answer.status_code == 200
    assert told["counts"] == {"overdue": 0, "soon": 1, "in_time": 0, "waiting": 0}
    assert (told["page"], told["pages"], told["total"]) == (1, 1, 1)
    assert told["tasks"] == [
        {
            "number": number,
            "task": 2,
            "group": "soon",
            "due_at": "2026-11-23T11:00:00+07:00",
            "opened_at": "2026-11-23T09:00:00+07:00",
            "is_taken": False,
            "person": "",
            "unit": "Phòng Kinh tế",
            "step": "Phân công",
            "step_order": 2,
            "step_count": 6,
            "procedure": "Đăng ký thành lập hộ kinh doanh",
            "owner": "Nguyễn Thị Hoa",
            "channel": "direct",
            "promised_at": "2026-11-27T09:00:00+07:00",
        }
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"whose": "unit"}, 1),
        ({"whose": "all"}, 1),
        ({"group": "overdue"}, 0),
        ({"text": "nguyen thi hoa"}, 1),
        ({"text": "khong ai"}, 0),
        ({"page": 99}, 1),
        ({"page": 10**30}, 1),
    ],
)
def test_a_work_list_is_filtered_as_asked(machine, lac_hong, query, found):
    received(lac_hong)

    assert len(machine(lac_hong.head).get("tasks", **query).json()["tasks"]) == found


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"whose": "theirs"}, {"whose": "Chỉ nhận 'mine', 'unit', 'all'."}),
        ({"group": "else"}, {"group": "Chỉ nhận overdue, soon, in_time, waiting."}),
        ({"page": 0}, {"page": "Nhỏ nhất là 1."}),
        ({"page": "x"}, {"page": "Phải là số nguyên."}),
        ({"text": "a" * 101}, {"text": "Dài quá 100 chữ."}),
    ],
)
def test_a_strange_question_for_a_list_says_what_is_wrong(machine, lac_hong, query, wrong):
    assert faults(machine(lac_hong.head).get("tasks", **query)) == wrong


def test_another_agency_gets_none_of_it(machine, lac_hong):
    received(lac_hong)

    assert machine(lac_hong.outsider).get("tasks", whose="all").json()["total"] == 0


# Reception


def test_a_dossier_is_received_with_its_promise(machine, lac_hong):
    answer = machine(lac_hong.clerk).post("dossiers", filled())

    dossier = Dossier.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "number": "H99.12-261123-0001",
        "state": "in_process",
        "state_label": "Đang xử lý",
        "due_at": "2026-11-27T09:00:00+07:00",
        "task": 2,
    }
    assert (dossier.owner_name, dossier.phone) == ("Nguyễn Thị Hoa", "0912345678")
    assert dossier.owner.number == "001189001234"
    assert [(paper.name, paper.originals) for paper in Paper.objects.all()] == [
        ("Giấy đề nghị đăng ký hộ kinh doanh", 1)
    ]


def test_the_same_request_key_gives_the_dossier_of_the_first_time(machine, lac_hong, monkeypatch):
    clerk, sent = machine(lac_hong.clerk), filled()

    first, second = clerk.post("dossiers", sent), clerk.post("dossiers", sent)
    other = clerk.post("dossiers", {**sent, "owner": {"name": "Lê Văn Nam", "number": "001090000111"}})

    assert second.json()["number"] == first.json()["number"]
    assert other.status_code == 409
    assert other.json()["reason"].startswith("Biểu mẫu này đã dùng cho hồ sơ H99.12-261123-0001.")
    assert Dossier.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"request_key": "x"}, "request_key", "Phải là một UUID."),
        ({"centre": "xa-khac"}, "centre", "Bạn không giữ vị trí tiếp nhận ở trung tâm này."),
        ({"procedure": "9.999999"}, "procedure", "Không có thủ tục nào đang có hiệu lực mang mã này."),
        ({"case": 9}, "case", "Hãy chọn trường hợp"),
        ({"owner": {"name": " "}}, "owner.name", "Hãy điền họ và tên"),
        ({"owner": {"number": "12345"}}, "owner.number", "Số định danh có 12 chữ số."),
        ({"owner": {"birth_on": "1989-02-31"}}, "owner.birth_on", "Phải là ngày dạng 1989-09-13."),
        ({"owner": {"birth_on": "2030-01-01"}}, "owner.birth_on", "Ngày phải có thật và đã qua, ví dụ 27/03/1989"),
        ({"owner": {"phone": "12345"}}, "owner.phone", "Số điện thoại có 10 chữ số, bắt đầu bằng 0."),
        ({"owner": {"email": "hoa"}}, "owner.email", "Thư điện tử có dạng ten@noi.vn"),
        ({"owner": {"kind": "martian"}}, "owner.kind", "Chỉ nhận 'citizen', 'business', 'state_body', 'organisation'."),
        ({"owner": {"address": ""}, "result_channel": "post"}, "owner.address", "Hãy điền địa chỉ để bưu chính giao kết quả"),
        ({"representative": {"name": "Nam", "number": "001189001234"}}, "representative.number", "Người được ủy quyền phải là người khác chủ hồ sơ"),
        ({"papers": []}, "papers", "Hồ sơ chưa đủ, chưa tiếp nhận được. Còn thiếu: Giấy đề nghị đăng ký hộ kinh doanh."),
        ({"papers": [{"order": 9}]}, "papers.0.order", "Danh mục giấy tờ của trường hợp này không có số này."),
        ({"papers": [{"order": 1}, {}]}, "papers.1.name", "Hãy điền tên giấy tờ."),
        ({"papers": [{"order": 1, "originals": -1}]}, "papers.0.originals", "Nhỏ nhất là 0."),
        ({"papers": "all"}, "papers", "Phải là một danh sách."),
        ({"sets": 100}, "sets", "Lớn nhất là 99."),
        ({"sets": 1.5}, "sets", "Phải là số nguyên."),
        ({"channel": "pigeon"}, "channel", "Chỉ nhận 'direct', 'post'."),
        ({"content": "a" * 601}, "content", "Dài quá 600 chữ."),
    ],
)  # fmt: skip
def test_an_intake_that_is_not_right_says_what_and_makes_nothing(machine, lac_hong, changes, field, reason):
    answer = machine(lac_hong.clerk).post("dossiers", filled(**changes))

    assert faults(answer) == {field: reason}
    assert not Dossier.objects.exists()
    assert not Person.objects.exists()


def test_only_reception_receives(machine, lac_hong):
    answer = machine(lac_hong.examiner).post("dossiers", filled())

    assert answer.status_code == 403
    assert answer.json() == {"reason": "Chỉ cán bộ tiếp nhận được tiếp nhận hồ sơ."}
    assert not Dossier.objects.exists()


# Acts on a step


def test_a_dossier_goes_all_its_way(machine, lac_hong):
    number = machine(lac_hong.clerk).post("dossiers", filled()).json()["number"]
    way = (
        (lac_hong.head, "take", {"task": 2}),
        (lac_hong.head, "forward", {"task": 2, "note": "Giao Đức"}),
        (lac_hong.examiner, "send-back", {"task": 3, "reason": "Giao nhầm"}),
        (lac_hong.head, "forward", {"task": 4}),
        (lac_hong.head, "recall", {"task": 5}),
        (lac_hong.head, "forward", {"task": 6}),
        (lac_hong.examiner, "forward", {"task": 7}),
        (lac_hong.leader, "forward", {"task": 8}),
        (lac_hong.records, "issue", {"task": 9, "sign": "12/GCN", "summary": "Giấy chứng nhận"}),
        (lac_hong.returner, "return", {"receiver": "nguyen thi hoa", "is_identity_checked": True}),
    )

    answers = [machine(who).post(f"dossiers/{number}/{act}", sent) for who, act, sent in way]

    assert [answer.status_code for answer in answers] == [200] * len(way)
    assert [answer.json()["task"] for answer in answers] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 10]
    assert answers[-1].json()["state"] == "returned"
    assert Event.objects.get(kind="result_issued").payload["result"] == "12/GCN: Giấy chứng nhận"


def test_an_act_sent_twice_is_done_once(machine, lac_hong):
    number, head = received(lac_hong).number, machine(lac_hong.head)

    first, second = (head.post(f"dossiers/{number}/forward", {"task": 2}) for _ in range(2))

    assert (first.status_code, second.status_code) == (200, 200)
    assert Event.objects.filter(kind="moved").count() == 2


@pytest.mark.parametrize(
    ("who", "act", "sent", "reason"),
    [
        ("examiner", "forward", {"task": 2}, "Việc này thuộc vị trí khác, bạn không giữ bước này."),
        ("head", "forward", {"task": 1}, "Việc này đã xong: đã chuyển."),
        ("head", "issue", {"task": 2, "sign": "1", "summary": "x"}, "Hồ sơ còn bước phải làm trước khi phát hành kết quả."),
        ("head", "send-back", {"task": 2, "reason": " "}, "Hãy ghi lý do trả lại để người nhận biết cần sửa gì."),
        ("head", "recall", {"task": 2}, "Chỉ người vừa chuyển được thu hồi."),
        ("returner", "return", {"receiver": "Nguyễn Thị Hoa", "is_identity_checked": True}, "Hồ sơ chưa có kết quả để trả."),
    ],
)  # fmt: skip
def test_a_refusal_gives_its_reason_and_changes_nothing(machine, lac_hong, who, act, sent, reason):
    number = received(lac_hong).number

    answer = machine(getattr(lac_hong, who)).post(f"dossiers/{number}/{act}", sent)

    assert answer.status_code == 409
    assert answer.json() == {"reason": reason}
    assert Event.objects.count() == 2


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, {"receiver": "Thiếu phần này.", "is_identity_checked": "Thiếu phần này."}),
        ({"receiver": "", "is_identity_checked": True}, {"receiver": "Thiếu phần này."}),
        (
            {"receiver": "Nguyễn Thị Hoa", "is_identity_checked": False},
            {"is_identity_checked": "Hãy đối chiếu giấy tờ tùy thân của người nhận rồi đánh dấu"},
        ),
        (
            {"receiver": "Lê Văn Nam", "is_identity_checked": True},
            {"note": "Người nhận không phải chủ hồ sơ: hãy ghi văn bản ủy quyền hoặc quan hệ với chủ hồ sơ"},
        ),
    ],
)
def test_a_hand_over_that_is_not_right_says_what(machine, lac_hong, sent, wrong):
    number = resolved(lac_hong).number

    assert faults(machine(lac_hong.returner).post(f"dossiers/{number}/return", sent)) == wrong


@pytest.mark.parametrize("act", ["take", "forward", "send-back", "recall", "issue", "return"])
def test_of_a_dossier_out_of_scope_not_even_its_existence_is_told(machine, lac_hong, act):
    number, outsider = received(lac_hong).number, machine(lac_hong.outsider)
    sent = {
        "send-back": {"task": 2, "reason": "x"},
        "issue": {"task": 2, "sign": "1", "summary": "x"},
        "return": {"receiver": "Nguyễn Thị Hoa", "is_identity_checked": True},
    }.get(act, {"task": 2})

    there = outsider.post(f"dossiers/{number}/{act}", sent)
    nowhere = outsider.post(f"dossiers/H99.12-000000-0000/{act}", sent)
    strange = outsider.post(f"dossiers/%00/{act}", sent)

    assert (there.status_code, nowhere.status_code, strange.status_code) == (404, 404, 404)
    assert there.json() == nowhere.json()


# Statements of docs/architecture.md


def test_a_reception_stays_within_its_statements(machine, lac_hong):
    clerk = machine(lac_hong.clerk)
    clerk.post("dossiers", filled())

    with at_most(9):
        clerk.post("dossiers", filled())


def test_a_step_stays_within_its_statements(machine, lac_hong):
    head, first, second = machine(lac_hong.head), received(lac_hong), received(lac_hong)
    head.post(f"dossiers/{first.number}/forward", {"task": 2})

    with at_most(7):
        head.post(f"dossiers/{second.number}/forward", {"task": 2})


def test_a_hand_over_stays_within_its_statements(machine, lac_hong):
    returner, first, second = machine(lac_hong.returner), resolved(lac_hong), resolved(lac_hong)
    sent = {"receiver": "Nguyễn Thị Hoa", "is_identity_checked": True}
    returner.post(f"dossiers/{first.number}/return", sent)

    with at_most(7):
        returner.post(f"dossiers/{second.number}/return", sent)


def test_a_look_up_stays_within_its_statements(machine, lac_hong):
    sent = {"number": received(lac_hong).number, "digits": "5678"}
    machine().post("look-up", sent)

    with at_most(3):
        machine().post("look-up", sent)


@pytest.mark.parametrize("whose", ["mine", "unit", "all"])
def test_a_work_list_stays_within_its_statements(machine, lac_hong, whose):
    head = machine(lac_hong.head)
    received(lac_hong)
    head.get("tasks", whose=whose)

    with at_most(4):
        head.get("tasks", whose=whose)
