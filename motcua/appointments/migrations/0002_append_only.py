from django.db import migrations

from motcua.base.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("appointments", "0001_initial")]
    operations = [guard("appointments_event")]
