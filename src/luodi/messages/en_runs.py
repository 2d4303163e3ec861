"""Words of the diagnostics of runs and their files."""

from __future__ import annotations

from luodi.messages.words import Words

MESSAGES: dict[str, Words] = {
    "POP040": Words("Another run is writing this result.", "Wait for its end, or choose another -o."),
    "POP041": Words("Cancelled: nothing was written, and the file that was there is as it was."),
    "POP042": Words("{done} / {rows} rows · {share}% · {left} left"),
    "POP050": Words("{count} columns of the file are no inputs of the model and are not used: {names}."),
    "POP051": Words("The file's encoding is {encoding}; it is read so.", "Export as UTF-8 to spare this."),
    "POP052": Words(
        "Column “{name}”: {count} numbers have thousands separators. Rows {rows}: {shown}.",
        "Remove them, or read them with --thousands.",
    ),
    "POP053": Words("Column “{name}”: {count} dates are written {form} and read so. Rows {rows}: {shown}."),
    "POP054": Words(
        "Column “{name}”: dates are written in several ways: {forms}. Rows {rows}: {shown}.",
        "Write all as 2021-06-30.",
    ),
    "POP055": Words("Column “{name}”: {count} values are 是 or 否, read as true and false."),
    "POP056": Words("The key column “{name}” is named twice.", "Name each column once."),
    "POP057": Words(
        "Two inputs of the model share the column “{name}”: one is called so, the other has such an entry.",
        "Rename one of the two inputs.",
    ),
    "POP058": Words("The result is a file; this is a folder or no name.", "For example -o result.parquet."),
    "POP059": Words("The result would overwrite what is read; nothing was run.", "Choose another -o."),
    "POP060": Words("The folder holds other files, which would be lost: not run.", "Choose a new folder."),
    "POP061": Words("The list “{name}” is given two files.", "A list has one: put them together first."),
    "POP062": Words(
        "The numbers of column “{name}” have too many digits to be exact: up to {whole} before the point and "
        "{scale} behind it; together there may be {limit}. Rows {rows}: {shown}.",
        "Round to the decimals that are needed.",
    ),
    "POP063": Words(
        "Column “{name}”, which orders rows, is written in several ways: {numbers} numbers, {days} dates "
        "({forms}), {others} other texts. Rows {rows}: {shown}.",
        "Write numbers throughout, or dates as 2021-06-30.",
    ),
    "POP064": Words(
        "The first line of the file has none of the model's inputs; nothing was run. It has: {found}; "
        "the inputs: {wanted}.",
        "Columns bear the names of inputs; the first line of a CSV file has the names of its columns.",
    ),
    "POP065": Words(
        "The first line of the file has no names of columns: none of the model's inputs is in it, while "
        "line {line} has ({names}). First line: {found}; the inputs: {wanted}.",
        "Delete what stands above line {line}.",
    ),
    "POP066": Words(
        "The columns of the file are not apart, names of inputs ({names}) stand in one name: {found}. "
        "The inputs: {wanted}.",
        "Put a comma, a semicolon, a tab or a bar between columns.",
    ),
    "POP067": Words(
        "--memory {text} is too little: at least {least} are needed.", "Give more, or leave --memory out."
    ),
    "POP068": Words("There is no such file.", "Check its path."),
    "POP069": Words("The file cannot be opened: {reason}.", "Check its path, and the right to read it."),
    "POP070": Words(
        "Line {line} of the file has {found} columns, the first line has {wanted}.",
        "A value with commas or line breaks stands in double quotes; a column without a value has its comma.",
    ),
    "POP071": Words(
        "In line {line} of the file column “{name}” begins with a double quote that is never closed.",
        "Close it; a quote within a value is written twice.",
    ),
    "POP072": Words(
        "In line {line} of the file “{sign}” stands behind the closing quote of column “{name}”.",
        "A quote within a value is written twice.",
    ),
    "POP073": Words(
        "The file is not in UTF-8, GB18030 or UTF-16 with its mark: from line {line} on it cannot be read.",
        "Save it as CSV in UTF-8.",
    ),
    "POP074": Words(
        "Line {line} of the file has more than {limit} MB.", "Often a quote above it was not closed."
    ),
    "POP075": Words(
        "Line {line} of the file has a carriage return within, unlike the ends of other lines.",
        "Export it with the same end for all lines.",
    ),
    "POP076": Words("This is no whole {kind} file.", "Export it again, and check its ending."),
    "POP077": Words("The first line of the file is empty.", "It has the names of the columns."),
    "POP078": Words("The database does not allow it: {reason}", "Ask for the right, or use another user."),
    "POP079": Words("The result cannot be written here: {reason}.", "Check the path of -o and its rights."),
    "POP080": Words("“{name}” is no table but a view or the like.", "Choose another -o."),
    "POP081": Words(
        "Other views or tables are made of “{name}”, which the result would take the place of.",
        "Choose another -o, or see to them first.",
    ),
    "POP082": Words(
        "--url is no address of {engine}.",
        "Such as postgresql://user@host/database, spark://host:port or local[*].",
    ),
    "POP083": Words(
        "Column “{name}” has {count} values with a NUL, which PostgreSQL cannot hold.",
        "Take them out, or use --engine duckdb.",
    ),
    "POP084": Words(
        "The run did not come to its end and wrote no result: {reason}",
        "Report these words where the cause is not clear.",
    ),
    "POP085": Words("The database has no schema for “{name}”.", "Create it, or choose another -o."),
    "POP086": Words(
        "The database has no table or view “{name}”.",
        "Upper and lower case matter; write schema.table for one of another schema.",
    ),
    "POP087": Words(
        "“{text}” of --key is no value of column “{name}”, which is {wanted}.", "Check the value of --key."
    ),
    "POP088": Words(
        "DuckDB has no use for --url; nothing was run.",
        "Name the engine by --engine postgres or spark, or leave --url out.",
    ),
    "POP089": Words(
        "Without a population the types of columns are assumed from the model, numbers as {number}. "
        "With --population they are what they are."
    ),
    "POP090": Words(
        "Column “{name}”, which orders rows, has {numbers} numbers, {days} dates and {others} other texts; "
        "all are ordered as texts (10 before 9). Rows {rows}: {shown}.",
        "Write numbers or dates throughout where these are to order rows.",
    ),
    "POP091": Words(
        "Column “{name}” has {count} dates with times finer than a microsecond: rows {rows} ({shown}).",
        "Export them to the microsecond, six digits behind the second.",
    ),
    "POP092": Words(
        "Column “{name}” has {count} dates with times and an offset: rows {rows} ({shown}). "
        "Columns with offsets are not run yet.",
        "Export them as local times, without an offset.",
    ),
    "POP093": Words(
        "Column “{name}” is of a type of dates with times and a time zone, which is not run yet.",
        "Export it as local times, as a type without a zone.",
    ),
    "POP094": Words(
        "Column “{name}” is an input that is a date and time, and cannot be the key too.",
        "Name another column with --key.",
    ),
    "SQL031": Words(
        "An input of “{decision}” shares the column “{name}” with another: one is called so, the other has "
        "an entry of that name.",
        "Rename one of the two inputs.",
    ),
}
