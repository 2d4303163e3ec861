"""Rows of snapshots by place."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0005_uploaded_lists'),
    ]

    operations = [
        migrations.CreateModel(
            name='SnapshotPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.CharField(blank=True, max_length=120)),
                ('county', models.CharField(blank=True, max_length=120)),
                ('rows', models.PositiveBigIntegerField()),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='enterprises.snapshot')),
            ],
            options={
                'verbose_name': '快照按地区的行数',
                'verbose_name_plural': '快照按地区的行数',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('snapshot', 'city', 'county'), name='snapshot_place_once')],
            },
        ),
    ]
