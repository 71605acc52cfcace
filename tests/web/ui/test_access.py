import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path

from motcua.web.ui.access import DESK, guarded
from tests.factories import world

pytestmark = pytest.mark.django_db


def enter(user):
    """Ask for the one page of a guarded list of addresses."""
    (pattern,) = guarded([path("page", lambda request: HttpResponse("vào"), name="page")], may_enter=DESK)
    request = RequestFactory().get("/page?x=1")
    request.user = user
    return pattern.callback(request)


def test_a_holder_of_a_role_enters():
    assert enter(world().clerk).content.decode() == "vào"


def test_somebody_else_is_told_whose_work_it_is():
    made = world()

    answer = enter(made.examiner)

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Việc này cần quyền khác" in page
    assert "cán bộ tiếp nhận" in page
    assert "cán bộ trả kết quả" in page
    assert "Lê Minh Đức" in page


def test_a_stranger_is_sent_to_the_sign_in_and_comes_back():
    answer = enter(AnonymousUser())

    assert answer.status_code == 302
    assert answer.url == "/sign-in?next=/page%3Fx%3D1"
