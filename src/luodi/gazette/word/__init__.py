"""The same documents as Word files, with the official fonts' names and 22 lines of 28 characters."""

from luodi.gazette.word.file import docx

__all__ = ["docx"]
