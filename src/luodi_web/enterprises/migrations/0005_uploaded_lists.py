"""Files of details that are brought with a snapshot's, and room to say what is wrong with them."""

import django.db.models.deletion
from django.db import migrations, models

from luodi_web.common.frozen import freezing

FREEZE, THAW = freezing('enterprises_snapshot', "OLD.state = 'done'")


class Migration(migrations.Migration):

    dependencies = [
        ('common', '0002_numbering'),
        ('enterprises', '0004_lists_are_frozen'),
    ]

    operations = [
        # SQLite makes the table anew for a longer column, and its guards would go with the old one.
        migrations.RunPython(THAW, FREEZE),
        migrations.AlterField(
            model_name='snapshot',
            name='problem',
            field=models.CharField(blank=True, max_length=4000, verbose_name='未完成的原因'),
        ),
        migrations.RunPython(FREEZE, THAW),
        migrations.CreateModel(
            name='SnapshotUpload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='明细')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='common.storedfile', verbose_name='数据文件')),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='enterprises.snapshot')),
            ],
            options={
                'verbose_name': '快照的明细文件',
                'verbose_name_plural': '快照的明细文件',
                'ordering': ['pk'],
            },
        ),
    ]
