"""The database itself refuses to change or delete a match run that is done."""

from django.db import migrations

from luodi_web.common.frozen import freezing

TABLE, CONDITION = 'benefits_matchrun', "OLD.state = 'done'"


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(*freezing(TABLE, CONDITION)),
    ]
