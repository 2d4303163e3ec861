"""The small province of the task tests: an office, a department, two cities, a county."""

from tests.web.tasks.conftest import People, people

__all__ = ["People", "people"]
