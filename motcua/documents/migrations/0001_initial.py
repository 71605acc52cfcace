from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('size', models.PositiveIntegerField()),
                ('media_type', models.CharField(choices=[('application/pdf', 'PDF'), ('image/jpeg', 'ảnh JPEG'), ('image/png', 'ảnh PNG'), ('image/tiff', 'ảnh TIFF')], max_length=20)),
                ('pages', models.PositiveSmallIntegerField()),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pages__gt', 0), ('size__gt', 0)), name='storedfile_not_empty')],
            },
        ),
    ]
