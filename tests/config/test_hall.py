"""`motcua hall simulate`: the waits of a recorded day before and after, as words and as JSON."""

import json

import pytest
from django.core.management import CommandError, call_command

from motcua.queueing import actions
from tests.queueing.halls import hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    one = hall()
    one.open(1)
    for at in range(12):
        one.issue(minutes=at / 10)
    for at in range(12):
        one.serve(1, minutes=2 + at * 10, takes=9)
    actions.close_counter(**one.at(1, 180))
    return one


def simulate(capsys, *words):
    call_command("hall", "simulate", "--centre", "trung-tam", "--day", "23/11/2026", *words)
    return capsys.readouterr().out


def test_the_waits_are_told_before_and_after(made, capsys):
    told = simulate(capsys, "--counters", "01", "03:A=07:00-11:30")

    assert "23/11/2026: 12 lượt đến" in told
    assert "Tất cả       12        52  101       111        75%" in told
    assert "Theo phương án" in told
    assert "Lúc hết giờ còn 0 người chờ" in told


def test_the_same_seed_tells_the_same_and_json_has_the_suggestion(made, capsys):
    words = ("--target", "30", "--seed", "3", "--json")

    once, again = simulate(capsys, *words), simulate(capsys, *words)

    said = json.loads(once)
    assert once == again
    assert said["recorded"]["total"]["count"] == 12
    assert said["after"]["total"]["ninetieth"] <= 30 or said["suggestion"]["misses"]
    assert set(said["suggestion"]) == {"plan", "misses", "more_counters"}


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--day", "32/13/2026"), "32/13/2026 không phải là ngày"),
        (("--day", "22/11/2026"), "Ngày này sảnh chưa phát số nào."),
        (("--centre", "khac"), "Không có sảnh của trung tâm nào mang mã khac."),
        (("--days", "9"), "Gộp được từ 1 đến 8 ngày cùng thứ."),
        (("--cap", "0"), "Số này từ 1 trở lên."),
        (("--counters", "77"), "Chưa có quầy 77"),
    ],
)
def test_what_cannot_be_simulated_says_why(made, capsys, words, reason):
    with pytest.raises(CommandError, match=reason):
        simulate(capsys, *words)
