import pytest
from django.db import connection

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]


def test_no_reception_waits_for_thousands_of_words_to_move_into_the_search_index():
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = 'dossier_search_trigrams'")
        [[options]] = cursor.fetchall()

    # In kB; at PostgreSQL's default of 4 MB the one reception that fills the list waits 50 ms.
    assert options == ["gin_pending_list_limit=64"]
