"""How fast a case is decided."""
