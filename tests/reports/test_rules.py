from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.reports.rules import Line, level_label, percentages, total, unbalanced, why_not_period


def test_the_published_levels_have_percentages_that_sum_to_a_hundred():
    # Hương Trà 2021: plain rounding would give 71.21 + 12.35 + 16.45 = 100.01.
    assert percentages([4251, 737, 982]) == ["71.21", "12.34", "16.45"]


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_percentages_as_shown_always_sum_to_a_hundred(counts):
    shown = percentages(counts)

    expected = 10_000 if sum(counts) else 0
    assert sum(int(text.replace(".", "")) for text in shown) == expected


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
def test_no_percentage_is_off_by_more_than_one_in_the_last_place(counts):
    for count, text in zip(counts, percentages(counts), strict=True):
        assert abs(float(text) - count / sum(counts) * 100) < 0.01 + 1e-9


def test_the_total_is_the_sum_of_the_rows():
    rows = [
        Line(
            1,
            "Đất đai",
            received=5,
            carried_over=2,
            early=1,
            on_time=2,
            late=1,
            in_time=1,
            overdue=1,
            other=1,
        ),
        Line(2, "Hộ tịch", received=3, on_time=3),
    ]

    summed = total(rows)

    assert summed.figures == {
        "received": 8,
        "carried_over": 2,
        "resolved": 7,
        "early": 1,
        "on_time": 5,
        "late": 1,
        "open": 2,
        "in_time": 1,
        "overdue": 1,
        "other": 1,
    }


def test_a_row_that_loses_a_dossier_is_named():
    rows = [Line(1, "Đất đai", received=3, on_time=2), Line(2, "Hộ tịch", received=1, other=1)]

    assert unbalanced(rows) == ["Đất đai"]


@pytest.mark.parametrize(
    ("start", "to", "as_of", "reason"),
    [
        (date(2021, 1, 1), date(2021, 6, 18), date(2021, 6, 18), ""),
        (date(2021, 1, 1), date(2021, 1, 1), date(2021, 1, 1), ""),
        (
            date(2021, 6, 18),
            date(2021, 1, 1),
            date(2021, 6, 18),
            "Ngày đầu kỳ phải trước hoặc bằng ngày cuối kỳ.",
        ),
        (
            date(2021, 1, 1),
            date(2021, 6, 18),
            date(2020, 12, 31),
            "Ngày chốt số liệu phải từ ngày đầu kỳ trở đi.",
        ),
    ],
)
def test_a_period_runs_forward(start, to, as_of, reason):
    assert why_not_period(start=start, to=to, as_of=as_of) == reason


# NĐ 42/2022/NĐ-CP, in force from 15/08/2022.
@pytest.mark.parametrize(
    ("on", "label"), [(date(2021, 6, 18), "Mức độ 4"), (date(2022, 8, 15), "Trực tuyến toàn trình")]
)
def test_a_level_is_called_as_the_law_of_the_day_called_it(on, label):
    assert level_label(4, named="Trực tuyến toàn trình", on=on) == label
