"""What a page needs passes by what machines ask; languages and protections hold for both."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
LOOK_UP = "/api/v1/look-up"


def test_an_answer_to_a_machine_is_in_its_language_and_says_so(client):
    said = [
        client.post(LOOK_UP, {}, content_type="application/json", headers={"Accept-Language": language})
        for language in ("vi", "en")
    ]

    assert [answer["Content-Language"] for answer in said] == ["vi", "en"]
    assert said[0].json()["faults"][0]["reason"] == "Thiếu phần này."
    assert ["Accept-Language" in answer["Vary"] for answer in said] == [True, True]


def test_a_page_speaks_the_language_of_its_cookie_before_that_of_the_browser(client):
    client.cookies["django_language"] = "en"

    answer = client.get("/", headers={"Accept-Language": "vi"})

    assert answer["Content-Language"] == "en"


def test_a_machine_gets_the_protections_of_a_page_and_no_cookie(client):
    page, machine = client.get("/"), client.get("/api/v1/openapi.json")

    headers = ("X-Content-Type-Options", "Content-Security-Policy", "X-Frame-Options")
    assert [machine[name] for name in headers] == [page[name] for name in headers]
    assert not machine.cookies


def test_a_machine_asks_no_session_of_the_database(client, django_user_model, django_assert_num_queries):
    client.force_login(django_user_model.objects.create(username="hoa"))

    with django_assert_num_queries(0):
        client.get("/api/v1/openapi.json")


def test_a_page_knows_who_is_signed_in(client, django_user_model):
    client.force_login(django_user_model.objects.create(username="hoa"))

    answer = client.get(reverse("ui:sign-in"))

    assert answer.wsgi_request.user.username == "hoa"
