"""Limits of the policies app, each with its reason."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_noop

from luodi.repair.kinds import KIND_NAMES

# Kind of an edit that a person typed, beside the engine's.
PERSON = "person"

# Above this many characters (some 100 kB) the repair of a badly damaged text takes longer than a person
# waits for a page: about 0.1 ms a character.
BACKGROUND_CHARS = 30_000

# Title, document number and issuers stand at the head; reading it is quick for any text.
HEAD_CHARS = 5_000

# What a review page shows at once, so that a text of 1 MB is as quick as a short one.
PAGE_CHARS = 4_000
# A paragraph longer than this is shown in parts, cut at sentence ends: some five lines, so that both sides
# of a review stay level.
BLOCK_CHARS = 150
# Text without any sign to cut at is cut after this many.
UNSIGNED_CHARS = 2_400

PENDING_KEPT = timedelta(days=1)

# Longest correction or filled-in character accepted at once.
CORRECTION_CHARS = 2_000


# Every kind of edit and what it is called on screen (source strings, to be translated).
ALL_KINDS = {**KIND_NAMES, PERSON: gettext_noop("人工更正")}

# Longest stretch of text that one fact may be read from.
FACT_CHARS = 500

# A decision is carried to a new version where this many characters on either side are the same.
SAME_AROUND = 12
# Or where its own sentence is the same: as much of that as is compared on either side.
SENTENCE_CHARS = 200
# Less than this is no sentence that tells one place from another.
SENTENCE_LEAST = 4
# Or, for a fact, where its sentence is the same but for a change: what share of its characters stays.
SENTENCE_SHARE = 0.5

# What a page of facts shows at once.
FACT_PAGE_CHARS = 6_000
FACT_PAGE_ROWS = 150
# Each is a card: more take over a tenth of a second to write out.
FACT_PAGE_FACTS = 150
