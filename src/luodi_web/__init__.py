"""The Luodi platform."""

from importlib.metadata import version

__version__ = version("luodi")
