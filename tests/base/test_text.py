import pytest

from motcua.base.text import clean, clean_lines, fold, mask, mask_phone


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Đăng ký khai sinh", "dang ky khai sinh"),
        ("  Điện   Biên ", "dien bien"),
        ("hòa", "hoa"),
        ("hoà", "hoa"),
        # The same letters typed as base letter plus combining marks.
        ("Đa\u0306ng ky\u0301", "dang ky"),
        ("H99.12-261120-0032", "h99.12-261120-0032"),
        ("", ""),
    ],
)
def test_fold_makes_every_way_of_typing_the_same(typed, folded):
    assert fold(typed) == folded


def test_clean_keeps_one_unicode_form_and_single_spaces():
    assert clean(" Nguye\u0302\u0303n \t Thị Hoa\n") == "Nguyễn Thị Hoa"


def test_lines_are_kept_with_at_most_one_empty_one_between():
    assert clean_lines(" Chào  bà Hoa,\r\n\n\n\t\nảnh mờ. \n") == "Chào bà Hoa,\n\nảnh mờ."


def test_mask_shows_only_the_last_four_digits():
    assert mask("001189001234") == "••••••••1234"


def test_a_short_number_is_not_lengthened_by_its_mask():
    assert mask("123") == "123"


def test_mask_phone_hides_the_middle():
    assert mask_phone("0912345678") == "0912 ••• 678"
