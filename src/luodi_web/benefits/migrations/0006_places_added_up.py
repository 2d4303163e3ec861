"""Figures of match runs by place, of those that are there already."""

import logging

from django.db import migrations

logger = logging.getLogger(__name__)


def add_up(apps, schema_editor):
    """From the files of results. One that is gone or is not what was kept stays without figures."""
    from luodi_web.benefits.domain.result_files import measure_places
    from luodi_web.common.domain.files import is_whole, stored_as

    place = apps.get_model('benefits', 'RunPlace')
    done = apps.get_model('benefits', 'MatchRun').objects.filter(state='done', file__isnull=False)
    for run in done.select_related('file', 'snapshot'):
        if run.file.sha256 != run.result_digest or not is_whole(run.file):
            logger.warning('match run %s: its file is not what was kept', run.pk)
            continue
        with stored_as(run.file, '.parquet') as path:
            rows = measure_places(path, run.decisions, run.snapshot.city_column, run.snapshot.county_column)
        place.objects.bulk_create(
            place(run=run, city=city, county=county, won=won, amount=amount)
            for city, county, won, amount in rows
        )


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0005_places'),
        ('enterprises', '0007_places_counted'),
    ]

    operations = [
        migrations.RunPython(add_up, migrations.RunPython.noop),
    ]
