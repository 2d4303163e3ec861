"""Limits of the fields app, each with its reason."""

from __future__ import annotations

from luodi_web.fields.enums import FieldType

# Longer than any heading of a form or column of a table that people still read.
NAME_CHARS = 60
ALIASES_LIMIT = 20
# A closed list longer than this is a register of its own, not a field's values.
ALLOWED_LIMIT = 200
ALLOWED_CHARS = 4_000

# Types whose allowed values are a closed list of words, typed without quotes.
WORD_TYPES = frozenset({FieldType.STRING, FieldType.STRINGS})
# Types that a unit of measure says something of.
MEASURED_TYPES = frozenset({FieldType.NUMBER, FieldType.NUMBERS})
# Nothing can be said beyond yes and no.
TYPES_WITHOUT_ALLOWED = frozenset({FieldType.BOOLEAN})

# Rows of one workbook: the dictionary of a province is hundreds of fields, and a person waits for the trial.
IMPORT_ROWS = 2_000

# What a column of a detail holds: single values.
COLUMN_TYPES = (FieldType.NUMBER, FieldType.STRING, FieldType.BOOLEAN, FieldType.DATE)
# A detail with more columns is several.
COLUMNS_LIMIT = 30
# Heads that tables of enterprises have beside the columns of the dictionary.
TABLE_HEADS = ("统一社会信用代码", "企业名称", "注册地区", "数据来源", "数据日期", "问题")
