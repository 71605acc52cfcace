"""Every installation starts with the calendar `default`."""

import json
from pathlib import Path

from django.db import migrations
from django.utils import timezone

FILE = Path(__file__).parent.parent / "data" / "default.json"


def load(apps, schema_editor):
    definition = json.loads(FILE.read_text(encoding="utf-8"))
    calendar, is_new = apps.get_model("worktime", "Calendar").objects.get_or_create(
        code=definition.pop("code"), defaults={"name": definition.pop("name")}
    )
    if is_new:
        apps.get_model("worktime", "CalendarVersion").objects.create(
            calendar=calendar, number=1, definition=definition, made_at=timezone.now()
        )


class Migration(migrations.Migration):
    dependencies = [("worktime", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
