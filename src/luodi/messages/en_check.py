"""Words of the diagnostics in English: the check of decision models. Sorted by code."""

from __future__ import annotations

from luodi.messages.words import Words

MESSAGES: dict[str, Words] = {
    "CHK001": Words(
        "The type declared here is {wanted}, but this gives {was}; the result will be null.",
        "Change the expression, or the declared type.",
    ),
    "CHK002": Words(
        'The model has "{name}", but this element does not require it; it is null when run.',
        'Draw an arrow from "{name}" to here.',
    ),
    "CHK010": Words("No rule for: {region}.", "This row could be added: {row}; or give a default output."),
    "CHK011": Words(
        "No rule for: {region}. Whether that is meant, or can occur, is for you to say.",
        "If it should be there, the row is: {row}.",
    ),
    "CHK012": Words(
        "Under Unique (U), rules {other} and {number} both hold for: {region}, {results}; "
        "the result is then null.",
        "Let the conditions not overlap; use First (F) where order decides, "
        "Any (A) where the results are the same.",
    ),
    "CHK013": Words(
        "Under Any (A), rules {other} and {number} both hold for: {region}, {results}; "
        "the result is then null.",
        "Let both rules give the same, or let the conditions not overlap.",
    ),
    "CHK014": Words(
        "Rules {other} and {number} both hold for: {region}, {results}. "
        "Whether that occurs cannot be told from the table.",
        "Make sure; if it does, let the conditions not overlap.",
    ),
    "CHK015": Words(
        "Rule {number} is never reached: where it holds, rules {rules} hold before it.",
        "Change the order or the conditions, or delete the rule.",
    ),
    "CHK016": Words(
        "Rules {number} and {other} have the very same conditions, {results}.",
        "Delete one of them, or change the conditions.",
    ),
    "CHK017": Words(
        "This condition never holds.",
        "Check the order of the range's ends, whether they are included, and whether conditions go together.",
    ),
    "CHK018": Words(
        "{value} is none of the values allowed in this column: {allowed}.",
        "Use one that is allowed, or allow it.",
    ),
    "CHK019": Words(
        'Rules {rules} use other names, functions or lists in "{columns}"; '
        "gaps and overlaps that depend on them were not decided.",
        "Write constants, ranges or lists where possible, and they can be.",
    ),
    "CHK020": Words(
        "The table is too large: gaps, overlaps and unreachable rules were not all looked at.",
        "Split the table, or use fewer columns.",
    ),
    "CHK021": Words(
        "{count} more of this kind ({kind}) are not listed.", "Correct those that are listed first."
    ),
    "CHK022": Words(
        "The output {value} is none of the allowed values: {allowed}.",
        "Use one that is allowed, or allow it.",
    ),
    "CHK023": Words(
        "Hit policy {policy} needs the output's allowed values, in order of priority; "
        "without them it gives null.",
        "List them.",
    ),
    "CHK024": Words("Rules that others hide in part (those in brackets): {rules}.", None),
    "CHK025": Words(
        "Rule {number} says no result: where it holds there is no value.",
        "Fill in the result, or null where there is none.",
    ),
    "CHK026": Words(
        '"{was}" can only be null: {reason}.', "Correct it; where no value is meant, write null."
    ),
    "CHK027": Words(
        "The hit policy {policy} makes one value of the results of all rules; these are {was}, so it is"
        " always null.",
        "Make the results {wanted}, or use the hit policy that lists them all (C).",
    ),
    "CHK030": Words('Nothing uses the input "{name}".', "Delete it if it is not needed."),
    "CHK031": Words(
        'No decision uses "{name}"; there are {count} such decisions.',
        "If it is a final result, all is well.",
    ),
    "CHK032": Words(
        '"{element}" requires "{name}" and does not use it.', "Delete the arrow if it is not needed."
    ),
    "CHK040": Words(
        'The clause has a cap ("{text}", that is {cap}), and the result of "{name}" has no upper bound.',
        "Write, for example, min(the amount, {cap}); convert it if the unit is not the same.",
    ),
    "CHK050": Words("Cannot be run over a population: {reason}", "{advice}"),
    "CHK051": Words(
        "Cannot be run over a population on {engines}: “{decision}” {why}.",
        "Use another engine, or compute one case at a time.",
    ),
    "CHK052": Words(
        "Whether it can be run over a population depends on how many digits the data has: {reason}",
        "It runs where the numbers are short. {advice}",
    ),
}
