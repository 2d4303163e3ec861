"""The database itself refuses to change or delete a snapshot that is done."""

from django.db import migrations

from luodi_web.common.frozen import freezing

TABLE, CONDITION = 'enterprises_snapshot', "OLD.state = 'done'"


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(*freezing(TABLE, CONDITION)),
    ]
