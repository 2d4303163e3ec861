"""Rows of snapshots by place, of those that are there already."""

import logging

from django.db import migrations

logger = logging.getLogger(__name__)


def count(apps, schema_editor):
    """From the files. One that is gone or is not what was frozen stays uncounted; lists show a dash for it."""
    from luodi_web.common.domain.files import is_whole, stored_as
    from luodi_web.enterprises.domain.snapshot_places import count_places

    place = apps.get_model('enterprises', 'SnapshotPlace')
    done = apps.get_model('enterprises', 'Snapshot').objects.filter(state='done', file__isnull=False)
    for snapshot in done.select_related('file'):
        if snapshot.file.sha256 != snapshot.digest or not is_whole(snapshot.file):
            logger.warning('snapshot %s: its file is not what was frozen', snapshot.pk)
            continue
        with stored_as(snapshot.file, '.parquet') as path:
            rows = count_places(path, snapshot.city_column, snapshot.county_column)
        place.objects.bulk_create(
            place(snapshot=snapshot, city=city, county=county, rows=found) for city, county, found in rows
        )


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0006_places'),
    ]

    operations = [
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
