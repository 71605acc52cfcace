from django.db import migrations

from motcua.base.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial")]

    operations = [guard("dossiers_event")]
