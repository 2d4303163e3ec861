"""The database itself refuses to change or delete what a match run comes to in a place."""

from django.db import migrations

from luodi_web.common.frozen import freezing

# From its first moment: it is written together with the run that becomes done.
TABLE, CONDITION = 'benefits_runplace', '1 = 1'


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0006_places_added_up'),
    ]

    operations = [
        migrations.RunPython(*freezing(TABLE, CONDITION)),
    ]
