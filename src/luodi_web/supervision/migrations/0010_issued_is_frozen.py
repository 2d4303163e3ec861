"""The database itself refuses to change or delete what is issued, whichever code asks.

The guards of the models speak sooner; these also hold against raw SQL, bulk writes and related managers.
"""

from django.db import migrations

WORDS = 'what is issued cannot be changed or deleted'
BULLETINS = 'supervision_bulletin'
PAPERS = 'supervision_paper'
# Rows of a bulletin: none is added to an issued one either.
PARTS = ('supervision_bulletinaddressee', 'supervision_bulletinsign', 'supervision_bulletin_writers')
ROWS = {'INSERT': ('NEW',), 'UPDATE': ('OLD', 'NEW'), 'DELETE': ('OLD',)}


def names():
    """(trigger, table) of every guard."""
    for table in (BULLETINS, PAPERS):
        for act in ('UPDATE', 'DELETE'):
            yield f'{table}_frozen_{act.lower()}', table
    for table in PARTS:
        for act in ROWS:
            yield f'{table}_frozen_{act.lower()}', table


def statements(vendor):
    """The SQL that sets the guards up, in order."""
    if vendor == 'postgresql':
        raised = f"RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation';"
        yield f'CREATE FUNCTION luodi_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raised} END $$'
    for act in ('UPDATE', 'DELETE'):
        yield _refuse(vendor, BULLETINS, act, "OLD.state = 'issued'")
        yield _refuse(vendor, PAPERS, act, 'OLD.id IS NOT NULL')
    for table in PARTS:
        for act, rows in ROWS.items():
            keys = ', '.join(f'{row}.bulletin_id' for row in rows)
            issued = f"EXISTS (SELECT 1 FROM {BULLETINS} b WHERE b.id IN ({keys}) AND b.state = 'issued')"
            if vendor == 'postgresql':
                yield from _refuse_if(table, act, issued, raised, rows[-1])
            else:
                yield _refuse(vendor, table, act, issued)


def _refuse(vendor, table, act, condition):
    name = f'{table}_frozen_{act.lower()}'
    does = 'EXECUTE FUNCTION luodi_refuse()'
    if vendor != 'postgresql':
        does = f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    return f'CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW WHEN ({condition}) {does}'


def _refuse_if(table, act, condition, raised, row):
    """PostgreSQL takes no query as a trigger's condition: its function asks."""
    name = f'{table}_frozen_{act.lower()}'
    asks = f'BEGIN IF {condition} THEN {raised} END IF; RETURN {row}; END'
    yield f'CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {asks} $$'
    yield f'CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()'


def undoing(vendor):
    """The SQL that takes them away again."""
    for name, table in names():
        yield f'DROP TRIGGER {name} ON {table}' if vendor == 'postgresql' else f'DROP TRIGGER {name}'
        if vendor == 'postgresql' and table in PARTS:
            yield f'DROP FUNCTION {name}()'
    if vendor == 'postgresql':
        yield 'DROP FUNCTION luodi_refuse()'


def freeze(apps, schema_editor):
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def thaw(apps, schema_editor):
    for statement in undoing(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('supervision', '0008_views'),
    ]

    operations = [
        migrations.RunPython(freeze, thaw),
    ]
