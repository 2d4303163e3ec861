"""The names that columns of details had: those that they keep their content under are known already."""

import django.db.models.deletion
from django.db import migrations, models


def seed_names(apps, schema_editor):
    columns = apps.get_model("fields", "DetailColumn").objects
    names = apps.get_model("fields", "DetailColumnName").objects
    taken = set(columns.values_list("detail", "name"))
    # With # a place was made up, which no column was called.
    for detail, name, kept_as in columns.exclude(kept_as="").values_list("detail", "name", "kept_as"):
        if (detail, kept_as) not in taken and "#" not in kept_as:
            names.get_or_create(detail_id=detail, name=kept_as, defaults={"now": name})


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
        migrations.RunPython(seed_names, migrations.RunPython.noop),
    ]
