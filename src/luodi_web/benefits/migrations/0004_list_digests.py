from django.db import migrations, models

from luodi_web.common.frozen import freezing

FREEZE, THAW = freezing('benefits_matchrun', "OLD.state = 'done'")


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0003_how_far_it_is'),
    ]

    operations = [
        # SQLite makes the table anew for a column with a default, and its guards would go with the old one.
        migrations.RunPython(THAW, FREEZE),
        migrations.AddField(
            model_name='matchrun',
            name='list_digests',
            field=models.JSONField(default=dict, verbose_name='明细摘要'),
        ),
        migrations.RunPython(FREEZE, THAW),
    ]
