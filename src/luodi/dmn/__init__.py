"""Decision models: what a DMN file says, read and written without loss; nothing is evaluated here."""

from luodi.dmn.imports import FolderResolver, Found, Resolver
from luodi.dmn.reading import Read, read

__all__ = ["FolderResolver", "Found", "Read", "Resolver", "read"]
