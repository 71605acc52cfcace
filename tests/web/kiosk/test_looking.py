"""What the kiosk shows besides numbers."""

import re

import pytest
from django.urls import reverse

from motcua.base.registers import forget_all
from motcua.queueing import actions
from tests.factories import received, world
from tests.web.kiosk.conftest import words


@pytest.fixture
def office(device):
    home = world()
    made, browser = device(centre=home.centre)
    forget_all()
    browser.made, browser.home = made, home
    return browser


def address(office, name, *more):
    return reverse(f"kiosk:{name}", args=(office.made.pk, *more))


def ask(office, number, digits="5678"):
    return office.post(address(office, "track"), {"number": number, "digits": digits})


def test_a_dossier_is_shown_in_the_answer_and_no_cookie_keeps_it(office):
    dossier = received(office.home)

    answer = ask(office, dossier.number)

    assert dossier.number in words(answer)
    assert "Hẹn trả kết quả" in words(answer)
    assert "Nguyễn" not in words(answer)
    assert "tracking" not in answer.cookies


def test_a_scanner_may_type_the_whole_address_of_the_receipt(office):
    dossier = received(office.home)

    assert dossier.number in words(ask(office, f"https://dvc.example.vn/track/{dossier.number}"))


def test_wrong_digits_show_nothing(office):
    dossier = received(office.home)

    answer = ask(office, dossier.number, "0000")

    assert answer.status_code == 422
    assert "Không tìm thấy hồ sơ" in words(answer)


def test_procedures_are_found_by_field_and_by_words_without_marks(office):
    fields = words(office.get(address(office, "procedures")))
    found = words(office.get(address(office, "procedures"), {"q": "HO KINH DOANH"}))

    assert office.home.field.name in fields
    assert office.home.version.name in found


def test_a_procedure_leads_to_the_number_for_it(office):
    actions.define_group(
        office.home.centre.pk, code="a", letter="A", name="Mọi việc", fields=[office.home.field.pk]
    )

    page = words(office.get(address(office, "procedure", office.home.version.procedure.code)))

    assert office.home.papers[0].name in page
    assert "Lấy số nhóm A, Mọi việc" in page


def test_a_procedure_nobody_knows_is_not_there(office):
    assert office.get(address(office, "procedure", "9.999999")).status_code == 404


def test_what_was_heard_is_said_beside_what_it_found(office):
    heard = office.get(address(office, "procedures"), {"q": "khai sinh", "heard": "yes"})
    typed = office.get(address(office, "procedures"), {"q": "khai sinh"})

    assert "Đã nghe: khai sinh" in words(heard)
    assert "Đã nghe: khai sinh" not in words(typed)


def test_the_key_of_the_voice_waits_for_the_script_that_knows_the_browser(office):
    page = office.get(address(office, "procedures")).content.decode()

    assert re.search(r"<button[^>]* data-hear [^>]*hidden>", page)
    assert re.search(r'<input type="hidden" name="heard" value="yes" disabled>', page)
