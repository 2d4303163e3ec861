"""Limits of the decisions app, each with its reason."""

from __future__ import annotations

from datetime import timedelta

# A model or workbook that is uploaded: a table of 3,700 rules takes 2 MB.
MODEL_MAX_BYTES = 10 * 2**20

# States in which the content may be changed.
EDITABLE_STATES = frozenset({"draft", "returned"})

# What was uploaded or typed and waits for a confirmation is kept this long.
PENDING_KEPT = timedelta(days=7)

# Rules that a page draws; a longer table is read in the workbook.
SHOWN_RULES = 500
# Rules whose failing cell is told after a trial, the nearest first.
EXPLAINED_RULES = 30
# Of one version; running all of them answers within a few seconds.
MAX_CASES = 500
# Rows of a list that a trial's form takes.
MAX_LIST_ITEMS = 200
