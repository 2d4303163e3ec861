"""The same small province as for the tasks."""

from tests.web.tasks.conftest import people

__all__ = ["people"]
