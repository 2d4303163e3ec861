"""Figures of match runs by place."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0004_list_digests'),
        ('enterprises', '0006_places'),
    ]

    operations = [
        migrations.CreateModel(
            name='RunPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.CharField(blank=True, max_length=120)),
                ('county', models.CharField(blank=True, max_length=120)),
                ('won', models.PositiveBigIntegerField()),
                ('amount', models.CharField(blank=True, max_length=80)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='benefits.matchrun')),
            ],
            options={
                'verbose_name': '政策匹配按地区的结果',
                'verbose_name_plural': '政策匹配按地区的结果',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('run', 'city', 'county'), name='run_place_once')],
            },
        ),
    ]
