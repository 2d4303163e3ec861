"""Diagnostic words in English: decision models, workbooks of tables, test cases. Sorted by code."""

from __future__ import annotations

from luodi.messages.words import Words

MESSAGES: dict[str, Words] = {
    "CASE001": Words(
        'The case must be a JSON object, such as {{"turnover": 120}}.',
        "Check quotes, commas and braces; save as UTF-8.",
    ),
    "CASE002": Words('The model has no input "{name}".', "Check the name; {known}."),
    "CASE003": Words(
        'The value "{was}" of the input "{name}" is no {type}.',
        "Write numbers without quotes, days as 2026-03-01, times as 08:30:00, durations as P1Y or P30D.",
    ),
    "CASE004": Words('The case has "{name}" twice.', "Keep one."),
    "CASE005": Words('"{name}" is given as a whole, and "{entry}" beside it.', "Keep one of the two."),
    "DMN001": Words(
        "The XML is badly written at line {line}: {reason}.",
        "Export it again, or check the tags around this line.",
    ),
    "DMN002": Words(
        "The file declares a document type (DTD) and is not read, to be safe.",
        "No modelling tool writes one; check where the file comes from.",
    ),
    "DMN003": Words(
        "The file has {size_mb} MB; the limit is {limit_mb} MB.",
        "Split the model into files that import each other.",
    ),
    "DMN004": Words(
        'This is no DMN model: its root element is "{root}", not definitions.',
        "Check that it is the right file.",
    ),
    "DMN005": Words(
        'Unknown version of DMN (namespace "{namespace}"); 1.2 to 1.5 can be read.', "Save it as 1.3."
    ),
    "DMN006": Words('Line {line}: {element} lacks its attribute "{attribute}".', "Add it."),
    "DMN007": Words(
        'Line {line}: "{child}" does not belong in {element}; it is not read and lost when saved.',
        "Check its name and place; extensions belong in extensionElements.",
    ),
    "DMN008": Words(
        'Line {line}: {element} has no attribute "{attribute}"; it is not read and lost when saved.',
        "Check its name; attributes of your own need a namespace.",
    ),
    "DMN009": Words(
        'Line {line}: "{was}" is no value of {attribute}; these are: {allowed}.', "Use one of them."
    ),
    "DMN010": Words("Line {line}: {wanted} is missing in {element}.", "Add it."),
    "DMN011": Words(
        "{count} XML comments or processing instructions are no part of the model and are not kept.",
        "Write what is to stay in a description.",
    ),
    "DMN012": Words(
        "Line {line}: expressions nested deeper than {limit} are not read.", "Make the inner ones decisions."
    ),
    "DMN013": Words(
        "Line {line}: this function is written in {kind}; only FEEL is run here. It is kept.",
        "Rewrite it in FEEL, or run it in a system that supports it.",
    ),
    "DMN014": Words(
        'Line {line}: the imported model "{name}" was not found (namespace {namespace}).',
        "Put that model in the same folder and check its namespace.",
    ),
    "DMN015": Words("Line {line}: the imports go in a circle: {circle}.", "Remove one of them."),
    "DMN016": Words(
        'Line {line}: the imported model "{name}" cannot be read: {file}.', "Correct that file first."
    ),
    "DMN017": Words(
        'Line {line}: the expression language is "{language}"; only FEEL is run here. It is kept.',
        "Rewrite it in FEEL.",
    ),
    "DMN018": Words(
        'Line {line}: the text "{text}" in {element} belongs to no part; it is not read and lost when saved.',
        "Delete it, or put it in a text.",
    ),
    "DMN019": Words(
        'The element at line {line} refers to "{href}", which does not exist.',
        "Check the id, or remove the requirement.",
    ),
    "DMN020": Words(
        'The element at line {line} refers to "{name}" ({href}), which is not of the kind wanted here.',
        "Use the requirement for its kind.",
    ),
    "DMN021": Words('The id "{id}" is used more than once.', "Give each element its own."),
    "DMN022": Words("Decisions depend on each other in a circle: {circle}.", "Remove one requirement."),
    "DMN023": Words(
        "Line {line}: {cells} of {kind} where {columns} are wanted.", "Make the cells match the columns."
    ),
    "DMN024": Words(
        'Line {line}: the values of the file "{location}" are not fetched. The expression is kept.',
        "Put them in the model.",
    ),
    "DMN025": Words(
        'Line {line}: the type "{name}" is not defined.', "Check the name, or define it; near it: {near}."
    ),
    "DMN026": Words(
        'The name "{name}" is used more than once; expressions cannot tell which is meant.', "Rename one."
    ),
    "DMN027": Words(
        "Line {line}: the aggregation {aggregation} needs COLLECT and does nothing with {policy}.",
        "Change the hit policy, or remove it.",
    ),
    "DMN028": Words(
        'Line {line}: the import "{name}" is no DMN model ({import_type}) and is not read. It is kept.', None
    ),
    "DMN029": Words(
        "Line {line}: the rule has {cells} annotations, the table {columns} columns for them; all are kept.",
        None,
    ),
    "DMN030": Words(
        'The boxed expression "{kind}" exists since DMN 1.4; the file stays 1.5.',
        "To edit it in dmn-js, have it rewritten as FEEL text.",
    ),
    "DMN031": Words(
        'The boxed expression "{kind}" was rewritten as FEEL text, for 1.3; '
        "ids, descriptions and types of the parts inside are not kept.",
        None,
    ),
    "DMN032": Words(
        'The boxed expression "{kind}" holds {inside} and cannot become FEEL text; the file stays 1.5.',
        "Make the table a decision of its own.",
    ),
    "DMN033": Words(
        'The typeConstraint of the type "{name}" exists since DMN 1.5; the file stays 1.5.',
        "For 1.3 use allowedValues.",
    ),
    "DMN034": Words(
        'The typeConstraint of the type "{name}" was written as allowedValues, for 1.3; it means the same.',
        None,
    ),
    "DMN035": Words(
        'The attribute "{attribute}" of the diagram exists since DMN 1.5 and was left out for 1.3.', None
    ),
    "DMN036": Words('The text holds a character that XML cannot: {char}, after "{near}".', "Delete it."),
    "DMN037": Words(
        "Line {line}: types are defined by each other in a circle: {circle}.",
        "Define one of them by a basic type such as number or string.",
    ),
    "DMN038": Words(
        "There are more than {limit} findings; the others are not listed.", "Correct these first."
    ),
    "DMN039": Words("The file has more than {limit} tags and is not read.", "Split the model into files."),
    "DMN040": Words(
        'Line {line}: each value of the type "{name}" holds another "{name}": {circle}.',
        "It only ends where one of them is null; where there can be several, make that entry a list.",
    ),
    "TCK001": Words(
        'This is no file of test cases: its root element is "{root}".', "Use the format of the DMN TCK."
    ),
    "TCK002": Words(
        "Line {line}: the value has no type (xsi:type) and is taken for text.",
        "Add one, such as xsd:decimal.",
    ),
    "TCK003": Words('Line {line}: unknown type "{type}"; these are known: {allowed}.', "Use one of them."),
    "TCK004": Words("Line {line}: the extension is not read, and not kept when saved: {xml}.", None),
    "TCK005": Words(
        "There is no file of test cases here.",
        "Check the folder; cases are XML in the format of the DMN TCK.",
    ),
    "TCK006": Words(
        'The model "{model}" that the cases run was not found.',
        "Put it beside them and name it in modelName.",
    ),
    "TCK007": Words('The model has no "{name}".', "Check the names in the case."),
    "TCK008": Words(
        "Running it failed: {error}.", "This is a fault of the program; report it with model and case."
    ),
    "TCK009": Words(
        'The model "{model}" cannot be read; its cases were not run.', "Correct the model first."
    ),
    "TCK010": Words('The case gives a value for "{name}", which the model does not have.', "Check the name."),
    "TCK011": Words(
        'Line {line}: "{was}", the day the case is decided for, is no date.', "Write it as 2026-03-01."
    ),
    "XLS001": Words("This file is no Excel workbook (xlsx) that can be opened.", "Save it again as xlsx."),
    "XLS002": Words("Unpacked, the workbook has {size_mb} MB; the limit is {limit_mb} MB.", "Split it."),
    "XLS003": Words(
        "This sheet is not read: A1 must say what it is (决策表, 输入数据, 数据类型, 表达式 or 模型).",
        "Write it in A1; sheets that are not for this program may stay.",
    ),
    "XLS004": Words(
        "This cell is a formula and cannot be a rule.",
        'Replace it by its value; format cells as text for conditions that begin with "=".',
    ),
    "XLS005": Words("This cell is the error {value}.", "Correct it."),
    "XLS006": Words(
        "The text of this cell is longer than the {limit} characters that Excel allows.",
        "Shorten it, or edit it in the DMN file.",
    ),
    "XLS007": Words(
        'Unknown label "{label}"; this row (or column) is not read.', "Use the template's names."
    ),
    "XLS008": Words(
        "This column does not say what it is; these are known: {allowed}.", "Say so in the row 列."
    ),
    "XLS009": Words('Unknown hit policy "{was}".', "Write one of U, A, P, F, R, O, C, C+, C<, C>, C#."),
    "XLS010": Words('The row (or column) "{label}" is missing.', "Add it as in the template."),
    "XLS011": Words(
        "The workbook holds no decision table.", "Write 决策表 in A1 of a sheet and its name in B1."
    ),
    "XLS012": Words("This decision table has no output column.", "Add at least one."),
    "XLS013": Words("A name or an expression is wanted here; the cell is blank.", "Fill it in."),
    "XLS014": Words('The column for lists takes 是 or 否, not "{was}".', "Correct it."),
    "XLS015": Words(
        'The level must be a whole number from 1 to {deepest}, not "{was}".', "A row may be one level deeper."
    ),
    "XLS016": Words(
        "The sheet has more than {rows} rows or {columns} columns and is not read.",
        "Delete what is outside the table (also blank rows with a format), or split it.",
    ),
    "XLS017": Words("This cell holds a character that XML cannot: {char}.", "Delete it."),
    "XLS018": Words(
        'Unknown orientation "{was}"; these are known: {allowed}.', "Use one, or delete the row."
    ),
    "XLS019": Words(
        "A workbook has no place for this; it was left out: {what}.", "Use a DMN file to keep it."
    ),
    "XLS020": Words(
        '"{was}" is no id: one begins with a letter and holds letters, digits, "_", "-" and ".".',
        "Correct it, or leave it blank for one to be made.",
    ),
    "XLS022": Words('The row "{label}" stands twice.', "Delete one."),
    "XLS023": Words('The text "{text}" stands where none is read.', "Move it to its cell, or delete it."),
}
