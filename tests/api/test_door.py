"""Who may enter, and how the door says no."""

import pytest
from django.test import Client

from tests.api.conftest import filled
from tests.factories import received, user


def test_a_stranger_is_asked_to_sign_in(machine, lac_hong):
    answer = machine().get("tasks")

    assert answer.status_code == 401
    assert answer.json() == {"reason": "Hãy đăng nhập."}


def test_somebody_without_a_post_is_let_in_nowhere(machine, lac_hong):
    answer = machine(user("chuagiao", "Chưa Được Giao")).get("tasks")

    assert answer.status_code == 403
    assert answer.json() == {"reason": "Bạn chưa được giao vị trí."}


def test_a_session_changes_nothing_without_its_token(lac_hong):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(lac_hong.head)
    number = received(lac_hong).number

    answer = strict.post(f"/api/v1/dossiers/{number}/take", {"task": 2}, "application/json")

    assert answer.status_code == 403
    assert answer.json() == {"reason": "Thiếu mã bảo vệ biểu mẫu (CSRF), hoặc mã đã cũ."}


def test_a_session_with_its_token_may_act(lac_hong):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(lac_hong.head)
    strict.cookies["csrftoken"] = "a" * 32
    number = received(lac_hong).number

    answer = strict.post(
        f"/api/v1/dossiers/{number}/take",
        {"task": 2},
        "application/json",
        headers={"X-CSRFToken": "a" * 32},
    )

    assert answer.status_code == 200


@pytest.mark.parametrize("address", ["/api/v1/nowhere", "/api/", "/api/v2/tasks"])
def test_an_address_that_is_not_there_answers_in_json(client, address):
    answer = client.get(address)

    assert answer.status_code == 404
    assert answer.json() == {"reason": "Không có địa chỉ này."}


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("get", "/api/v1/look-up", "POST"),
        ("delete", "/api/v1/dossiers", "POST"),
        ("put", "/api/v1/tasks", "GET"),
    ],
)
def test_a_method_an_address_does_not_know_is_refused_in_json(machine, lac_hong, method, address, allowed):
    answer = getattr(machine(lac_hong.clerk).client, method)(address)

    assert answer.status_code == 405
    assert answer["Allow"] == allowed
    assert answer.json() == {"reason": f"Địa chỉ này chỉ nhận {allowed}."}


def test_what_is_no_json_is_refused(machine, lac_hong):
    answer = machine(lac_hong.clerk).client.post("/api/v1/dossiers", "{", "application/json")

    assert answer.status_code == 400
    assert answer.json() == {"reason": "Nội dung gửi không phải là JSON đọc được."}


def test_reasons_come_in_the_language_asked_for(machine, lac_hong):
    answer = machine(lac_hong.clerk).post("dossiers", filled(owner={"name": ""}), **{"Accept-Language": "en"})

    assert answer.status_code == 422
    assert answer.json()["reason"] == "Something in what was sent must be put right."


def test_the_door_describes_itself(client):
    described = client.get("/api/v1/openapi.json").json()

    assert sorted(described["paths"]) == [
        "/api/v1/dossiers",
        "/api/v1/dossiers/{number}/forward",
        "/api/v1/dossiers/{number}/issue",
        "/api/v1/dossiers/{number}/recall",
        "/api/v1/dossiers/{number}/receive-supplement",
        "/api/v1/dossiers/{number}/request-supplement",
        "/api/v1/dossiers/{number}/return",
        "/api/v1/dossiers/{number}/send-back",
        "/api/v1/dossiers/{number}/take",
        "/api/v1/hall/counters/{number}/call",
        "/api/v1/hall/counters/{number}/finish",
        "/api/v1/hall/counters/{number}/miss",
        "/api/v1/hall/counters/{number}/recall",
        "/api/v1/hall/counters/{number}/start",
        "/api/v1/hall/devices",
        "/api/v1/hall/lines",
        "/api/v1/hall/tickets",
        "/api/v1/look-up",
        "/api/v1/tasks",
    ]
