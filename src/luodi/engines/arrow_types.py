"""Types of columns as Arrow has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pyarrow

from luodi.relational.types import (
    BOOLEAN,
    DATE,
    INTEGER,
    LONG,
    NULL,
    RULE,
    STRING,
    ColumnType,
    ListType,
    NumberType,
    ScalarType,
    StructType,
)
from luodi.sql.trees import NARROW, WIDE

_SCALARS: Final[Mapping[ScalarType, pyarrow.DataType]] = {
    STRING: pyarrow.string(),
    BOOLEAN: pyarrow.bool_(),
    DATE: pyarrow.date32(),
    INTEGER: pyarrow.decimal128(WIDE, 0),
    LONG: pyarrow.int64(),
    RULE: pyarrow.int32(),
    NULL: pyarrow.string(),
}


def arrow_type(kind: ColumnType) -> pyarrow.DataType:
    match kind:
        case NumberType():
            return pyarrow.decimal128(NARROW if kind.digits <= NARROW else WIDE, kind.scale)
        case ListType(element):
            return pyarrow.list_(arrow_type(element))
        case StructType(entries):
            return pyarrow.struct([(name, arrow_type(each)) for name, each in entries])
        case ScalarType():
            return _SCALARS[kind]
