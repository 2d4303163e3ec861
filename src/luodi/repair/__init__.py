"""Undoes the damage of a text: ``repair_text``.

One module per kind of damage (``chain``, ``lost``, ``script``), run in the order of ``stages``. Clean
simplified text comes back as it is, with no edits.
"""

from __future__ import annotations

from luodi.repair.kinds import KIND_NAMES
from luodi.repair.model import Edit, Lost, Repaired, Script, apply_edits
from luodi.repair.stages import run_stages

__all__ = ["KIND_NAMES", "Edit", "Lost", "Repaired", "Script", "apply_edits", "repair_text"]


def repair_text(text: str, *, script: Script = "simplified") -> Repaired:
    """The text with its damage undone, every edit made, and every character lost for good.

    script: ``keep`` leaves a traditional document in traditional characters.
    A lost character is U+FFFD in the result; nothing is guessed in its place.
    Source: the mechanism, step by step, is in ``realign`` and ``scan``; found on 15 collected pages.
    """
    return run_stages(text, script)
