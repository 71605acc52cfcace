from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('queueing', '0006_devices'),
    ]

    operations = [
        migrations.AddField(
            model_name='device',
            name='speaks',
            field=models.BooleanField(default=False, verbose_name='đọc gọi số'),
        ),
    ]
