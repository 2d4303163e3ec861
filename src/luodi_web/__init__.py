"""The Luodi platform."""
