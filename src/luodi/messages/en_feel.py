"""Diagnostic words about FEEL texts in English. Sorted by code."""

from __future__ import annotations

from luodi.messages.words import Words

MESSAGES: dict[str, Words] = {
    "FEEL001": Words(
        "The expression has {size} characters; the limit is {limit}.",
        "Split it into several decisions, or move data into a table.",
    ),
    "FEEL002": Words(
        "The expression is more than {limit} levels deep and was not read.",
        "Split it into several decisions, or use a list instead of a long chain.",
    ),
    "FEEL003": Words(
        "The expression ends where a value is still wanted.",
        "Add a number, a text, a name or a bracketed expression.",
    ),
    "FEEL004": Words(
        'A value is missing before "{found}".',
        'Add a number, a text or a name, or remove "{found}".',
    ),
    "FEEL005": Words(
        "There is nothing here.",
        "Write an expression; where there is no value, write null.",
    ),
    "FEEL006": Words(
        '"{bracket}" is never closed.',
        "Add the closing bracket where it should end.",
    ),
    "FEEL007": Words(
        '"{wanted}" is wanted here.',
        'Add "{wanted}", or check what stands before.',
    ),
    "FEEL008": Words(
        'FEEL has no sign "{char}".',
        "Remove it; if it belongs to a name, rename that.",
    ),
    "FEEL009": Words(
        '"{was}" is not a sign of FEEL; it looks typed with a Chinese input method.',
        'Write "{fix}".',
    ),
    "FEEL010": Words(
        "The text does not end: its closing double quote is missing.",
        'Add " at its end; a double quote inside a text is written \\".',
    ),
    "FEEL011": Words(
        '"{was}" is not a complete escape and stays as it is.',
        "Write \\u and 4, or \\U and 6 hexadecimal digits.",
    ),
    "FEEL012": Words(
        "This number is too large or too small: FEEL's numbers reach 10 to the power of 6144.",
        "Make it smaller, or use another unit.",
    ),
    "FEEL013": Words(
        "The comment does not end.",
        "Add */ at its end.",
    ),
    "FEEL014": Words(
        'FEEL does not write "{was}".',
        'Write "{fix}".',
    ),
    "FEEL015": Words(
        'The expression before "{found}" is complete; this is too much.',
        "Add an operator between them, or remove what is too much.",
    ),
    "FEEL016": Words(
        'A comma or "{closer}" is wanted here.',
        'Add a comma between two items, or end with "{closer}".',
    ),
    "FEEL017": Words(
        "A type is wanted here.",
        "For example number, string, date, list<number>.",
    ),
    "FEEL018": Words(
        "There are more than {limit} faults; the rest was not looked at.",
        "Mend those before first.",
    ),
    "FEEL019": Words(
        '"{key}" stands twice in one context, which makes the whole context null.',
        "Rename or remove one.",
    ),
    "FEEL020": Words(
        "A name is wanted here.",
        "A name begins with a letter.",
    ),
    "FEEL021": Words(
        '"name in list" is wanted here.',
        "For example: for project in projects return project.amount.",
    ),
    "FEEL022": Words(
        '"name: value" is wanted here.',
        "Put a name that holds special signs in double quotes.",
    ),
    "FEEL023": Words(
        "The arguments of one call are either all named or none.",
        "Name every argument, or give all in their order.",
    ),
    "FEEL024": Words(
        'The argument "{name}" is given twice.',
        "Remove one.",
    ),
    "FEEL025": Words(
        "A text stands in straight double quotes; these are Chinese ones.",
        "Write {fix}.",
    ),
    "FEEL026": Words(
        'Numbers of FEEL have no unit: "{was}".',
        "Write the number alone, in the unit of this place. Where the label of the column ends with its unit"
        " in brackets, the number in that unit is offered.",
    ),
    "FEEL027": Words(
        '"{was}" is a list here, not one number.',
        'Numbers have no commas: for one number write "{fix}"; for a list, put a blank behind the comma:'
        ' "{listed}".',
    ),
    "FEEL028": Words(
        '"{was}" is a subtraction here and gives {result}; it is no range.',
        'Write "{fix}".',
    ),
    "FEEL029": Words(
        'A comma means "or": "{was}" holds for every {kind}.',
        'Where both bounds must hold, write "{fix}".',
    ),
    "FEEL030": Words(
        'There is no name "{name}".',
        'Is "{near}" meant?',
    ),
    "FEEL031": Words(
        'There is no name "{name}".',
        "Check the spelling, or enter it in the field dictionary first.",
    ),
    "FEEL032": Words(
        '"{was}" does not say whether the day itself is included.',
        'With that day write "{included}", without it "{excluded}".',
    ),
    "FEEL033": Words(
        '"{op}" takes no {kinds}; the result is always null.',
        "Check that both sides are meant, or bring them to one type first.",
    ),
    "FEEL034": Words(
        "A condition is wanted here, and this is a {was}.",
        "Write a comparison, for example staff > 10.",
    ),
    "FEEL035": Words(
        'The argument "{name}" must be {wanted}, and this is {was}.',
        "Give a value of the type that is wanted.",
    ),
    "FEEL036": Words(
        '"{function}" cannot be called like this, with {given} arguments.',
        "It is called so: {wanted}.",
    ),
    "FEEL037": Words(
        '"{function}" has no parameter "{name}".',
        "Its parameters: {known}.",
    ),
    "FEEL038": Words(
        'There is no entry "{name}".',
        'There is "{known}".',
    ),
    "FEEL039": Words(
        'A {was} has no part "{name}".',
        "It has: {known}.",
    ),
    "FEEL040": Words(
        "A {was} is no function and cannot be called.",
        "Check the name, or add an operator.",
    ),
    "FEEL041": Words(
        "{left} and {right} are never equal; comparing them says nothing.",
        "Bring both to one type before comparing.",
    ),
    "FEEL042": Words(
        "This column's values are of type {given}; {was} does not go with them: the cell never holds.",
        "Write a value, a range or a list of the column's type.",
    ),
    "FEEL043": Words(
        'There is no type "{name}".',
        'Is "{near}" meant?',
    ),
    "FEEL045": Words(
        '"{was}" is no date, time or duration.',
        "Write a date like 2026-03-05, a time like 08:30:00, a duration like P1Y6M or P10DT12H.",
    ),
    "FEEL046": Words(
        "A {was} cannot be negated; the result is always null.",
        "Use a number or a duration.",
    ),
    "FEEL047": Words(
        "A position or a condition is wanted in the brackets, and this is a {was}.",
        "For example projects[1] or projects[amount > 100].",
    ),
    "FEEL048": Words(
        "External (Java) functions are not run here; calling one gives null.",
        "Write the function in FEEL.",
    ),
}
