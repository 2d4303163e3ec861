"""Guards in the database itself: rows that it refuses to change or delete, whichever code asks.

For migrations: ``migrations.RunPython(*freezing("enterprises_snapshot", "OLD.state = 'done'"))``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

WORDS = "what is frozen cannot be changed or deleted"
ACTS = ("update", "delete")


def statements(vendor: str, table: str, condition: str) -> Iterator[str]:
    """The SQL that sets a table's guards up. condition: on OLD, when a row is frozen."""
    if vendor == "postgresql":
        raised = f"RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation';"
        yield f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raised} END $$"
    for act in ACTS:
        does = f"EXECUTE FUNCTION {table}_refuse()"
        if vendor != "postgresql":
            does = f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        yield (
            f"CREATE TRIGGER {table}_frozen_{act} BEFORE {act.upper()} ON {table} "
            f"FOR EACH ROW WHEN ({condition}) {does}"
        )


def undoing(vendor: str, table: str) -> Iterator[str]:
    """The SQL that takes them away again."""
    for act in ACTS:
        name = f"{table}_frozen_{act}"
        yield f"DROP TRIGGER {name} ON {table}" if vendor == "postgresql" else f"DROP TRIGGER {name}"
    if vendor == "postgresql":
        yield f"DROP FUNCTION {table}_refuse()"


def freezing(table: str, condition: str) -> tuple[Callable[..., None], Callable[..., None]]:
    """Forwards and backwards for ``migrations.RunPython``."""

    def freeze(apps: Any, schema_editor: Any) -> None:
        for statement in statements(schema_editor.connection.vendor, table, condition):
            schema_editor.execute(statement, params=None)

    def thaw(apps: Any, schema_editor: Any) -> None:
        for statement in undoing(schema_editor.connection.vendor, table):
            schema_editor.execute(statement, params=None)

    return freeze, thaw
