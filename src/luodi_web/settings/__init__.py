"""``base`` reads the environment once; ``embedded``, ``production`` and ``test`` say how they differ."""
