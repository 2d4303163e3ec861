"""The database itself refuses to change or delete a detail of a snapshot."""

from django.db import migrations

from luodi_web.common.frozen import freezing

# From its first moment: it is written together with the snapshot that becomes done.
TABLE, CONDITION = 'enterprises_snapshotlist', '1 = 1'


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0003_details'),
    ]

    operations = [
        migrations.RunPython(*freezing(TABLE, CONDITION)),
    ]
