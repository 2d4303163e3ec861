"""Undoes the damage of a text: ``repair_text``.

One module per kind of damage, run in the order of ``stages``. Clean simplified text comes back as it is,
with no edits.
"""

from __future__ import annotations

from luodi.repair.kinds import KIND_NAMES
from luodi.repair.model import Edit, Lost, Note, Punctuation, Repaired, Script, apply_edits
from luodi.repair.stages import run_stages

__all__ = [
    "KIND_NAMES",
    "Edit",
    "Lost",
    "Note",
    "Punctuation",
    "Repaired",
    "Script",
    "apply_edits",
    "repair_text",
]


def repair_text(text: str, *, script: Script = "simplified", punctuation: Punctuation = "keep") -> Repaired:
    """The text with its damage undone, every edit made, and every character lost for good.

    script: ``keep`` leaves a traditional document in traditional characters. punctuation: ``full`` puts
    full-width marks in Chinese text by GB/T 15834, in a sound text too.
    A lost character is U+FFFD in the result; nothing is guessed in its place.
    Source: the mechanisms, step by step, are in ``realign`` and ``scan``, ``misread``, ``double_byte`` and
    ``halves``; found on collected pages.
    """
    return run_stages(text, script, punctuation)
