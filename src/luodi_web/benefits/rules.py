"""Limits of the benefits app, each with its reason."""

from __future__ import annotations

from datetime import timedelta

# A run of 50 million rows takes an hour on one machine; older work lost its worker.
STUCK_AFTER = timedelta(hours=2)
# How often a run says how far it is, and hears that it is cancelled.
TOLD_EVERY = timedelta(seconds=1)
# What an engine may take before it uses the disk: the worker's for a run, the web server's for a snapshot in
# the sandbox.
RUN_MEMORY = "1GB"
# Rows on a page of results.
PAGE_ROWS = 50
# Pages are reached by narrowing the list, not by leafing through a million rows.
PAGES_REACHED = 2_000
# Excel's own limit is 1,048,575; beyond this a workbook is opened by nobody, and CSV is offered.
WORKBOOK_ROWS = 200_000
# Different values of a decision that a list of choices offers.
CHOICES_SHOWN = 12
# Missing inputs that are counted one by one, the most frequent first.
MISSING_SHOWN = 12
