import io
import sys
import time

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from tests.factories import received, resolved, world

pytestmark = pytest.mark.django_db


def run(*words, stdin=""):
    """Run the command; return what it said on standard error."""
    told = io.StringIO()
    before, sys.stdin = sys.stdin, io.StringIO(stdin)
    try:
        call_command("print", *words, stderr=told)
    except CommandError as error:
        told.write(f"! {error}")
    finally:
        sys.stdin = before
    return told.getvalue()


def pages(path):
    return [page.extract_text() for page in PdfReader(path).pages]


def test_slips_of_many_dossiers_come_in_one_file_in_the_order_asked(tmp_path):
    made = world()
    numbers = [received(made).number for _ in range(3)]
    out = tmp_path / "slips.pdf"

    told = run("receipt", *reversed(numbers), "--paper", "a5", "--out", str(out))

    assert [number for page in pages(out) for number in numbers if number in page] == numbers[::-1]
    assert told.splitlines()[:2] == ["Đã đọc 3/3 mã", "Đang dàn trang 3 hồ sơ…"]


def test_bad_numbers_are_named_with_their_line_and_the_rest_is_printed(tmp_path):
    made = world()
    number = received(made).number
    out = tmp_path / "slips.pdf"

    told = run("01", "-", "--out", str(out), stdin=f"H99.12-261123-9999\n\n{number}\n{number}\n")

    assert len(pages(out)) == 1
    assert "Dòng 1, H99.12-261123-9999: Không có hồ sơ này, hoặc bạn không được xem." in told
    assert f"Dòng 4, {number}: Mã hồ sơ này đã có ở trên." in told
    assert told.endswith("! 2 mã không in được.")


def test_a_result_receipt_waits_for_the_result(tmp_path):
    made = world()
    open_one, done = received(made).number, resolved(made).number
    out = tmp_path / "slips.pdf"

    told = run("result", open_one, done, "--out", str(out))

    assert f"Dòng 1, {open_one}: Hồ sơ chưa có kết quả." in told
    assert len(pages(out)) == 1


def test_nothing_to_print_makes_no_file(tmp_path):
    world()
    out = tmp_path / "slips.pdf"

    told = run("control", "H99.12-261123-9999", "--out", str(out))

    assert told.endswith("! Không có hồ sơ nào in được.")
    assert not out.exists()


@pytest.mark.parametrize("form", ["08", "giay-hen", ""])
def test_a_form_that_dossiers_alone_do_not_fill_is_refused(form, tmp_path):
    told = run(form, "H99.12-261123-0001", "--out", str(tmp_path / "slips.pdf"))

    assert told.startswith(
        f"! Không in được biểu mẫu {form}. Có: receipt (01), supplement (02), refusal (03)"
    )


@pytest.mark.parametrize("form", ["joint-receipt", "hand-over", "register"])
def test_papers_about_many_dossiers_list_them_all(form, tmp_path):
    made = world()
    numbers = [resolved(made).number for _ in range(2)]
    out = tmp_path / "list.pdf"

    run(form, *numbers, "--out", str(out))

    text = "".join(pages(out))
    assert all(number in text for number in numbers)


@pytest.mark.slow
def test_two_hundred_slips_are_one_file_in_less_than_a_minute(tmp_path):
    made = world()
    numbers = [received(made).number for _ in range(200)]
    out = tmp_path / "slips.pdf"
    began = time.monotonic()

    told = run("receipt", "-", "--out", str(out), stdin="\n".join(numbers))

    assert time.monotonic() - began < 60
    assert len(PdfReader(out).pages) == 200
    assert told.splitlines()[:10] == [f"Đã đọc {done}/200 mã" for done in range(20, 201, 20)]
