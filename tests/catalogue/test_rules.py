"""What a version says, and when a file changes it."""

from dataclasses import replace

import pytest

from motcua.catalogue.rules import (
    CaseContent,
    Content,
    Limit,
    Paper,
    Said,
    become,
    digest,
    field_code,
    field_name,
)

THREE_DAYS = Limit("", 3, "working_day", "03 ngày làm việc")
FORM = Paper("Tờ khai", "form", 1)
RICH = Content(
    name="Đăng ký khai sinh",
    field="Hộ tịch",
    agency="UBND cấp xã",
    fee="Miễn",
    cases=(CaseContent("", (THREE_DAYS,), (FORM,)),),
)
BARE = Content(name="Đăng ký khai sinh lưu động")


def said(*, limits=None, papers=None, names_cases=False, **values):
    return Said("1.001193", 2, values, limits or {}, papers or {}, names_cases)


def test_nothing_said_changes_nothing():
    assert become(RICH, said(), is_list=False) == RICH


def test_the_fingerprint_moves_with_every_part():
    others = [
        replace(RICH, fee="5.000 đ"),
        replace(RICH, cases=()),
        replace(RICH, cases=(CaseContent("", (replace(THREE_DAYS, amount=2),), (FORM,)),)),
        replace(RICH, cases=(CaseContent("", (THREE_DAYS,), ()),)),
    ]

    assert len({digest(RICH), *map(digest, others)}) == 5
    assert digest(replace(RICH)) == digest(RICH)


def test_a_part_that_is_said_replaces_the_old_one_and_the_rest_stays():
    assert become(RICH, said(fee="10.000 đ"), is_list=False) == replace(RICH, fee="10.000 đ")


def test_a_bare_list_renames_only_what_nobody_has_described():
    said_by_list = said(name="Thủ tục đăng ký khai sinh", field="Tư pháp")

    assert become(RICH, said_by_list, is_list=True) == RICH
    assert become(BARE, said_by_list, is_list=True) == replace(
        BARE, name="Thủ tục đăng ký khai sinh", field="Tư pháp"
    )


def test_a_bare_list_fills_what_is_empty():
    assert become(RICH, said(level="Cấp xã"), is_list=True) == replace(RICH, level="Cấp xã")


def test_one_field_spelled_two_ways_is_one_field():
    assert become(RICH, said(field="hộ  tịch"), is_list=False) == RICH


def test_a_limit_without_cases_does_not_speak_of_a_version_that_has_cases():
    fine = replace(RICH, cases=(CaseContent("Nhà ở", (THREE_DAYS,)), CaseContent("Khác", (THREE_DAYS,))))

    assert become(fine, said(limits={"": (Limit("", 9, "working_day"),)}), is_list=False) == fine


def test_new_cases_keep_the_papers_that_were_common():
    limits = {"Cấp đổi": (THREE_DAYS,), "Cấp lại": (THREE_DAYS,)}

    changed = become(RICH, said(limits=limits, names_cases=True), is_list=False)

    assert changed.cases == (
        CaseContent("Cấp đổi", (THREE_DAYS,), (FORM,)),
        CaseContent("Cấp lại", (THREE_DAYS,), (FORM,)),
    )


def test_papers_without_a_case_are_asked_for_in_every_case():
    two = replace(RICH, cases=(CaseContent("A", (THREE_DAYS,)), CaseContent("B", (THREE_DAYS,))))
    drawing = Paper("Bản vẽ")

    changed = become(two, said(papers={"": (FORM,), "B": (drawing,)}), is_list=False)

    assert [case.papers for case in changed.cases] == [(FORM,), (FORM, drawing)]


@pytest.mark.parametrize(
    ("mark", "papers", "kept"),
    [("yes", {}, "no"), ("no", {}, "no"), ("yes", {"": (FORM,)}, "yes")],
)
def test_a_version_is_as_verified_as_its_least_verified_part(mark, papers, kept):
    unverified = replace(RICH, verified="no")

    assert become(unverified, said(verified=mark, papers=papers), is_list=False).verified == kept


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Việc làm: 07 TTHC", "Việc làm"),
        ("Giải quyết khiếu nại)", "Giải quyết khiếu nại"),
        ("giáo dục trung học", "Giáo dục trung học"),
        ("  Văn   hoá ", "Văn hoá"),
    ],
)
def test_names_of_fields_lose_what_a_table_of_contents_left_on_them(written, name):
    assert field_name(written) == name


def test_field_keys_fold_and_stay_short():
    long = "Thành lập và hoạt động, hỗ trợ của Tổ hợp tác, Hợp tác xã, Liên hiệp hợp tác xã và nhiều nữa"

    assert field_code("Hộ tịch") == field_code("hộ tịch") == "ho-tich"
    assert len(field_code(long)) <= 80
    assert field_code(long) != field_code(long + " khác")
