"""The database itself refuses to change or delete how many rows of a snapshot lie in a place."""

from django.db import migrations

from luodi_web.common.frozen import freezing

# From its first moment: it is written together with the snapshot that becomes done.
TABLE, CONDITION = 'enterprises_snapshotplace', '1 = 1'


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0007_places_counted'),
    ]

    operations = [
        migrations.RunPython(*freezing(TABLE, CONDITION)),
    ]
