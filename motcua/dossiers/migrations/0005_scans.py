import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0001_initial'),
        ('dossiers', '0004_life_cycle'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Digitisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exemption', models.CharField(blank=True, choices=[('', 'phải số hóa'), ('e_filed', 'hồ sơ nộp trực tuyến, đã là bản điện tử'), ('shown', 'giấy tờ chỉ xuất trình để đối chiếu'), ('opinion', 'kết quả thẩm tra, ý kiến của cơ quan khác'), ('secret', 'tài liệu chứa bí mật nhà nước')], max_length=8)),
                ('reuse', models.PositiveSmallIntegerField(choices=[(0, 'không số hóa'), (1, 'số hóa từ giấy tờ này'), (2, 'dùng lại từ giấy tờ của hồ sơ khác'), (3, 'dùng lại từ kết quả của hồ sơ khác')])),
                ('paper_pages', models.PositiveSmallIntegerField()),
                ('scanned_pages', models.PositiveSmallIntegerField()),
                ('difference_reason', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('replaced_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='digitisations', to='dossiers.paper')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.dossier')),
            ],
        ),
        migrations.CreateModel(
            name='Scan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('digitisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scans', to='dossiers.digitisation')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
            ],
            options={
                'ordering': ['order'],
            },
        ),
        migrations.AddConstraint(
            model_name='digitisation',
            constraint=models.UniqueConstraint(condition=models.Q(('replaced_at', None)), fields=('paper',), name='digitisation_one_stands'),
        ),
        migrations.AddConstraint(
            model_name='digitisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('exemption', ''), ('paper_pages__gt', 0), ('reuse__gt', 0), ('scanned_pages__gt', 0)), models.Q(models.Q(('exemption', ''), _negated=True), ('paper_pages', 0), ('reuse', 0), ('scanned_pages', 0)), _connector='OR'), name='digitisation_scanned_or_exempt'),
        ),
        migrations.AddConstraint(
            model_name='digitisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reuse__lte', 1), ('source', None)), models.Q(('reuse__gte', 2), ('source__isnull', False)), _connector='OR'), name='digitisation_reused_from_somewhere'),
        ),
        migrations.AddConstraint(
            model_name='scan',
            constraint=models.UniqueConstraint(fields=('digitisation', 'order'), name='scan_order_once'),
        ),
        migrations.AddConstraint(
            model_name='scan',
            constraint=models.UniqueConstraint(fields=('digitisation', 'file'), name='scan_file_once'),
        ),
    ]
