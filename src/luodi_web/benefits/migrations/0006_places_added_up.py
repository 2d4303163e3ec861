"""Figures of match runs by place, of those that are there already."""

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


def add_up(apps, schema_editor):
    """From the files of results. One that is gone or is not what was kept stays without figures.

    What is added up already stays, after going back too: its file may be gone by now.
    """
    place = apps.get_model('benefits', 'RunPlace')
    done = apps.get_model('benefits', 'MatchRun').objects.filter(state='done', file__isnull=False, places=None)
    for run in done.select_related('file', 'snapshot'):
        path = Path(settings.FILES_DIR) / run.result_digest[:2] / run.result_digest
        if run.file.sha256 != run.result_digest or not is_whole(path, run.result_digest):
            logger.warning('match run %s: its file is not what was kept', run.pk)
            continue
        rows = measure_places(path, run.decisions, run.snapshot.city_column, run.snapshot.county_column)
        place.objects.bulk_create(
            place(run=run, city=city, county=county, won=won, amount='' if amount is None else f'{amount:f}')
            for city, county, won, amount in rows
        )


def is_whole(path, digest):
    if not path.is_file():
        return False
    with path.open('rb') as file:
        return hashlib.file_digest(file, 'sha256').hexdigest() == digest


def measure_places(path, decisions, city, county):
    """Of the first result in each city and county how many rows it gives something, and its sum."""
    first = next(((name, kind) for name, kind, is_result in decisions if is_result), None)
    if first is None:
        return []
    name, kind = first
    value = exp.column(name, quoted=True)
    missing = exp.ArraySize(this=exp.column(f'{name}#missing', quoted=True))
    settled = exp.EQ(this=missing, expression=exp.Literal.number(0))
    if kind == 'number':
        gives = exp.GT(this=value, expression=exp.Literal.number(0))
    elif kind == 'boolean':
        gives = value
    elif kind == 'list':
        gives = exp.GT(this=exp.ArraySize(this=value), expression=exp.Literal.number(0))
    else:
        gives = exp.Not(this=exp.Is(this=value, expression=exp.Null()))
    amount = exp.Sum(this=exp.case().when(settled, value).else_(exp.null())) if kind == 'number' else exp.null()
    query = (
        exp.select(place_of_row(city), place_of_row(county), exp.CountIf(this=exp.and_(settled, gives)), amount)
        .from_('results')
        .group_by(exp.Literal.number(1), exp.Literal.number(2))
        .order_by(exp.Literal.number(1), exp.Literal.number(2))
    )
    with duckdb.connect(config={'threads': 2}) as connection:
        connection.read_parquet(str(path)).create_view('results')
        return connection.execute(query.sql('duckdb')).fetchall()


def place_of_row(name):
    if not name:
        return exp.Literal.string('')
    said = exp.Coalesce(this=exp.cast(exp.column(name, quoted=True), 'TEXT'), expressions=[exp.Literal.string('')])
    return exp.Substring(this=said, start=exp.Literal.number(1), length=exp.Literal.number(PLACE_CHARS))


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0005_places'),
        ('enterprises', '0007_places_counted'),
    ]

    operations = [
        migrations.RunPython(add_up, migrations.RunPython.noop),
    ]
