"""Typed decisions as relational stages; nothing here knows an engine or evaluates anything."""

from luodi.relational.model import lower_model, shared_columns, wanted_children, wanted_columns
from luodi.relational.program import Input, Output, Program, SourceChild, SourceColumn

__all__ = [
    "Input",
    "Output",
    "Program",
    "SourceChild",
    "SourceColumn",
    "lower_model",
    "shared_columns",
    "wanted_children",
    "wanted_columns",
]
