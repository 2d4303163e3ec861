"""What needs a model and its running at once: conformance, saved cases, one case from JSON."""
