import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from motcua.base.visitors import address_of
from motcua.web.ui import errors


def test_a_page_that_does_not_exist_offers_the_search(client):
    answer = client.get("/khong-co")

    page = answer.content.decode()
    assert answer.status_code == 404
    assert "Không có trang này" in page
    assert reverse("portal:procedures") in page


def test_an_old_form_says_that_nothing_was_changed():
    answer = Client(enforce_csrf_checks=True).post(reverse("ui:sign-out"))

    assert answer.status_code == 403
    assert "Chưa có gì thay đổi" in answer.content.decode()


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (errors.bad_request, 400, "Chưa đọc được yêu cầu"),
        (errors.forbidden, 403, "Việc này cần quyền khác"),
    ],
)
def test_what_went_wrong_is_said_with_what_to_do_next(view, status, words):
    request = RequestFactory().get("/")

    answer = view(request, Exception())

    assert answer.status_code == status
    assert words in answer.content.decode()


def test_the_page_of_a_fault_needs_neither_request_nor_database():
    answer = errors.failed(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert "những gì đã lưu trước đó vẫn còn nguyên" in answer.content.decode()


def test_the_address_of_a_visitor_is_the_connection_unless_proxies_are_ours(settings):
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.9, 10.0.0.2"})

    settings.PROXIES = 0
    assert address_of(request) == "127.0.0.1"
    settings.PROXIES = 2
    assert address_of(request) == "203.0.113.9"
    settings.PROXIES = 4
    assert address_of(request) == "127.0.0.1"
