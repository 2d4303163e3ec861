"""Words for engines, in English."""

from __future__ import annotations

from luodi.messages.words import Words

MESSAGES: dict[str, Words] = {
    "SQL030": Words(
        "“{decision}” {why}; {engine} does not work that out exactly.",
        "Use another --engine, or run the other decisions with --decision.",
    ),
    "POP030": Words(
        "The engine does not answer, or was lost, and no result was written: {reason}",
        "Check --url and that the service runs, and try again.",
    ),
    "POP031": Words("{name} is not installed.", "tools/setup_spark.sh installs Spark, which needs Java 17."),
    "POP033": Words(
        "The population is a table of PostgreSQL, so the list “{name}” has to be one of the same database.",
        "Write --child {name}=TABLE:KEY.",
    ),
    "POP032": Words("--engine postgres needs --url.", "Such as --url postgresql://user@host/database."),
}
