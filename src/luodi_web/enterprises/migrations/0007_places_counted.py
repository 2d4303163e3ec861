"""Rows of snapshots by place, of those that are there already."""

import hashlib
import logging
from pathlib import Path

import duckdb
from django.conf import settings
from django.db import migrations
from sqlglot import exp

logger = logging.getLogger(__name__)

# All that follows is a copy of what the platform did then: later changes of it must not reach back here.
PLACE_CHARS = 120


def count(apps, schema_editor):
    """From the files. One that is gone or is not what was frozen stays uncounted; lists show a dash for it.

    What is counted already stays, after going back too: its file may be gone by now.
    """
    place = apps.get_model('enterprises', 'SnapshotPlace')
    done = apps.get_model('enterprises', 'Snapshot').objects.filter(state='done', file__isnull=False, places=None)
    for snapshot in done.select_related('file'):
        path = Path(settings.FILES_DIR) / snapshot.digest[:2] / snapshot.digest
        if snapshot.file.sha256 != snapshot.digest or not is_whole(path, snapshot.digest):
            logger.warning('snapshot %s: its file is not what was frozen', snapshot.pk)
            continue
        rows = count_places(path, snapshot.city_column, snapshot.county_column)
        place.objects.bulk_create(
            place(snapshot=snapshot, city=city, county=county, rows=found) for city, county, found in rows
        )


def is_whole(path, digest):
    if not path.is_file():
        return False
    with path.open('rb') as file:
        return hashlib.file_digest(file, 'sha256').hexdigest() == digest


def count_places(path, city, county):
    query = (
        exp.select(place_of_row(city), place_of_row(county), exp.Count(this=exp.Star()))
        .from_('population')
        .group_by(exp.Literal.number(1), exp.Literal.number(2))
        .order_by(exp.Literal.number(1), exp.Literal.number(2))
    )
    with duckdb.connect(config={'threads': 2, 'memory_limit': '500MB'}) as connection:
        connection.read_parquet(str(path)).create_view('population')
        return connection.execute(query.sql('duckdb')).fetchall()


def place_of_row(name):
    if not name:
        return exp.Literal.string('')
    said = exp.Coalesce(this=exp.cast(exp.column(name, quoted=True), 'TEXT'), expressions=[exp.Literal.string('')])
    return exp.Substring(this=said, start=exp.Literal.number(1), length=exp.Literal.number(PLACE_CHARS))


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0006_places'),
    ]

    operations = [
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
