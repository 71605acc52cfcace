import json
from datetime import date, timedelta

import pytest

from motcua.base.errors import Refused
from motcua.base.tables import read_table, table_of
from motcua.history.models import Entry
from motcua.worktime import actions, queries
from motcua.worktime.models import CalendarVersion
from tests.worktime.calendars import at, calendar, closed

pytestmark = pytest.mark.django_db
NOW = at("2026-11-22 09:00")
COLUMNS = ("date", "name", "kind", "status", "swap_with", "basis")


def file(code="huong-tra", name="Lịch Hương Trà", **parts):
    return {"code": code, "name": name, **calendar(**parts)}


def test_every_installation_has_the_default_calendar():
    version = CalendarVersion.objects.get(calendar__code="default")

    assert version.number == 1
    assert actions.load_default_calendar(at=NOW) == actions.Imported(version, is_new=False)


def test_a_new_calendar_begins_with_version_one_and_a_line_in_the_record():
    imported = actions.import_calendar(file(), at=NOW, reason="Lịch mùa hè")

    assert imported.is_new
    assert imported.version.number == 1
    assert imported.version.made_at == NOW
    assert imported.version.reason == "Lịch mùa hè"
    entry = Entry.objects.get(subject="calendar")
    assert (entry.verb, entry.key, entry.details["version"]) == (Entry.Verb.IMPORTED, "huong-tra", 1)


def test_the_same_content_makes_no_new_version_however_it_is_written():
    exceptions = [closed("2026-06-09"), closed("2026-06-10")]
    first = actions.import_calendar(file(exceptions=exceptions), at=NOW)

    again = actions.import_calendar(file(exceptions=exceptions[::-1], sun=[]), at=NOW + timedelta(days=1))

    assert again == actions.Imported(first.version, is_new=False)
    assert CalendarVersion.objects.filter(calendar__code="huong-tra").count() == 1


def test_a_changed_calendar_makes_a_new_version_and_old_deadlines_keep_theirs():
    old = actions.import_calendar(file(), at=NOW).version
    received = at("2026-06-08 09:00")
    assert queries.current("huong-tra").working_time.due(received, 1, "working_day") == at("2026-06-09 09:00")

    imported = actions.import_calendar(file(exceptions=[closed("2026-06-09")]), at=NOW)

    current = queries.current("huong-tra")
    assert (imported.version.number, imported.added) == (2, (date(2026, 6, 9),))
    assert current.version_id == imported.version.pk
    assert current.working_time.due(received, 1, "working_day") == at("2026-06-10 09:00")
    assert queries.of_version(old.pk).due(received, 1, "working_day") == at("2026-06-09 09:00")


def test_a_new_name_alone_makes_no_new_version():
    actions.import_calendar(file(), at=NOW)

    imported = actions.import_calendar(file(name="Lịch của thị xã"), at=NOW)

    assert not imported.is_new
    assert queries.export_definition("huong-tra")["name"] == "Lịch của thị xã"


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ({"code": "Hương Trà"}, "Mã lịch (“code”) chỉ gồm chữ không dấu, số, gạch nối, nhiều nhất 40 ký tự."),
        ({"code": None}, "Mã lịch (“code”) chỉ gồm chữ không dấu, số, gạch nối, nhiều nhất 40 ký tự."),
        ({"code": "x" * 41}, "Mã lịch (“code”) chỉ gồm chữ không dấu, số, gạch nối, nhiều nhất 40 ký tự."),
        ({"name": " "}, "Tên lịch (“name”) phải có, nhiều nhất 120 ký tự."),
        ({"versions": []}, "Tệp lịch: chưa có phiên bản nào (mục “versions” trống)"),
    ],
)
def test_a_faulty_file_is_refused_and_changes_nothing(part, reason):
    with pytest.raises(Refused) as refusal:
        actions.import_calendar(file() | part, at=NOW)

    assert str(refusal.value) == reason
    assert list(CalendarVersion.objects.values_list("calendar__code", flat=True)) == ["default"]


def test_the_holiday_file_that_comes_along_is_already_in_the_default_calendar():
    path = actions.DEFAULT_FILE.with_name("holidays.csv")

    imported = actions.import_holidays(read_table(path.read_bytes()), code="default", at=NOW)

    assert not imported.is_new


def test_holidays_make_a_new_version_of_the_calendar():
    official = table_of(
        COLUMNS,
        [
            ("2027-02-04", "Tết Nguyên đán (28 tháng Chạp)", "holiday", "sourced", "", "10065/VPCP-KGVX"),
            ("2027-02-05", "Tết Nguyên đán (29 tháng Chạp)", "holiday", "sourced", "", "10065/VPCP-KGVX"),
            ("2027-12-31", "Nghỉ thêm", "holiday", "sourced", "", "10065/VPCP-KGVX"),
        ],
    )

    imported = actions.import_holidays(official, code="default", at=NOW)

    assert imported.version.number == 2
    assert imported.version.reason == "Nhập danh sách ngày nghỉ"
    assert imported.added == (date(2027, 2, 4), date(2027, 12, 31))
    assert imported.changed == (date(2027, 2, 5),)
    assert imported.removed == (*(date(2027, 2, day) for day in range(6, 12)), date(2027, 9, 3))


def test_one_bad_row_keeps_the_whole_holiday_file_out():
    rows = table_of(
        COLUMNS, [("2028-01-01", "Tết", "holiday", "", "", ""), ("?", "Tết", "holiday", "", "", "")]
    )

    with pytest.raises(Refused, match="^Dòng 3: "):
        actions.import_holidays(rows, code="default", at=NOW)

    assert CalendarVersion.objects.count() == 1


def test_holidays_for_a_calendar_nobody_knows_are_refused():
    with pytest.raises(Refused, match="^Không có lịch làm việc mã 'nowhere'"):
        actions.import_holidays(table_of(COLUMNS, []), code="nowhere", at=NOW)


def test_what_is_exported_can_be_imported_and_changes_nothing():
    exported = json.loads(json.dumps(queries.export_definition("default")))

    assert not actions.import_calendar(exported, at=NOW).is_new
    assert actions.import_calendar(exported | {"code": "copy"}, at=NOW).is_new
    assert queries.export_definition("copy") == exported | {"code": "copy"}
