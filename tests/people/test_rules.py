from datetime import date

import pytest

from motcua.people import rules

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("001189001234", ""),
        ("046303000001", ""),
        ("00118900123", "Số định danh có 12 chữ số."),
        ("0011890012345", "Số định danh có 12 chữ số."),
        ("00118900123a", "Số định danh có 12 chữ số."),
        ("", "Số định danh có 12 chữ số."),
        ("000189001234", "Ba chữ số đầu của số định danh là mã nơi đăng ký khai sinh, không thể là 000."),
        # Century digit 2 is a man of the 21st century: 2089 is to come.
        ("001289001234", "Số định danh cho năm sinh 2089, sau hôm nay."),
    ],
)
def test_a_personal_number_is_checked_by_its_structure(number, reason):
    assert rules.why_not_personal_number(number, today=TODAY) == reason


@pytest.mark.parametrize(
    ("number", "year", "sex"),
    [("001189001234", 1989, "female"), ("001089001234", 1989, "male"), ("001203001234", 2003, "male")],
)
def test_a_personal_number_carries_year_of_birth_and_sex(number, year, sex):
    assert (rules.birth_year(number), rules.sex_of(number)) == (year, sex)


# The first three were verified against the published registers (domain.md §5.5).
@pytest.mark.parametrize(
    ("number", "is_right"),
    [
        ("0315459414", True),
        ("0100109106", True),
        ("0101248141", True),
        ("0100109106-001", True),
        ("0100109107", False),
        ("0100109106-000", False),
        ("0100109106-1", False),
        ("010010910", False),
        ("", False),
    ],
)
def test_a_tax_number_is_checked_by_its_check_digit(number, is_right):
    assert (rules.why_not_tax_number(number) == "") is is_right


@pytest.mark.parametrize(
    ("typed", "local"),
    [
        ("0912345678", "0912345678"),
        ("0912 345 678", "0912345678"),
        ("0912.345.678", "0912345678"),
        ("+84 912 345 678", "0912345678"),
        ("84912345678", "0912345678"),
        ("(0211) 3-888-999", "02113888999"),
    ],
)
def test_a_phone_is_kept_in_one_form_however_it_was_typed(typed, local):
    phone = rules.local_phone(typed)

    assert (phone, rules.why_not_phone(phone)) == (local, "")


@pytest.mark.parametrize("typed", ["", "12345", "0112345678", "09123456789", "abc"])
def test_a_number_that_is_no_phone_is_refused(typed):
    assert rules.why_not_phone(rules.local_phone(typed)) == "Số điện thoại có 10 chữ số, bắt đầu bằng 0."


def test_the_card_of_a_citizen_is_read_from_its_qr_text():
    text = "001189001234|012345678|Nguyễn Thị Hoa|13091989|Nữ|Tổ 4, phường Lạc Hồng|01072021"

    card = rules.read_card(text)

    assert card == rules.Card(
        number="001189001234",
        name="Nguyễn Thị Hoa",
        birth_on=date(1989, 9, 13),
        sex="female",
        address="Tổ 4, phường Lạc Hồng",
    )


def test_a_newer_card_may_have_more_parts():
    assert (
        rules.read_card("001189001234||Nguyễn Thị Hoa|13091989|Nữ|Tổ 4|01072024||x|y").name
        == "Nguyễn Thị Hoa"
    )


def test_a_card_with_an_impossible_date_is_read_without_it():
    assert rules.read_card("001189001234||Nguyễn Thị Hoa|31021989|Nữ|Tổ 4|").birth_on is None


@pytest.mark.parametrize("text", ["", "hello", "https://example.vn", "12|34|56|78|9|0", "001189001234||||||"])
def test_other_text_is_no_card(text):
    assert rules.read_card(text) is None
