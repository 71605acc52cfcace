"""What went silent, on the screen: each kind with its owner and a link."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.base import clock
from motcua.dossiers import custody
from motcua.notifications.models import Notice
from tests.dossiers.batches import sent
from tests.factories import MONDAY, MORNING, received, world

ADDRESS = reverse("insight:silence")


@pytest.fixture
def made(db, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: clock.at(MONDAY, 10))
    return world()


@pytest.fixture
def supervisor(client, made):
    client.force_login(made.supervisor)
    return client


def words(client):
    return " ".join(unescape(client.get(ADDRESS).content.decode()).split())


def failed(made, **changes):
    values = {
        "key": "dossier-received:1",
        "channel": "sms",
        "address": "0912345678",
        "template": "dossier-received",
        "language": "vi",
        "body": "Đã nhận hồ sơ",
        "reference": "H99.12-261123-0001",
        "unit": made.centre,
        "made_at": MORNING,
        "state": "failed",
        "failed_at": MORNING,
        "last_error": "HTTP 422",
    }
    return Notice.objects.create(**{**values, **changes})


def test_nothing_silent_says_what_would_stand_here(supervisor):
    assert "Không có gì nằm im." in words(supervisor)


def test_a_dossier_nobody_touched_has_its_owner(supervisor, made, monkeypatch):
    dossier = received(made)
    monkeypatch.setattr(timezone, "now", lambda: clock.at(MONDAY + timedelta(days=9), 9))
    supervisor.force_login(made.supervisor)

    page = words(supervisor)

    assert "1 hồ sơ không ai làm gì" in page
    assert dossier.number in page
    assert "Phạm Văn Lợi" in page


def test_a_failed_notice_has_the_reception_of_its_centre_as_owner(supervisor, made):
    failed(made)

    page = words(supervisor)

    assert "1 thông báo không gửi được" in page
    assert "0912 ••• 678" in page
    assert "Bên nhận nói địa chỉ này không đúng" in page
    assert "Trần Thị Thu Hà" in page


def test_a_notice_that_was_given_up_is_settled(supervisor, made):
    failed(made, state="given_up", given_up_at=MORNING, given_up_by=made.supervisor)

    assert "Không có gì nằm im." in words(supervisor)


def test_another_communes_failed_notice_is_not_told(client, made):
    failed(made)
    client.force_login(made.outsider)

    assert client.get(ADDRESS).status_code == 403


def test_a_batch_nobody_confirmed_has_its_receiver_as_owner(supervisor, made, monkeypatch):
    batch = sent(made, received(made))
    monkeypatch.setattr(timezone, "now", lambda: clock.at(MONDAY + timedelta(days=2), 9))
    supervisor.force_login(made.supervisor)

    page = words(supervisor)

    assert "1 phiếu bàn giao chưa xác nhận" in page
    assert reverse("desk:batch", args=(batch.number,)) in page
    assert "Đặng Thúy Nga" in page or "Phạm Văn Lợi" in page


def test_a_missing_original_has_its_giver_as_owner(supervisor, made):
    dossier = received(made)
    batch = sent(made, dossier)
    records = made.rights(made.records)
    custody.close(batch.number, by=records, at=MORNING)

    page = words(supervisor)

    assert "giấy tờ thiếu" in page
    assert reverse("desk:whereabouts", args=(dossier.number,)) in page
    assert "Trần Thị Thu Hà" in page
