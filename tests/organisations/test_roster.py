"""The roster: saving a week, copying it, loading it from a file."""

from datetime import timedelta

import pytest

from motcua.base.errors import Refused
from motcua.base.tables import BadRow, table_of
from motcua.organisations.actions import copy_week, import_roster, record_absence, save_week
from motcua.organisations.queries import roster
from motcua.organisations.roster_rows import HEADINGS
from motcua.organisations.rules import Away, fingerprint
from tests.factories import MONDAY, MORNING, Role, post
from tests.organisations.conftest import as_manager

WEEK = timedelta(days=7)
TUESDAY, WEDNESDAY, SATURDAY = (MONDAY + timedelta(days=days) for days in (1, 2, 5))


def shown(made, monday=MONDAY):
    return roster(made.centre.pk, first=monday, last=monday + timedelta(days=6))


def said(made, monday=MONDAY):
    return {(one.user_id, one.day, one.session): one.place for one in shown(made, monday)}


def seen(made):
    return fingerprint((one.user_id, one.day, one.session, one.place) for one in shown(made))


def saved(made, cells, *, by=None, before=None):
    return save_week(
        made.centre,
        monday=MONDAY,
        cells=cells,
        seen=seen(made) if before is None else before,
        by=as_manager(by or made.supervisor),
        at=MORNING,
    )


def test_a_week_is_saved_as_it_was_filled_in(made):
    first = saved(
        made, {(made.clerk.pk, MONDAY, "morning"): " Quầy  05 ", (made.clerk.pk, MONDAY, "afternoon"): ""}
    )
    moved = saved(
        made, {(made.clerk.pk, MONDAY, "morning"): "", (made.clerk.pk, MONDAY, "afternoon"): "Quầy 06"}
    )

    assert (first.changed, moved.changed) == (1, 2)
    assert said(made) == {(made.clerk.pk, MONDAY, "afternoon"): "Quầy 06"}


def test_a_week_saved_twice_from_one_form_is_saved_once(made):
    cells, before = {(made.clerk.pk, MONDAY, "morning"): "Quầy 05"}, seen(made)

    results = [saved(made, cells, before=before).changed for _time in range(2)]

    assert results == [1, 0]


def test_a_week_that_somebody_else_changed_meanwhile_is_not_overwritten(made):
    before = seen(made)
    saved(made, {(made.clerk.pk, MONDAY, "morning"): "Quầy 05"})

    with pytest.raises(Refused, match="vừa được người khác sửa"):
        saved(made, {(made.clerk.pk, MONDAY, "morning"): "Quầy 09"}, before=before)

    assert list(said(made).values()) == ["Quầy 05"]


def test_one_wrong_cell_leaves_the_whole_week_as_it_was(made, director):
    record_absence(
        made.clerk,
        away=Away(made.clerk.pk, "sick", TUESDAY, "morning", TUESDAY, "morning"),
        by=as_manager(made.supervisor),
        at=MORNING,
    )
    post(made.clerk, made.government, Role.RECORDS)
    save_week(
        made.government,
        monday=MONDAY,
        cells={(made.clerk.pk, WEDNESDAY, "morning"): "Văn thư"},
        seen=fingerprint([]),
        by=as_manager(made.leader),
        at=MORNING,
    )

    result = saved(
        made,
        {
            (made.clerk.pk, MONDAY, "morning"): "Quầy 05",
            (made.clerk.pk, TUESDAY, "morning"): "Quầy 05",
            (made.clerk.pk, WEDNESDAY, "morning"): "Quầy 05",
            (made.clerk.pk, SATURDAY, "morning"): "Quầy 05",
            (made.examiner.pk, MONDAY, "morning"): "Quầy 06",
        },
    )

    assert {key[:2]: reason for key, reason in result.faults.items()} == {
        # The Day of Vietnamese Culture, closed by the calendar of 2026.
        (made.clerk.pk, TUESDAY): "Ngày 24/11/2026 đơn vị nghỉ.",
        (made.clerk.pk, WEDNESDAY): f"Buổi đó người này đã trực ở Văn thư, {made.government.name}.",
        (made.clerk.pk, SATURDAY): "Ngày 28/11/2026 đơn vị nghỉ.",
        (made.examiner.pk, MONDAY): "Ngày 23/11/2026 người này không giữ vị trí nào ở đơn vị.",
    }
    assert said(made) == {}


def test_a_stranger_saves_no_week(made):
    with pytest.raises(Refused, match="không do bạn phụ trách"):
        saved(made, {(made.clerk.pk, MONDAY, "morning"): "Quầy 05"}, by=made.head)


def test_a_week_is_copied_to_the_next_without_those_away_and_without_overwriting(made):
    saved(
        made,
        {
            (made.clerk.pk, MONDAY, "morning"): "Quầy 05",
            (made.clerk.pk, MONDAY, "afternoon"): "Quầy 06",
            (made.returner.pk, MONDAY, "morning"): "Quầy 14",
        },
    )
    record_absence(
        made.returner,
        away=Away(made.returner.pk, "leave", MONDAY + WEEK, "morning", MONDAY + WEEK, "afternoon"),
        by=as_manager(made.supervisor),
        at=MORNING,
    )
    by = as_manager(made.supervisor)

    first = copy_week(made.centre, monday=MONDAY, by=by, at=MORNING)
    again = copy_week(made.centre, monday=MONDAY, by=by, at=MORNING)

    assert (first.made, again.made) == (2, 0)
    assert [(duty.user_id, reason) for duty, reason in first.skipped] == [
        (made.returner.pk, "Người này vắng mặt buổi đó.")
    ]
    assert said(made, MONDAY + WEEK) == {
        (made.clerk.pk, MONDAY + WEEK, "morning"): "Quầy 05",
        (made.clerk.pk, MONDAY + WEEK, "afternoon"): "Quầy 06",
    }


def loaded(*rows, **options):
    return import_roster(table_of(HEADINGS, rows), source="truc.csv", at=MORNING, **options)


def test_a_roster_is_loaded_from_a_file_once(made):
    rows = [
        ("23/11/2026", "Sáng", "tiepnhan", "Trần Thị Thu Hà", "lac-hong", "Quầy 05"),
        ("2026-11-23", "chiều", "tiepnhan", "", "lac-hong", "Quầy 06"),
    ]

    first, again = loaded(*rows), loaded(*rows)

    assert (first.created, first.unchanged, first.ignored_columns) == (2, 0, ("Họ và tên",))
    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)
    assert list(said(made).values()) == ["Quầy 06", "Quầy 05"]


def test_every_dirty_row_is_named_and_nothing_is_loaded(made):
    good = ("23/11/2026", "sáng", "tiepnhan", "", "lac-hong", "Quầy 05")
    rows = [
        good,
        ("31/11/2026", *good[1:]),
        (good[0], "tối", *good[2:]),
        (*good[:2], "ma", *good[3:]),
        (*good[:4], "khong-co", good[5]),
        (*good[:5], ""),
        (*good[:5], "Q" * 61),
        good,
        (*good[:2], "thuly", *good[3:]),
    ]

    result = loaded(*rows)

    assert result.bad_rows == (
        BadRow(3, "Ngày", "Ngày phải viết dạng 24/11/2026."),
        BadRow(4, "Buổi", "Buổi là sáng hoặc chiều."),
        BadRow(5, "Tên đăng nhập", "Không có tài khoản ma."),
        BadRow(6, "Mã đơn vị", "Không có đơn vị mã khong-co."),
        BadRow(7, "Nơi trực", "Ô trống."),
        BadRow(8, "Nơi trực", "Nơi trực dài quá 60 chữ."),
        BadRow(9, "Buổi", "Người này đã có ở buổi đó, dòng 2."),
        BadRow(10, "Ngày", "Ngày 23/11/2026 người này không giữ vị trí nào ở đơn vị."),
    )
    assert (result.is_loaded, said(made)) == (False, {})


def test_good_rows_are_loaded_when_the_bad_ones_may_be_skipped(made):
    result = loaded(
        ("23/11/2026", "sáng", "tiepnhan", "", "lac-hong", "Quầy 05"),
        ("23/11/2026", "sáng", "ma", "", "lac-hong", "Quầy 05"),
        skip_bad=True,
    )

    assert (result.created, [row.number for row in result.bad_rows], result.is_loaded) == (1, [3], True)


def test_a_file_without_its_columns_says_which_are_missing(made):
    result = import_roster(table_of(["Ngày", "Buổi"], []), source="truc.csv", at=MORNING)

    assert result.bad_rows == (
        BadRow(1, "Tên đăng nhập", "Tệp thiếu cột: Tên đăng nhập, Mã đơn vị, Nơi trực."),
    )
