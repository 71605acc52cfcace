"""`motcua watch` makes a round of what is due by itself."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from motcua.queueing.models import CounterSession, Hall, Ticket
from tests.queueing.halls import OPENING, hall

pytestmark = pytest.mark.django_db


def test_the_hall_of_a_day_that_is_over_ends_in_the_night(monkeypatch, capsys):
    made = hall()
    made.open(1)
    served, waiting = made.issue(), made.issue(minutes=1)
    made.call(1, minutes=2)

    monkeypatch.setattr(timezone, "now", lambda: OPENING + timedelta(hours=15, minutes=59))
    call_command("watch")
    same_evening = Hall.objects.get().is_over
    monkeypatch.setattr(timezone, "now", lambda: OPENING + timedelta(hours=16, minutes=1))
    call_command("watch")

    assert (same_evening, Hall.objects.get().is_over) == (False, True)
    assert dict(Ticket.objects.values_list("pk", "state")) == {served.pk: "left", waiting.pk: "left"}
    assert not CounterSession.objects.filter(to_at=None).exists()
    assert "1 ngày của sảnh được kết thúc." in capsys.readouterr().out
