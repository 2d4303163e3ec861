"""What the built-in functions of FEEL do: ``BODIES`` by name.

A body takes its arguments in the order of the signature in ``luodi.feel.builtins``, optional ones left out at
the end; it checks them itself and raises a ``Failure`` where the result is null for a reason.
``now``, ``today`` and ``range`` need more than their arguments; ``luodi.evaluate.calls`` has them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from luodi.evaluate.builtins import contexts, conversion, lists, numbers, ranges, strings, temporal

BODIES: Final[Mapping[str, Callable[..., Any]]] = {
    **conversion.BODIES,
    **strings.BODIES,
    **lists.BODIES,
    **numbers.BODIES,
    **temporal.BODIES,
    **ranges.BODIES,
    **contexts.BODIES,
}
