"""Words for compiling decisions to SQL and running them over data, in English."""

from __future__ import annotations

from luodi.messages.words import Words

_ONE_CASE = "Write it otherwise, or compute one case at a time."

MESSAGES: dict[str, Words] = {
    "SQL001": Words("“{decision}” uses a {what} as one value; in SQL it has no column.", _ONE_CASE),
    "SQL002": Words(
        "“{decision}” compares {left} with {right}, or takes one of them: they are of different types.",
        "Give both sides one type.",
    ),
    "SQL003": Words(
        "A result of “{decision}” may have {digits} digits, more than the {limit} that are exact.",
        "Use decimal(x, n) for fewer decimals, or set limits in the data type.",
    ),
    "SQL004": Words(
        "“{decision}” uses a quotient as it is; it may have no end and fits no column.",
        "Say how many decimals: decimal(a / b, n). Comparing it with a bound needs none.",
    ),
    "SQL005": Words("“{decision}” needs {wanted} here, not {was}.", "Check the type."),
    "SQL006": Words(
        "Argument {name} in “{decision}” has to be written down, not taken from the data; places, scales and "
        "exponents have to be whole.",
        "Write its value.",
    ),
    "SQL007": Words("“{decision}” uses {what}, which has no exact form in SQL yet.", _ONE_CASE),
    "SQL008": Words("An expression of “{decision}” cannot be read.", "See luodi decide for its diagnostics."),
    "SQL009": Words(
        "“{decision}” uses the name “{name}”, which has no value.",
        "Check the name, and that the input or decision is connected.",
    ),
    "SQL010": Words(
        "“{decision}” calls “{name}”, a function of the model, which is not compiled to SQL yet.", _ONE_CASE
    ),
    "SQL011": Words("The type “{type}” in “{decision}” is not compiled to SQL yet.", _ONE_CASE),
    "SQL012": Words(
        "A value of “{decision}” is declared as {wanted} and is {was}: it would be null in every row.",
        "Correct the type.",
    ),
    "SQL013": Words(
        "Priorities (P, O) in “{decision}” need listed output values, and outputs that are constants.",
        "List the allowed output values.",
    ),
    "SQL014": Words("This aggregate or default of “{decision}” is not compiled to SQL yet.", _ONE_CASE),
    "SQL015": Words(
        "Input “{name}” of “{decision}” is a list, and no file of it is given.",
        "Add --child NAME=FILE:KEY. Lists within lists are not compiled.",
    ),
    "SQL016": Words("“{decision}” needs itself to be evaluated.", "Break the circle."),
    "SQL017": Words(
        "“{decision}” needs “{needed}”, which cannot be compiled.",
        "The reason stands in the diagnostic of “{needed}”.",
    ),
    "SQL018": Words("“{decision}” uses “{name}” of another model; that is not compiled yet.", _ONE_CASE),
    "SQL019": Words(
        "The result has a column “{name}” already (whatever the case): no place for “{decision}”.",
        "Rename one of them, or run them apart with --decision.",
    ),
    "SQL020": Words(
        "“{decision}” works with rows of different lists at once: {names}.",
        "Make two decisions of it, or conditions of one list alone.",
    ),
    "SQL021": Words(
        "“{decision}” has more than {limit} steps once its loops and functions are written out.",
        "Use fewer turns, or fewer loops in one another.",
    ),
    "SQL022": Words(
        "“{decision}” makes a date of year, month and day: these have to be whole numbers, and the year "
        "limited to {low} to {high}.",
        "Set limits in the data type, such as [1..9999] for the year.",
    ),
    "SQL023": Words(
        "“{decision}” uses {what} of a column: an engine's tables of upper and lower case are not those of a "
        "single case (ß, İ), and results could differ.",
        "Bring the data to one case, or use it of texts that are written down.",
    ),
    "POP001": Words(
        "The population has no column “{name}”; the input counts as unknown in every row.",
        "The nearest column: {near}.",
    ),
    "POP002": Words(
        "Column “{name}” should be {wanted} and is {was}.", "Correct the column's type and export it again."
    ),
    "POP003": Words(
        "Column “{name}” has {count} values that are no {wanted}: rows {rows}, such as {shown}.",
        "Correct them: no thousands separators in numbers, dates as 2026-03-01, truth as true or false.",
    ),
    "POP004": Words("Key column “{name}” has no value in {count} rows.", "Supply the keys."),
    "POP005": Words(
        "The key “{shown}” occurs {count} times.", "Remove the rows, or name the key column with --key."
    ),
    "POP006": Words("The population has no key column “{name}”.", "Its columns: {near}."),
    "POP007": Words("Files of this kind cannot be read: {suffix}.", "Use parquet, csv or arrow."),
    "POP008": Words("The population cannot be read: {reason}", "Check that the file is whole."),
    "POP009": Words(
        "The run stopped and wrote no result: {reason}",
        "Check disk space and the memory limit, and try again.",
    ),
    "POP010": Words("There is no row with the key “{shown}”.", "Check the value of --key."),
    "POP011": Words("Two columns are called “{name}” but for upper and lower case.", "Rename one of them."),
    "POP012": Words(
        "The result of “{name}” differs from the interpreter's: {sql}, interpreter {value}.",
        "This is a fault of ours: please report it.",
    ),
    "POP014": Words("Cannot read --child {text}.", "Write NAME=FILE:KEY or NAME=FILE:KEY:ORDER."),
    "POP015": Words("The model has no list input “{name}”.", "Its list inputs: {near}."),
    "POP016": Words(
        "The data has several key columns; the file of list “{name}” can point at one only.",
        "Name one key column with --key.",
    ),
    "POP017": Words(
        "The file of list “{name}” does not tell which column holds its values: {near}.",
        "Name that column “{name}”.",
    ),
    "POP018": Words(
        "{count} rows of list “{name}” have a key that is not in the data; left out.", "Check the key."
    ),
    "POP019": Words(
        "--key gives {given} values; the key columns are {names}.",
        "Give one value for each, in that order; --key-column names the columns.",
    ),
    "POP013": Words("The model has no decision “{name}”.", "Its decisions: {near}."),
}
