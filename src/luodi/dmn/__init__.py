"""Decision models: what a DMN file says, read and written without loss; nothing is evaluated here."""

from luodi.dmn.imports import FolderResolver, Found, Resolver
from luodi.dmn.reading import Read, read
from luodi.dmn.writing import Written, export, write

__all__ = ["FolderResolver", "Found", "Read", "Resolver", "Written", "export", "read", "write"]
