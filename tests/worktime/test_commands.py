import io
import json
import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from motcua.worktime import queries
from motcua.worktime.models import CalendarVersion
from tests import prepared
from tests.worktime.calendars import calendar, closed

pytestmark = pytest.mark.django_db
V1 = {"start": "2026-11-23T09:00", "amount": 3, "unit": "working_day", "calendar": "default"}


def run(*arguments):
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def typed(monkeypatch):
    """Give the command something to read."""

    def type_in(content):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    return type_in


def answers(typed, *lines):
    typed(b"".join(line + b"\n" for line in lines))
    out = io.StringIO()
    code = 0
    try:
        call_command("due", "--stdin", stdout=out)
    except SystemExit as end:
        code = end.code
    return [json.loads(line) for line in out.getvalue().splitlines()], code


def test_due_prints_the_moment_in_local_time():
    assert run("due", "2026-11-23T09:00", "3", "working_day") == "2026-11-27T09:00:00+07:00\n"


def test_due_takes_a_moment_of_another_zone():
    assert run("due", "2026-11-23T02:00:00Z", "3", "working_day") == "2026-11-27T09:00:00+07:00\n"


def test_due_explains_each_day_with_its_source():
    assert run("due", "2026-11-23T14:00", "8", "working_hour", "--explain").splitlines() == [
        "2026-11-25T14:00:00+07:00",
        "  Nhận 14:00 Thứ Hai 23/11/2026",
        "  Thứ Hai 23/11/2026: tính 3 giờ (14:00–17:00)",
        "  Thứ Ba 24/11/2026 nghỉ: Ngày Văn hóa Việt Nam (Nghị quyết 28/2026/QH16, hiệu lực 01/07/2026)",
        "  Thứ Tư 25/11/2026: tính 5 giờ (07:00–11:30, 13:30–14:00)",
        "  Đến hạn: 14:00 Thứ Tư 25/11/2026",
    ]


def test_due_answers_in_json():
    answer = json.loads(run("due", "2026-11-21T10:00", "1", "working_day", "--json"))

    assert answer["due"] == "2026-11-25T07:00:00+07:00"
    assert answer["starts"] == "2026-11-23T07:00:00+07:00"
    assert answer["lines"][-1] == {
        "day": "2026-11-25",
        "kind": "due",
        "minutes": 0,
        "text": "Đến hạn: 07:00 Thứ Tư 25/11/2026",
        "source": "",
    }


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "Thiếu start, amount, unit."),
        (["2026-11-23T09:00", "3"], "Thiếu unit."),
        (["tomorrow", "3", "working_day"], "Thời điểm phải viết dạng 2026-11-23T09:00; gặp 'tomorrow'."),
        (["2026-11-23", "3", "working_day"], "Thời điểm phải viết dạng 2026-11-23T09:00; gặp '2026-11-23'."),
        (["2026-11-23T09:00", "x", "working_day"], "Thời hạn phải là một số; gặp 'x'."),
        (["2026-11-23T09:00", "-3", "working_day"], "Thời hạn không được âm; gặp -3."),
        (["2026-11-23T09:00", "3", "working_day", "--calendar=x"], "Không có lịch làm việc mã 'x'."),
    ],
)
def test_due_refuses_what_it_cannot_read(arguments, reason):
    with pytest.raises(CommandError) as refusal:
        run("due", *arguments)

    assert str(refusal.value) == reason


def test_due_answers_one_line_for_each_line(typed):
    lines, code = answers(
        typed, json.dumps(V1).encode(), json.dumps(V1 | {"amount": 1, "unit": "same_day"}).encode()
    )

    assert code == 0
    assert [line["due"] for line in lines] == ["2026-11-27T09:00:00+07:00", "2026-11-23T17:00:00+07:00"]
    assert set(lines[0]) == {"due", "starts", "lines"}


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"", "Không phải một đối tượng JSON."),
        (b"{", "Không phải một đối tượng JSON."),
        (b"[1]", "Không phải một đối tượng JSON."),
        (b"\xff\xfe{}", "Không phải một đối tượng JSON."),
        (b"[" * 100_000, "Không phải một đối tượng JSON."),
        (b"{}", "Thiếu start, amount, unit."),
        (
            b'{"start": 5, "amount": 1, "unit": "working_day"}',
            "Thời điểm phải viết dạng 2026-11-23T09:00; gặp 5.",
        ),
        (json.dumps(V1 | {"amount": "3"}).encode(), "Thời hạn phải là một số; gặp '3'."),
        (json.dumps(V1 | {"amount": -1}).encode(), "Thời hạn không được âm; gặp -1."),
        (json.dumps(V1 | {"amount": 1e300}).encode(), "Thời hạn dài quá 10 năm, không tính."),
        (json.dumps(V1 | {"calendar": "\ud800"}).encode(), "Không có lịch làm việc mã '\\ud800'."),
        (json.dumps(V1 | {"calendar": ["x"]}).encode(), "Không có lịch làm việc mã ['x']."),
        (
            json.dumps(V1 | {"unit": {}}).encode(),
            "Không có đơn vị '{}'; dùng một trong: working_day, working_hour, working_minute, calendar_day, same_day.",
        ),
    ],
)
def test_a_bad_line_yields_an_error_in_its_place_and_the_command_fails_at_the_end(typed, capsys, line, error):
    good = json.dumps(V1).encode()

    lines, code = answers(typed, good, line, good)

    assert code == 1
    assert lines[1] == {"error": error}
    assert lines[0] == lines[2]
    assert capsys.readouterr().err == "1 dòng không tính được.\n"


@pytest.mark.parametrize("amount", [{}, {"amount": None}, {"amount": 0}, {"amount": 1}])
def test_in_the_day_needs_no_amount(typed, amount):
    question = {"start": "2026-11-23T09:00", "unit": "same_day"} | amount

    lines, code = answers(typed, json.dumps(question).encode())

    assert (lines[0]["due"], code) == ("2026-11-23T17:00:00+07:00", 0)


def test_a_calendar_is_imported_from_a_file_and_used(tmp_path):
    path = tmp_path / "lich.json"
    path.write_text(
        json.dumps({"code": "xa", "name": "Lịch xã", **calendar(exceptions=[closed("2026-06-09")])})
    )

    said = run("calendar", "import", str(path), "--reason", "Nghỉ lụt")

    assert said == "Lịch xa có phiên bản mới: 1.\nThêm: 09/06/2026\n"
    assert (
        run("due", "2026-06-08T09:00", "1", "working_day", "--calendar", "xa")
        == "2026-06-10T09:00:00+07:00\n"
    )
    assert run("calendar", "import", str(path)) == "Lịch xa không thay đổi, vẫn là phiên bản 1.\n"


def test_a_calendar_exported_and_imported_is_the_same(tmp_path, typed):
    path = tmp_path / "default.json"
    run("calendar", "export", str(path))

    assert run("calendar", "export", "-") == path.read_text(encoding="utf-8")
    assert json.loads(path.read_text(encoding="utf-8")) == queries.export_definition("default")
    typed(path.read_bytes())
    assert run("calendar", "import", "-") == "Lịch default không thay đổi, vẫn là phiên bản 1.\n"


def test_a_list_of_holidays_with_the_mark_of_a_spreadsheet_is_imported(tmp_path):
    path = tmp_path / "nghi.csv"
    path.write_text(
        "\ufeffdate;name;kind;status;swap_with;basis\r\n2028-01-03;Nghỉ bù;substitute;sourced;;Điều 111\r\n",
        encoding="utf-8",
    )

    assert run("calendar", "import", str(path)) == "Lịch default có phiên bản mới: 2.\nThêm: 03/01/2028\n"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("x.json", b"{\n,", "sai cú pháp JSON ở dòng 2, cột 1."),
        ("x.json", b"\xff\xfe", "không phải JSON mã UTF-8."),
        ("x.json", b"[]", "Tệp lịch: phải là một đối tượng JSON; gặp []"),
        ("x.json", b"{}", "mục “versions”: phải là một danh sách; gặp giá trị trống"),
        ("x.csv", b"", "không có nội dung."),
        ("x.csv", b"a,b\n1,2\n", "Tệp ngày nghỉ thiếu cột date, name, kind, status, swap_with, basis."),
        ("x.csv", b"date,name,kind,status,swap_with,basis\nx,T,holiday,,,\n", "Dòng 2: ngày phải viết dạng"),
    ],
)
def test_a_dirty_file_is_refused_and_loads_nothing(tmp_path, name, content, reason):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(CommandError) as refusal:
        run("calendar", "import", str(path))

    assert reason in str(refusal.value)
    assert CalendarVersion.objects.count() == 1


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandError, match="^Không đọc hoặc ghi được tệp "):
        run("calendar", "import", str(tmp_path / "nowhere.json"))


def test_check_warns_from_november_on():
    assert run("calendar", "check", "--on", "2026-10-31") == "Lịch nghỉ đã đủ thông báo chính thức.\n"
    assert run("calendar", "check", "--on", "2026-11-01") == (
        "Lịch nghỉ năm 2027 còn dự kiến, chờ thông báo chính thức\n"
    )
    with pytest.raises(CommandError, match=r"^Ngày phải viết dạng 2026-11-01; gặp '1/11'\.$"):
        run("calendar", "check", "--on", "1/11")


def run_process(*arguments, office, typed=""):
    """Run the product in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "django", *arguments],
        input=typed,
        env=os.environ | office | {"PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_console_script_answers_lines_in_a_process_of_its_own(tmp_path):
    with prepared.office(tmp_path, "lines") as office:
        done = run_process("due", "--stdin", office=office, typed=json.dumps(V1) + "\n{\n")

    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert first["due"] == "2026-11-27T09:00:00+07:00"
    assert second == {"error": "Không phải một đối tượng JSON."}
    assert done.returncode == 1


def test_a_database_that_is_not_prepared_is_told_in_one_sentence(tmp_path):
    empty = {"DATABASE_URL": f"sqlite:///{tmp_path / 'own.sqlite3'}"}

    done = run_process("due", "2026-11-23T09:00", "3", "working_day", office=empty)

    assert done.returncode == 1
    assert done.stderr == (
        "CommandError: Cơ sở dữ liệu chưa sẵn sàng: no such table: base_registerversion. "
        "Hãy chạy: motcua serve --prepare-only\n"
    )
