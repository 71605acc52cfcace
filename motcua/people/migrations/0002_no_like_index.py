"""Drop what PostgreSQL gets for LIKE beside the unique index: nobody asks for the beginning of a blind index."""

from django.db import migrations


def drop(apps, schema_editor):
    name = schema_editor._create_index_name("people_person", ["number_index"], suffix="_like")
    schema_editor.execute(f"DROP INDEX IF EXISTS {schema_editor.quote_name(name)}")


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
