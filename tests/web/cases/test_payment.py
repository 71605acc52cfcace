"""Leaving a step in which the applicant pays (QT033): only with the proof."""

import pytest

from motcua.dossiers import actions
from motcua.dossiers.models import Dossier
from tests.factories import Role, post, procedure, process, received, unit, user
from tests.web.cases.conftest import TEN, words

STEPS = (
    (1, "receive", "centre", Role.RECEPTION, 60),
    (2, "examine", "division", Role.EXAMINER, 780),
    (3, "outside", "tax", Role.PARTNER, None),
    (4, "sign", "agency", Role.HEAD_OF_AGENCY, 240),
    (5, "return", "centre", Role.RETURNS, None),
)


@pytest.fixture
def tax_officer(lac_hong):
    place = unit("thue", "Thuế cơ sở", "tax", parent=lac_hong.government)
    officer = user("thue", "Đinh Công Thành")
    post(officer, place, Role.PARTNER)
    return officer


@pytest.fixture
def at_the_tax_office(lac_hong, tax_officer):
    version, case = procedure("1.004227", "Đăng ký biến động đất đai", field=lac_hong.field)
    process(version, steps=STEPS)
    dossier = received(lac_hong, version_id=version.pk, case_id=case.pk)
    actions.forward(dossier.number, task=2, by=lac_hong.rights(lac_hong.examiner), at=TEN)
    return dossier


def test_the_tax_office_is_asked_for_the_proof(sign_in, tax_officer, at_the_tax_office):
    form = sign_in(tax_officer).get(f"/cases/{at_the_tax_office.number}").context["panel"].form

    assert "proof" in form.fields
    assert form.fields["proof"].required


def test_without_proof_the_step_is_not_left_and_the_field_says_so(sign_in, tax_officer, at_the_tax_office):
    response = sign_in(tax_officer).post(
        f"/cases/{at_the_tax_office.number}/forward", {"task": 3, "owes": "True", "note": "Đã thông báo"}
    )

    assert response.status_code == 422
    assert list(response.context["panel"].form.errors) == ["proof"]
    assert response.context["panel"].form["note"].value() == "Đã thông báo"


def test_a_form_that_forgot_what_is_owed_is_refused_by_the_rule(sign_in, tax_officer, at_the_tax_office):
    response = sign_in(tax_officer).post(f"/cases/{at_the_tax_office.number}/forward", {"task": 3})

    assert response.status_code == 409
    assert "Hãy ghi chứng từ nộp tiền hoặc quyết định miễn." in words(response)


def test_with_the_proof_the_clock_goes_on_and_the_road_says_it(sign_in, tax_officer, at_the_tax_office):
    client = sign_in(tax_officer)

    client.post(
        f"/cases/{at_the_tax_office.number}/forward", {"task": 3, "owes": "True", "proof": "Biên lai 77"}
    )

    dossier = Dossier.objects.get(pk=at_the_tax_office.pk)
    assert (dossier.money, dossier.is_paused) == ("paid", False)
    told = client.get(f"/cases/{dossier.number}").context["told"][0]
    assert told.what.endswith(", chứng từ Biên lai 77")
