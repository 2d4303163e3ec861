"""Limits of the enterprises app, each with its reason."""

from __future__ import annotations

from datetime import timedelta

from luodi_web.fields.enums import FieldSubject, FieldType

# The credit code of a unit has 18 characters (GB 32100); older registers have shorter ones.
CODE_CHARS = 18
NAME_CHARS = 120
# A figure, a name, a word of a closed list; longer texts are documents.
VALUE_CHARS = 500
SOURCE_CHARS = 200

# Units of money; what is not whole has two digits behind the point.
MONEY = frozenset({"元", "美元"})

# What a profile holds: one value of a subject at a time. Lists are tables of their own.
PROFILE_TYPES = (FieldType.NUMBER, FieldType.STRING, FieldType.BOOLEAN, FieldType.DATE)
PROFILE_SUBJECTS = (FieldSubject.ENTERPRISE, FieldSubject.PLATFORM, FieldSubject.PROJECT)
# Said by the enterprise itself and its region; a value beside them could only differ.
CODE_FIELD, NAME_FIELD = "统一社会信用代码", "企业名称"
CITY_FIELD, COUNTY_FIELD = "注册地市", "注册区县"
DERIVED_FIELDS = (CODE_FIELD, NAME_FIELD, CITY_FIELD, COUNTY_FIELD)

# Rows kept in one transaction: a lock of a fraction of a second, and progress to be seen.
IMPORT_BATCH = 200
# Faults kept of one import: whoever has more will correct the table as a whole.
IMPORT_FAULTS = 5_000
# Far longer than the largest import or snapshot takes; work older than this lost its worker.
STUCK_AFTER = timedelta(minutes=30)
# Enterprises read at a time into a snapshot.
SNAPSHOT_BATCH = 2_000
# Parquet files that a person uploads at once, details included: some 600,000 enterprises, within what the
# deployment lets through.
SNAPSHOT_MAX_BYTES = 60 * 2**20
# What is wrong with the columns of a file and its details: some lines each.
PROBLEM_CHARS = 4_000
# A place as a file names it; no region has a longer name.
PLACE_CHARS = 120
# What a snapshot's row can name; no field of the dictionary is longer.
COLUMN_CHARS = 60
# Compressed, a small file can claim any number of either: told before anything is read.
MAX_COLUMNS = 1_000
MAX_SNAPSHOT_ROWS = 50_000_000
# What looking through a file may take before it uses the disk: the worker does it, and the web server for
# who sees a part of it.
LOOK_MEMORY = "500MB"
# Counts of parts of snapshots that a process remembers, some kilobytes each.
SHARES_KEPT = 500
