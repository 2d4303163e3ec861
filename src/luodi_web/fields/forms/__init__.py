"""Forms of the dictionary."""
