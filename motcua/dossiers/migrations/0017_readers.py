"""One word has one meaning: the audience of a procedure is who may ask; who reads a message are its readers."""

from django.db import migrations, models
from django.db.models import Q

from motcua.base.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0016_due_days")]

    operations = [
        migrations.RemoveConstraint(model_name="message", name="message_by_staff_or_applicant"),
        migrations.RemoveIndex(model_name="message", name="message_of_dossier"),
        migrations.RenameField(model_name="message", old_name="audience", new_name="readers"),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["dossier", "readers", "at"], name="message_of_dossier"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=Q(author__isnull=False, unit__isnull=False, role__gt="")
                | Q(author=None, unit=None, role="", readers="applicant"),
                name="message_by_staff_or_applicant",
            ),
        ),
        guard("dossiers_message"),
    ]
