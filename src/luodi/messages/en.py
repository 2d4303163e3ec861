"""Diagnostic words in English. Sorted by code."""

from __future__ import annotations

from luodi.messages.words import Words

MESSAGES: dict[str, Words] = {
    "CLI001": Words("File “{file}” was not found.", "Check the path."),
    "PARSE001": Words(
        "The result cannot be written: {reason}.", "Check the path and permissions, or choose another place."
    ),
    "PLAN001": Words(
        "No task was found in this text.",
        "A task says what is to be done; check that the text is a plan or a report of work to come.",
    ),
    "PLAN002": Words(
        "A workbook cannot be shown on the screen.",
        "Name the file to save with -o, for example -o plan.xlsx.",
    ),
    "PLAN101": Words(
        "No act was recognised in these words.", "Decide whether this is a task, or say what is to be done."
    ),
    "PLAN102": Words("More than one unit leads, or none is named.", "Decide which unit leads."),
    "PLAN103": Words("The deadline lacks its year or day.", "Complete the date."),
    "PLAN104": Words("The task has several deadlines; the first is taken.", "Check it, or split the task."),
    "PLAN105": Words(
        "Other tasks of this provision name their units; this one does not.",
        "Decide which unit is responsible.",
    ),
    "READ001": Words("The file is empty: there is no text to read.", "Choose a file with text."),
    "READ002": Words(
        "This file ({kind}) cannot be read directly.", "Save it as text, Markdown or HTML and read that."
    ),
    "READ003": Words(
        "The file has {size_mb} MB, more than the limit of {limit_mb} MB.", "Split it and read the parts."
    ),
    "READ004": Words(
        "The character encoding of the file cannot be determined.", "Save it as UTF-8 and read that."
    ),
    "READ005": Words("The file cannot be opened: {reason}.", "Check the path and the permissions."),
    "REPAIR001": Words(
        "The repair report cannot be written: {reason}.",
        "Check the path and the permissions, or choose another place.",
    ),
}
