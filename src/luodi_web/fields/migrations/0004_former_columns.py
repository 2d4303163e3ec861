"""The names that columns of details had."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fields", "0003_details_end")]

    operations = [
        migrations.CreateModel(
            name="DetailColumnName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("now", models.CharField(max_length=60, verbose_name="现在的名称")),
                (
                    "detail",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_columns",
                        to="fields.detaillist",
                        verbose_name="明细",
                    ),
                ),
            ],
            options={
                "verbose_name": "明细的列用过的名称",
                "verbose_name_plural": "明细的列用过的名称",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("detail", "name"), name="detail_column_name_once")
                ],
            },
        ),
    ]
