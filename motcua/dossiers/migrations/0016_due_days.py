"""The due days that events replaced, from the events of every dossier; the folding is written out as it was then."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from motcua.base.append_only import guard
from motcua.base.clock import local_day

NOT_DUE = date(9999, 12, 31)
PROMISING = ("received", "procedure_changed", "recalendared")
PAUSING = ("supplement_requested", "payment_requested", "suspended")
RESUMING = ("supplement_received", "paid", "resumed")
MOVING = ("moved", "sent_back", "recalled")
EXTENDING = ("extended", "apology_signed")
ENDING = ("withdrawn", "stopped", "refused", "expired")
CHUNK = 2000


def changes(events: Iterable[tuple[int, str, datetime, dict]]) -> Iterator[tuple[int, date, date]]:
    """Yield event, day and replaced due day of one dossier, from its events in their order."""
    is_received, is_paused, due_at, due_on = False, False, None, NOT_DUE
    for seq, kind, at, said in events:
        was = due_on
        if kind in PAUSING or (kind in MOVING and said.get("pauses")):
            is_paused = True
        elif kind in RESUMING or (kind in MOVING and "due_at" in said):
            is_paused, due_at = False, said["due_at"]
        elif kind in PROMISING:
            due_at = said["due_at"]
        elif kind in EXTENDING and said["counts"] and not is_paused:
            due_at = said["extended_to"]
        elif kind in ENDING:
            is_paused = False
        due_on = NOT_DUE if is_paused or due_at is None else local_day(datetime.fromisoformat(due_at))
        if is_received and was != due_on:
            yield seq, local_day(at), was
        is_received = is_received or kind == "received"


def fill(apps, schema_editor):
    Event, DueDay = (apps.get_model("dossiers", name) for name in ("Event", "DueDay"))
    kinds = (*PROMISING, *PAUSING, *RESUMING, *EXTENDING, *ENDING)
    turning = Q(kind__in=kinds) | Q(kind__in=MOVING, payload__has_any_keys=["pauses", "due_at"])
    rows = Event.objects.filter(turning).order_by("dossier", "seq")
    told = rows.values_list("dossier_id", "seq", "kind", "at", "payload").iterator(chunk_size=CHUNK)
    made = []
    for dossier, events in groupby(told, key=lambda row: row[0]):
        found = changes(event[1:] for event in events)
        made += [DueDay(dossier_id=dossier, seq=seq, changed_on=on, was=was) for seq, on, was in found]
        if len(made) >= CHUNK:
            DueDay.objects.bulk_create(made)
            made = []
    DueDay.objects.bulk_create(made)


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0015_digests")]

    operations = [
        migrations.CreateModel(
            name="DueDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("seq", models.PositiveIntegerField()),
                ("changed_on", models.DateField()),
                ("was", models.DateField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="due_days",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "ordering": ["seq"],
                "indexes": [models.Index(fields=["changed_on", "dossier"], name="due_day_changed")],
                "constraints": [
                    models.UniqueConstraint(fields=("dossier", "seq"), name="due_day_once_an_event")
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        guard("dossiers_dueday"),
    ]
