import pytest
from django.db import connection

from motcua.dossiers.models import Dossier, Task
from motcua.dossiers.verification import differences
from tests.factories import resolved, world

pytestmark = pytest.mark.django_db


def found() -> list[str]:
    return [difference.what for difference in differences()]


def test_a_dossier_left_alone_agrees_with_its_events():
    resolved(world())

    assert found() == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"business": "returned"}, "business: cột ghi returned, sự kiện cho resolved"),
        ({"custody": "applicant"}, "custody: cột ghi applicant, sự kiện cho centre"),
        ({"last_hash": "0" * 64}, "đầu chuỗi băm không khớp sự kiện cuối"),
    ],
)
def test_a_column_changed_behind_the_events_is_named(change, what):
    dossier = resolved(world())

    Dossier.objects.filter(pk=dossier.pk).update(**change)

    assert found() == [what]


def test_a_task_changed_behind_the_events_is_named():
    made = world()
    dossier = resolved(made)

    Task.objects.filter(dossier=dossier, number=3).update(person=made.outsider)

    assert found() == [f"task 3 person_id: cột ghi {made.outsider.pk}, sự kiện cho None"]


def test_an_event_added_without_its_chain_is_found():
    dossier = resolved(world())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO dossiers_event (dossier_id, seq, kind, at, by_id, unit_id, role, note, payload, hash) "
            "SELECT dossier_id, 7, kind, at, by_id, unit_id, role, 'lén', payload, hash FROM dossiers_event "
            "WHERE dossier_id = %s AND seq = 6",
            [dossier.pk],
        )

    # The forged event also folds: it names the same task twice, but the chain tells first.
    assert found()[0] == "chuỗi băm gãy ở sự kiện 7"
