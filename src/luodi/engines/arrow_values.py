"""Values of Arrow as Python has them, whatever day they are."""

from __future__ import annotations

import datetime
from typing import Any, Final

import pyarrow

_FIRST: Final = datetime.date(1970, 1, 1)
# As days from 1970 on.
_LOW: Final = (datetime.date.min - _FIRST).days
_HIGH: Final = (datetime.date.max - _FIRST).days


def python_rows(rows: pyarrow.Table) -> list[dict[str, Any]]:
    """The rows by column. A day of no year from 1 to 9999, which Python's calendar lacks, is its number: days
    from 1970 on."""
    columns = {name: [python_value(each) for each in rows.column(name)] for name in rows.column_names}
    return [{name: column[at] for name, column in columns.items()} for at in range(rows.num_rows)]


def python_value(value: pyarrow.Scalar) -> Any:
    """See ``python_rows``; days within lists and contexts too."""
    if not value.is_valid:
        return None
    if isinstance(value, pyarrow.Date32Scalar):
        days = value.value
        return _FIRST + datetime.timedelta(days) if _LOW <= days <= _HIGH else days
    if isinstance(value, (pyarrow.ListScalar, pyarrow.LargeListScalar)):
        return [python_value(each) for each in value.values]
    if isinstance(value, pyarrow.StructScalar):
        return {name: python_value(each) for name, each in value.items()}
    return value.as_py()
