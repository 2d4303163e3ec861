"""Diagnostic words in English. Sorted by code."""

from __future__ import annotations

from luodi.messages.words import Words

MESSAGES: dict[str, Words] = {
    "CLI001": Words("File “{file}” was not found.", "Check the path."),
    "CLI002": Words(
        "The result cannot be written: {reason}.", "Check the path and permissions, or choose another place."
    ),
    "CLI003": Words("The file cannot be read: {reason}.", "Check the path and permissions."),
    "CLI004": Words("Unknown extension “{suffix}”.", "Use .dmn or .xlsx."),
    "CLI005": Words("Cancelled."),
    "GAZ001": Words(
        "This is not usable JSON: badly written, nested too deep, or not in UTF-8.",
        "Check it against docs/reference/bulletin.md and save it as UTF-8.",
    ),
    "GAZ002": Words(
        "The file has {size_mb} MB; the limit is {limit_mb} MB.",
        "Make the pictures smaller, or split the annex tables.",
    ),
    "GAZ003": Words(
        "The version of the format is unknown; this program reads version {version}.",
        "Update the program, or write version {version}.",
    ),
    "GAZ004": Words(
        '"{key}" is missing.',
        "Add it.",
    ),
    "GAZ005": Words(
        "A value of type {wanted} is wanted here, and this one is {was}.",
        "Change it to the type that is wanted.",
    ),
    "GAZ006": Words(
        'The key "{key}" is unknown.',
        "Remove it; what it says would not be printed.",
    ),
    "GAZ007": Words(
        "Too long or too many: {size}, where {limit} is the limit.",
        "Shorten it, or split it.",
    ),
    "GAZ008": Words(
        '"{was}" is not one of the values allowed: {allowed}.',
        "Use one of them.",
    ),
    "GAZ009": Words(
        '"{was}" is no date.',
        "Write it like 2026-03-05, and make sure there is such a day.",
    ),
    "GAZ010": Words(
        "This must not be empty.",
        "Fill it in, or remove it.",
    ),
    "GAZ011": Words(
        "The text has a control character that cannot be printed ({char}).",
        "Remove it; a line feed may stand in titles only.",
    ),
    "GAZ012": Words(
        "There are {cells} values where {columns} are wanted.",
        "Give each row a value per column (or series), an empty text where there is nothing.",
    ),
    "GAZ013": Words(
        "The picture cannot be read: a PNG or JPEG in Base64 is wanted.",
        "Export the picture again.",
    ),
    "GAZ014": Words(
        '"{key}" has no place in this kind of document ({kind}).',
        "Remove it, or choose another kind.",
    ),
    "GAZ015": Words(
        "The number must lie between {low} and {high}.",
        "Correct the number.",
    ),
    "GAZ016": Words(
        'The key "{key}" is unknown; is "{near}" meant?',
        "Correct it; unknown keys are not printed.",
    ),
    "GAZ017": Words(
        'The key "{key}" stands twice in the same place.',
        "Keep one of them.",
    ),
    "GAZ018": Words(
        "A copy number is at most six digits.",
        "Write it like 000001.",
    ),
    "GAZ019": Words(
        "The attachment note does not agree with the annexes' titles and order.",
        "Make them agree, or remove attachments: the note is then made from the titles.",
    ),
    "GAZ101": Words(
        "There is no Chinese font, so no PDF can be made (it would be blank).",
        "Install a Chinese font such as fonts-noto-cjk, or name a folder with --fonts. DOCX needs none.",
    ),
    "GAZ102": Words(
        'The font "{official}" is not installed; "{used}" stands for it.',
        "To follow the standard, install it or name its folder with --fonts.",
    ),
    "GAZ103": Words(
        "At least {count} characters have no glyph in the fonts and are not printed: {chars} ({codes}).",
        "Write them otherwise, or install a font that has them.",
    ),
    "GAZ104": Words(
        "The one-page brief takes {pages} pages.",
        "Cut text, charts or lists.",
    ),
    "GAZ105": Words(
        'It is unclear which kind of file "{name}" is to be.',
        "Let the name of the output end in .docx or .pdf.",
    ),
    "GAZ106": Words(
        "A picture cannot be drawn: its file is damaged.",
        "Export the picture again.",
    ),
    "PARSE002": Words(
        "There are more than {limit} numbered provisions; the numbers after that are read as text.",
        "Check that the file is one policy document; if it really has so many provisions, split it first.",
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
    "READ002": Words("This file ({kind}) cannot be read.", "Save it as docx, PDF or text and read that."),
    "READ003": Words(
        "The file has {size_mb} MB, more than the limit of {limit_mb} MB.", "Split it and read the parts."
    ),
    "READ004": Words(
        "The character encoding of the file cannot be determined.", "Save it as UTF-8 and read that."
    ),
    "READ005": Words("The file cannot be opened: {reason}.", "Check the path and the permissions."),
    "READ006": Words(
        "The {kind} file has a password or is encrypted and cannot be read.",
        "Save it without a password and read that.",
    ),
    "READ007": Words(
        "The {kind} file is damaged or incomplete; no text can be read from it.",
        "Download it again, or open it in its own program and save it anew.",
    ),
    "READ008": Words(
        "The {kind} file was not read: {part} unpacks to more than {limit_mb} MB or is packed abnormally.",
        "Check where it comes from; save it as PDF or text and read that.",
    ),
    "READ009": Words(
        "This is a scan ({pages} pages): its pages are pictures without a text layer.",
        "Run it through OCR, or ask the issuer for a version with text.",
    ),
    "READ010": Words(
        "Reading a {kind} file needs a program that is not installed.",
        "Install the package {packages}, or save the file as docx and read that.",
    ),
    "READ011": Words(
        "{program} could not convert this {kind} file: it may be damaged, or it took too long.",
        "Open it in its own program, save it as docx and read that.",
    ),
    "READ012": Words(
        "The file has {total} pages, of which {read} were read and the rest were not.",
        "Split it and read the parts.",
    ),
    "READ013": Words(
        "The {kind} file is damaged or incomplete; only a part of its text could be read.",
        "Check the end and what is missing; better, download it again.",
    ),
    "READ014": Words(
        "Pages that are pictures without a text layer were not read: {pages}.", "Run these pages through OCR."
    ),
    "READ015": Words(
        "This {kind} file was read by catdoc: automatic numbers, tables and text boxes may be missing.",
        "To read all of it, install libreoffice-writer-nogui.",
    ),
    "READ016": Words(
        "{part} in the {kind} file declares an XML document type (DTD); for safety it is not read.",
        "No usual program writes one: check where the file comes from, or save it anew in its own program.",
    ),
    "READ017": Words(
        "Tables in the {kind} file are nested too deeply; the innermost were not read.",
        "Take the nested tables apart in the file's own program.",
    ),
    "READ018": Words(
        "The page is nested too deeply to tell its main text from the rest; all of its text was read.",
        "Check the beginning and the end, and delete what does not belong to the text.",
    ),
    "READ019": Words(
        "This file is neither a text nor a document of a known format.",
        "Check that it is the right file; if it is damaged, download it again or save it anew.",
    ),
}

# Why the system refused a file, by the error's name; "" for all others.
REASONS: dict[str, str] = {
    "": "the system refused it",
    "EACCES": "permission denied",
    "EISDIR": "it is a folder, not a file",
    "ENOENT": "the folder does not exist",
    "ENOMEM": "there is not enough memory",
    "ENOSPC": "no space is left on the disk",
    "ENOTDIR": "a part of the path is not a folder",
}
