"""Words for why a value came out null when it was evaluated, in English."""

from __future__ import annotations

from luodi.messages.words import Words

MESSAGES: dict[str, Words] = {
    "EVAL001": Words(
        "One side of “{op}” is null, so the result is null.",
        "Supply the value, or test for it with if.",
    ),
    "EVAL002": Words(
        "“{op}” does not work on {left} and {right}.",
        "Check the types of both sides.",
    ),
    "EVAL003": Words(
        "Division by zero.",
        "Test that the divisor is not zero first.",
    ),
    "EVAL004": Words(
        "The number is out of range.",
        "Numbers have up to 34 digits and exponents up to 6144; years up to nine digits.",
    ),
    "EVAL005": Words(
        "Argument {name} of function {function} is null.",
        "Supply a value for it.",
    ),
    "EVAL006": Words(
        "Argument {name} of function {function} must be {wanted}, not {was}.",
        "Check the type.",
    ),
    "EVAL007": Words(
        "Function {function} has other arguments.",
        "Compare with the function's parameters.",
    ),
    "EVAL008": Words(
        "Argument {name} of function {function} cannot be {value}.",
        "Use a value that is allowed.",
    ),
    "EVAL009": Words(
        "“{text}” is not a {type}.",
        "Write it in the form that is prescribed.",
    ),
    "EVAL010": Words(
        "A {left} cannot be compared with a {right}.",
        "Both sides must be of one type.",
    ),
    "EVAL011": Words(
        "A {was} is not a function and cannot be called.",
        "Check the name.",
    ),
    "EVAL012": Words(
        "There is no value called “{name}”.",
        "Check the name, and that the input or decision is connected.",
    ),
    "EVAL013": Words(
        "There is no “{name}” in this {type}.",
        "Check the name.",
    ),
    "EVAL014": Words(
        "The condition must be true or false, not {was}.",
        "Check the condition.",
    ),
    "EVAL015": Words(
        "The regular expression is wrong at character {place} ({near}).",
        "Write it as XPath does.",
    ),
    "EVAL016": Words(
        "The regular expression flags “{flags}” are unknown.",
        "The flags are s, m, i, x and q.",
    ),
    "EVAL017": Words(
        "The result is longer than {limit}.",
        "Narrow it down.",
    ),
    "EVAL018": Words(
        "Matching the regular expression took more than {seconds} seconds and was stopped.",
        "Avoid repetitions within repetitions, such as (a+)+.",
    ),
    "EVAL019": Words(
        "The regular expression matches the empty text; it cannot replace or split.",
        "Use + in place of *.",
    ),
    "EVAL020": Words(
        "The key “{name}” comes twice.",
        "Remove one of them.",
    ),
    "EVAL021": Words(
        "The value is not of type {wanted}: {was}.",
        "Check the value, or the definition of the type.",
    ),
    "EVAL022": Words(
        "No rule matches, and there is no default.",
        "Add a rule or a default output.",
    ),
    "EVAL023": Words(
        "Several rules match under hit policy Unique: {rules}.",
        "Keep the conditions apart, or use another hit policy.",
    ),
    "EVAL024": Words(
        "Matching rules {rules} differ under hit policy Any.",
        "Give overlapping rules the same result.",
    ),
    "EVAL025": Words(
        "{value} is not among the allowed values: {allowed}.",
        "Use an allowed value, or allow this one.",
    ),
    "EVAL026": Words(
        "External functions (Java, PMML) are not run.",
        "Rewrite it in FEEL.",
    ),
    "EVAL027": Words(
        "The expression cannot be read and so not evaluated.",
        "Correct it as the diagnostics say.",
    ),
    "EVAL028": Words(
        "Evaluating “{name}” needs itself.",
        "Break the cycle.",
    ),
    "EVAL029": Words(
        "One time has a zone and the other has none; they cannot be compared or subtracted.",
        "Give both a zone.",
    ),
    "EVAL030": Words(
        "Function {function} got an empty list and has no result.",
        "Test that the list is not empty.",
    ),
    "EVAL031": Words(
        "The loop was stopped after {limit} steps.",
        "Narrow the loop.",
    ),
    "EVAL032": Words(
        "Calls nested more than {limit} deep were stopped.",
        "Check that the recursion ends.",
    ),
    "EVAL033": Words(
        "The list has {size} items and no number {position}.",
        "Positions count from 1, negative ones from the end.",
    ),
    "EVAL034": Words(
        "A {was} cannot be looped over.",
        "Use a list, or a range of whole numbers or dates.",
    ),
    "EVAL035": Words(
        "Hit policy {policy} cannot collect these results.",
        "SUM, MIN and MAX need a number of each rule.",
    ),
    "EVAL036": Words(
        "Priority and output order need the allowed output values.",
        "List the output values in order of priority.",
    ),
    "EVAL037": Words(
        "The model has no input called “{name}”.",
        "Check the name; what is not asked for has no effect.",
    ),
    "EVAL038": Words("“-” does not work before a {was}.", "Make it a number or a duration."),
}
