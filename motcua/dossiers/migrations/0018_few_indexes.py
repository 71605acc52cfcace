"""No index for what is never asked: a reception wrote 28 entries that nobody read.

The indexes are dropped by name: altering a field would make SQLite build the table anew, without the triggers
that keep events from being changed.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


UNREAD = {
    "dossier": ["calendar", "case", "centre", "field", "parent", "procedure", "process", "representative", "unit"],
    "dueday": ["dossier"],
    "event": ["by", "dossier", "unit"],
    "paper": ["dossier", "mends", "required"],
    "task": ["dossier", "opened_by", "person", "step", "unit"],
}


def drop(apps, schema_editor):
    for table, columns in UNREAD.items():
        for column in columns:
            _drop(schema_editor, f"dossiers_{table}", f"{column}_id", suffix="")
    # What PostgreSQL gets for LIKE beside the unique index.
    _drop(schema_editor, "dossiers_dossier", "number", suffix="_like")


def _drop(schema_editor, table, column, *, suffix):
    name = schema_editor._create_index_name(table, [column], suffix=suffix)
    schema_editor.execute(f"DROP INDEX IF EXISTS {schema_editor.quote_name(name)}")


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0002_after_supplement'),
        ('dossiers', '0017_readers'),
        ('organisations', '0002_people'),
        ('people', '0001_initial'),
        ('workflow', '0001_initial'),
        ('worktime', '0002_default_calendar'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name='dossier',
                    name='calendar',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='worktime.calendarversion'),
                ),
                migrations.AlterField(
                    model_name='dossier',
                    name='case',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.case'),
                ),
                migrations.AlterField(
                    model_name='dossier',
                    name='centre',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit'),
                ),
                migrations.AlterField(
                    model_name='dossier',
                    name='field',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.field'),
                ),
                migrations.AlterField(
                    model_name='dossier',
                    name='parent',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='dossiers.dossier'),
                ),
                migrations.AlterField(
                    model_name='dossier',
                    name='procedure',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.procedureversion'),
                ),
                migrations.AlterField(
                    model_name='dossier',
                    name='process',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.processversion'),
                ),
                migrations.AlterField(
                    model_name='dossier',
                    name='representative',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='represented', to='people.person'),
                ),
                migrations.AlterField(
                    model_name='dossier',
                    name='unit',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit'),
                ),
                migrations.AlterField(
                    model_name='dueday',
                    name='dossier',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='due_days', to='dossiers.dossier'),
                ),
                migrations.AlterField(
                    model_name='event',
                    name='by',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AlterField(
                    model_name='event',
                    name='dossier',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='dossiers.dossier'),
                ),
                migrations.AlterField(
                    model_name='event',
                    name='unit',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit'),
                ),
                migrations.AlterField(
                    model_name='paper',
                    name='dossier',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='dossiers.dossier'),
                ),
                migrations.AlterField(
                    model_name='paper',
                    name='mends',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mended_by', to='dossiers.paper'),
                ),
                migrations.AlterField(
                    model_name='paper',
                    name='required',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='catalogue.requiredpaper'),
                ),
                migrations.AlterField(
                    model_name='task',
                    name='dossier',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='dossiers.dossier'),
                ),
                migrations.AlterField(
                    model_name='task',
                    name='opened_by',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AlterField(
                    model_name='task',
                    name='person',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AlterField(
                    model_name='task',
                    name='step',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.step'),
                ),
                migrations.AlterField(
                    model_name='task',
                    name='unit',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit'),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('parent__isnull', False)), fields=['parent'], name='dossier_parts'),
        ),
    ]
