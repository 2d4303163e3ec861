"""How much of a match run is computed, for whoever waits for it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0002_done_is_frozen'),
    ]

    operations = [
        migrations.AddField(
            model_name='matchrun',
            name='percent',
            field=models.PositiveSmallIntegerField(null=True),
        ),
    ]
