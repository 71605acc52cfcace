from django.db import migrations

from motcua.base.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("queueing", "0001_initial")]
    operations = [guard("queueing_hallevent")]
