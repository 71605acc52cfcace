"""Words within names are found through trigrams on PostgreSQL; SQLite scans its much shorter table."""

from django.db import migrations

INDEX = "CREATE INDEX dossier_search_trigrams ON dossiers_dossier USING gin (search gin_trgm_ops)"


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        # A trusted extension: the owner of the database may create it.
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        schema_editor.execute(INDEX)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX dossier_search_trigrams")


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0002_append_only")]
    operations = [migrations.RunPython(create, remove)]
