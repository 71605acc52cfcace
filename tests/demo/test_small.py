"""The small demo: Hồng Lạc today, as the journeys in the browser and a newcomer meet it."""

from collections import Counter
from datetime import date
from random import Random

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.urls import reverse

from motcua.accounts.models import SigningPin, User
from motcua.base import clock
from motcua.base.registers import forget_all
from motcua.demo import building, life, stories, volume
from motcua.demo.accounts import DEMO_ACCOUNTS, PASSWORD
from motcua.dossiers import queries, scans, whereabouts
from motcua.dossiers.models import CustodyBatch, Digitisation, Dossier, Event, Scan, Supplement, Task
from motcua.dossiers.verification import differences
from motcua.organisations.models import Position, Unit
from motcua.organisations.queries import holders, rights_of
from motcua.queueing.queries import counter_on_duty
from motcua.worktime import queries as worktime

TODAY = date(2026, 11, 25)
NOW = clock.at(TODAY, 10, 30)
Business = Dossier.Business
# Somebody of Hương Trà, which the small demo leaves out.
PRESENT = [account for account in DEMO_ACCOUNTS if account.username != "huongtra"]

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def province(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        forget_all()
        building.build(now=NOW, is_small=True)
        connection.check_constraints()  # once, not again at the end of every test
        yield
        transaction.set_rollback(True)


def timings():
    return Counter(queries.timing_of(dossier, on=TODAY) for dossier in Dossier.objects.all())


def test_dossiers_stand_in_every_state_that_can_be_reached():
    states = set(Dossier.objects.values_list("business", flat=True))

    # Just received is only who waits for the clerk who receives; everything else has somebody in it.
    assert states == set(Business) - {Business.RECEIVED}
    assert set(timings()) == {"early", "on_time", "late", "in_time", "overdue", ""}
    assert Dossier.objects.open().filter(due_on=TODAY).exists()
    assert Dossier.objects.filter(received_on=TODAY).exists()
    assert Task.objects.open().filter(step__stops_clock=True).exists()
    # No calendar has changed and no supplement is weeks late in a demo of the last days.
    rare = {Event.Kind.RECALENDARED, Event.Kind.EXPIRED}
    assert set(Event.objects.values_list("kind", flat=True)) | rare == set(Event.Kind.values)


def test_a_dossier_lies_at_every_step_of_the_procedure_that_the_accounts_share():
    at = set(
        Task.objects.open()
        .filter(dossier__procedure__procedure__code="1.001612", dossier__centre__code="hong-lac")
        .values_list("step__kind", flat=True)
    )

    assert at == {"receive", "assign", "examine", "review", "sign", "issue", "return"}


def test_no_open_task_is_without_somebody_who_holds_it_today():
    without = [
        task
        for task in Task.objects.open().select_related("unit")
        if not holders(task.unit_id, task.role, on=TODAY)
    ]

    assert without == []
    open_tasks = Counter(Task.objects.open().filter(asked_by=None).values_list("dossier", flat=True))
    ended = [Business.RETURNED, Business.REFUSED, Business.WITHDRAWN, Business.STOPPED]
    waiting = Dossier.objects.exclude(business__in=ended)
    assert open_tasks == Counter(waiting.values_list("pk", flat=True))


def test_nothing_happened_after_now():
    assert not Event.objects.filter(at__gt=NOW).exists()


def test_the_columns_of_every_dossier_are_what_its_events_say():
    assert list(differences()) == []


def test_the_numbers_of_each_centre_and_day_have_no_gaps():
    orders = {}
    for number in Dossier.objects.order_by("received_at", "number").values_list("number", flat=True):
        series, _dash, order = number.rpartition("-")
        orders.setdefault(series, []).append(int(order))

    assert all(found == list(range(1, len(found) + 1)) for found in orders.values())


@pytest.mark.parametrize("account", PRESENT, ids=lambda account: account.username)
def test_a_demo_account_signs_in_with_the_published_password(client, account):
    response = client.post(reverse("ui:sign-in"), {"username": account.username, "password": PASSWORD})

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(username=account.username).pk)


def test_every_role_has_an_account_that_signs_in():
    roles = {post.role for account in DEMO_ACCOUNTS for post in account.posts}

    assert roles == set(Position.Role.values)


def test_nobody_else_has_a_password():
    users = User.objects.exclude(username__in=[account.username for account in DEMO_ACCOUNTS])

    assert [user.username for user in users if user.has_usable_password()] == []


@pytest.mark.parametrize("username", ["thuly", "truongphong", "lanhdao", "vanthu", "datdai", "thue"])
def test_an_officer_of_the_demo_finds_work_on_the_desk(username):
    rights = rights_of(User.objects.get(username=username).pk, on=TODAY)

    assert queries.work_list(rights, whose="unit", at=NOW).total > 0


def test_the_demo_is_not_built_over_data():
    with pytest.raises(CommandError, match="--reset"):
        call_command("demo", small=True)


def test_a_reset_removes_what_was_entered_and_builds_the_demo_anew(capsys):
    Dossier.objects.filter(number=Dossier.objects.first().number).update(owner_name="Đã sửa")

    call_command("demo", small=True, reset=True)

    told = capsys.readouterr().out
    assert not Dossier.objects.filter(owner_name="Đã sửa").exists()
    assert 70 <= Dossier.objects.count() <= 100
    assert PASSWORD in told
    assert all(account.username in told for account in PRESENT)


def test_a_reset_refuses_a_database_that_is_no_demo():
    User.objects.filter(username=DEMO_ACCOUNTS[0].username).update(username="canbo")

    with pytest.raises(CommandError, match="something else"):
        call_command("demo", reset=True)


def test_a_production_deployment_never_gets_the_demo(settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="production"):
        call_command("demo", reset=True)


@pytest.mark.parametrize(
    "now",
    [
        clock.at(date(2026, 11, 24), 9),
        clock.at(date(2026, 11, 22), 9),
        clock.at(date(2026, 11, 23), 5),
        clock.at(date(2026, 11, 20), 23),
    ],
    ids=["a public holiday", "a Sunday", "before opening", "at night"],
)
def test_every_state_can_be_planned_outside_working_hours_too(now):
    planner = life.Planner(Random(1), worktime.current().working_time, now=now)
    service = life.services(Unit.objects.get(code="hong-lac"), today=TODAY)[1]

    missing = [state for state in life.State if planner.plan(service, state) is None]

    assert missing == []


def test_plans_of_one_seed_are_the_same_again():
    offered = life.services(Unit.objects.get(code="hong-lac"), today=TODAY)

    first, second = (
        list(
            life.Planner(Random(7), worktime.current().working_time, now=NOW).plans(
                offered, count=40, is_whole=True
            )
        )
        for _turn in range(2)
    )

    assert first == second


def test_the_step_holders_of_the_commune_of_four_hold_several_positions():
    commune = Unit.objects.get(code="ubnd-hai-yen")
    units = [commune.pk, *Unit.objects.filter(parent=commune).values_list("pk", flat=True)]
    people = Counter(Position.objects.filter(unit__in=units).values_list("memberships__user", flat=True))

    assert len(people) == 4
    assert all(count > 1 for count in people.values())


def test_batches_of_paper_stand_in_every_state_and_one_lost_an_original():
    centre = Unit.objects.get(code="hong-lac")
    rights = rights_of(User.objects.get(username="tiepnhan").pk, on=TODAY)

    batches = whereabouts.batches([centre.pk], at=NOW)
    missing = whereabouts.missing([centre.pk], at=NOW)

    assert {(line.batch.left_at is not None, line.is_late) for line in batches} == {
        (False, False),
        (True, False),
        (True, True),
    }
    assert CustodyBatch.objects.filter(arrived_at__isnull=False).exists()
    assert len(missing) == 1
    assert whereabouts.whereabouts(missing[0].original.dossier.number, rights).is_labelled
    assert not CustodyBatch.objects.filter(left_at__gt=NOW).exists()


def test_papers_are_scanned_page_by_page_with_a_difference_answered_for_and_one_exempt():
    scanned = Digitisation.objects.filter(scanned_pages__gt=0)

    number = scanned.values_list("paper__dossier__number", flat=True)[0]
    file = Scan.objects.select_related("file").first().file

    assert scanned.values("paper__dossier").distinct().count() >= 5
    assert Digitisation.objects.filter(exemption="shown").count() == 1
    assert not Digitisation.objects.filter(at__gt=NOW).exists()
    assert file.media_type == "application/pdf"
    assert scans.scans_page(number, rights_of(User.objects.get(username="tiepnhan").pk, on=TODAY)).rows


def test_a_newcomer_follows_a_marked_supplement_with_the_number_and_digits_that_are_told(client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    marked = next(line for line in stories.told() if ", digits " in line)
    number, digits = marked.strip().split(", digits ")

    opened = client.post("/track", {"number": number, "digits": digits})
    page = client.get(f"/track/{number}/supplement").content.decode()
    picture = client.get(f"/track/{number}/supplement/marked/1")

    assert opened.url == f"/track/{number}"
    assert "Địa chỉ không khớp" in page
    assert "mc-mark" in page
    assert picture["Content-Type"] == "image/webp"


def test_an_officer_finds_a_supplement_that_has_just_come(client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    number = Supplement.objects.exclude(sent_at=None).get().dossier.number
    client.force_login(User.objects.get(username="thuly"))

    page = client.get(f"/cases/{number}").content.decode()

    assert "bổ sung mới" in page
    assert any(line.endswith(f"/cases/{number}") for line in stories.told())


def test_no_account_of_the_demo_has_a_signing_pin():
    assert not SigningPin.objects.exists()


def test_any_volume_can_be_added_for_benches_without_touching_the_numbers_of_today(monkeypatch):
    monkeypatch.setattr(volume, "ORIGINALS", 30)
    before = Dossier.objects.count()

    added = volume.generate(100, today=TODAY)

    assert added == 100
    assert Dossier.objects.count() == before + 100
    assert not Dossier.objects.filter(received_on=TODAY, number__regex=r"-\d{8}$").exists()
    copies = Dossier.objects.filter(number__regex=r"-\d{8}$")
    ended = [Business.RETURNED, Business.REFUSED, Business.WITHDRAWN, Business.STOPPED]
    holding = Task.objects.open().filter(dossier__in=copies, asked_by=None)
    assert copies.exclude(business__in=ended).count() == holding.count()


@pytest.mark.parametrize(
    ("username", "number"), [("tiepnhan", 5), ("traketqua", 14), ("hong-lac.quay.01", 1)]
)
def test_the_roster_names_the_counter_of_whoever_sits_there(username, number):
    person, centre = User.objects.get(username=username), Unit.objects.get(code="hong-lac")

    found = counter_on_duty(person.pk, centre_id=centre.pk, at=NOW)

    assert found.number == number
