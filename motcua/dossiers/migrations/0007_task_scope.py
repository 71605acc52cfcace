"""What a work list needs stands on the task; filled for the tasks there are."""

from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery


def fill(apps, schema_editor):
    Dossier, Task = apps.get_model("dossiers", "Dossier"), apps.get_model("dossiers", "Task")
    of_task = Dossier.objects.filter(pk=OuterRef("dossier"))
    Task.objects.update(
        centre_id=Subquery(of_task.values("centre_id")), resolver_id=Subquery(of_task.values("unit_id"))
    )
    waiting = Dossier.objects.filter(Q(paused_at__isnull=False) | Q(resolved_at__isnull=False))
    Task.objects.filter(closed_at=None, dossier__in=waiting).update(is_waiting=True)


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0006_custody"), ("organisations", "__first__")]

    operations = [
        migrations.AddField("task", "is_waiting", models.BooleanField(default=False)),
        *(
            migrations.AddField(
                "task",
                name,
                models.ForeignKey(
                    "organisations.unit", models.PROTECT, related_name="+", db_index=False, null=True
                ),
            )
            for name in ("centre", "resolver")
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
