"""Keep the list of words not yet in the trigram index short.

PostgreSQL gathers new words in a list and moves them into the index when the list is full: at its default of 4 MB a
reception in some four thousand waited 50 ms for that, and with it everybody who waited for the next number of the
centre. At 64 kB, the least there is, no reception waits a millisecond more than the others.
"""

from django.db import migrations


def shorten(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER INDEX dossier_search_trigrams SET (gin_pending_list_limit = 64)")
        # What is in the list already is moved now, not by the next reception.
        schema_editor.execute("SELECT gin_clean_pending_list('dossier_search_trigrams')")


def restore(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER INDEX dossier_search_trigrams RESET (gin_pending_list_limit)")


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0018_few_indexes")]
    operations = [migrations.RunPython(shorten, restore)]
