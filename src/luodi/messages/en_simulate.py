"""Words for simulations, in English."""

from __future__ import annotations

from luodi.messages.words import Words

MESSAGES: dict[str, Words] = {
    "SIM001": Words(
        "It is not clear which decision's amount to look at: {near}.", "Name it with --decision."
    ),
    "SIM002": Words("The model has no decision “{name}”.", "Its decisions: {near}."),
    "SIM003": Words("The population has no column “{name}”.", "Its columns: {near}."),
    "SIM004": Words(
        "The two models want column “{name}” as different types: {one}, {other}.", "Give both one type."
    ),
    "SIM005": Words(
        "The value of “{name}” is no number and cannot be simulated as an amount.",
        "Name a decision with a number for its value with --decision.",
    ),
    "SIM006": Words("“{name}” has no rule {rule}; it has {count}.", "Rules are counted from 1."),
    "SIM007": Words("The table of “{name}” has no column “{column}”.", "Its columns: {near}."),
    "SIM008": Words(
        "There are {count} numbers in “{parameter}”: {shown}; it is not clear which one moves.",
        "Add @1, @2 … to say which one; a place without a number is no parameter.",
    ),
    "SIM009": Words(
        "“{text}” is no range of a parameter.",
        "Write DECISION#RULE.COLUMN=FROM:TO:STEP or NAME=FROM:TO:STEP, such as 资格#2.研发占比=3%:6%:0.25%.",
    ),
    "SIM010": Words("The parameter has {count} values; {limit} are the most.", "Take longer steps."),
    "SIM011": Words("“{text}” is no amount and no share.", "Write 5000000, 500万, 3.5% or 2亿."),
    "SIM012": Words(
        "Files of this kind cannot be written: {suffix}.", "Use xlsx, csv, json, svg, png or html."
    ),
    "SIM013": Words(
        "The amounts have too many digits for an exact sum ({digits}).",
        "Use decimal(x, 2) for fewer decimals, or set limits.",
    ),
    "SIM014": Words("“{name}” is neither a decision nor an input of the model.", "Its names: {near}."),
    "SIM015": Words(
        "“{text}” is no way to allocate.", "Write pro-rata, rank:COLUMN, rank:COLUMN:asc, first:COLUMN."
    ),
    "SIM016": Words(
        "To allocate by rank or by date a column is needed.", "Write rank:COLUMN or first:COLUMN."
    ),
    "SIM017": Words("--allocate goes with --budget or --cap.", "Say the budget, or the cap of a row."),
    "SIM018": Words("“{text}” is a share, not an amount.", "Write 5000000 or 500万."),
    "SIM019": Words(
        "No numeric result of the models can be simulated: decisions are refused, for the reasons below.",
        "Mend them, or name another decision with --decision.",
    ),
}
