"""Luodi: from the text of a policy to tasks that close."""
