"""Names that columns of details had: those are known that they keep their content under."""

from django.db import migrations


def seed_names(apps, schema_editor):
    columns = apps.get_model("fields", "DetailColumn").objects
    names = apps.get_model("fields", "DetailColumnName").objects
    taken = set(columns.values_list("detail", "name"))
    # With # a place was made up, which no column was called.
    for detail, name, kept_as in columns.exclude(kept_as="").values_list("detail", "name", "kept_as"):
        if (detail, kept_as) not in taken and "#" not in kept_as:
            names.get_or_create(detail_id=detail, name=kept_as, defaults={"now": name})


class Migration(migrations.Migration):
    dependencies = [("fields", "0004_former_columns")]

    operations = [migrations.RunPython(seed_names, migrations.RunPython.noop)]
