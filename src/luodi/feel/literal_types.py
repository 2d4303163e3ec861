"""Of which type a written date, time or duration is.

Source: DMN 1.5, clause 10.3.4.1 (lexical forms), 10.3.1.2 rule 62 (at literals).
"""

from __future__ import annotations

import re

from luodi.feel.types import DATE, DATE_AND_TIME, DAYS_AND_TIME, TIME, YEARS_AND_MONTHS, FeelType

_DATE = r"-?(?:[1-9][0-9]{4,8}|[0-9]{4})-[0-9]{2}-[0-9]{2}"
_ZONE = r"Z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@[A-Za-z0-9_+\-/]+"
_TIME = rf"[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(?:\.[0-9]+)?(?:{_ZONE})?"
_FORMS = (
    (DATE, re.compile(_DATE)),
    (DATE_AND_TIME, re.compile(f"{_DATE}T{_TIME}")),
    (TIME, re.compile(_TIME)),
    (YEARS_AND_MONTHS, re.compile(r"-?P(?=[0-9])(?:[0-9]+Y)?(?:[0-9]+M)?")),
    (
        DAYS_AND_TIME,
        re.compile(
            r"-?P(?=[0-9T])(?:[0-9]+D)?(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?"
        ),
    ),
)


def literal_type(text: str) -> FeelType | None:
    """The type of ``@"text"`` by its form; None where it has none of the forms.

    Whether there is such a day is not looked at: ``2026-02-30`` has the form of a date.
    """
    return next((kind for kind, form in _FORMS if form.fullmatch(text)), None)
