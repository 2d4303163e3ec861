"""Running numbers without gaps: 1, 2, 3 … in a series and year."""

from __future__ import annotations

from django.db import transaction

from luodi_web.common.models import NumberSequence


def next_number(series: str, year: int) -> int:
    """The next number of a series in a year, from 1.

    To be called inside the transaction that writes the numbered document: if that is rolled back the
    number was never given, and whoever asks meanwhile waits. Raises TransactionManagementError outside one.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a number is given inside its document's transaction")
    sequences = NumberSequence.objects.select_for_update()
    sequence, _created = sequences.get_or_create(series=series, year=year)
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return sequence.last
