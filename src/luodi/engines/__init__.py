"""Engines: where populations are read, queries run and results written."""
