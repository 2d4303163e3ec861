"""Running decisions: FEEL values, expressions, tables, models, and why something came out.

``compile_model`` and ``evaluate_expression`` are where to begin. Values are described in ``values``.
"""

from luodi.evaluate.expression import Evaluated, evaluate_expression, evaluate_tests
from luodi.evaluate.failures import Failure, Reason
from luodi.evaluate.model import Model, Result, compile_model
from luodi.evaluate.values import format_value, from_python

__all__ = [
    "Evaluated",
    "Failure",
    "Model",
    "Reason",
    "Result",
    "compile_model",
    "evaluate_expression",
    "evaluate_tests",
    "format_value",
    "from_python",
]
