"""What time and lost files do to tables that the database guards, for tests that roll back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Model

from luodi_web.common.frozen import statements, undoing


@contextmanager
def thawed(model: type[Model]) -> Iterator[None]:
    """A table without its guards, which are there again afterwards."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        # Checks that wait for the end of the transaction would keep PostgreSQL from altering the table.
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in undoing(connection.vendor, table):
            cursor.execute(statement)
        yield
        for statement in statements(connection.vendor, table, "1 = 1"):
            cursor.execute(statement)
