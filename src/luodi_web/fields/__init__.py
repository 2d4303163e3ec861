"""The field dictionary (字段字典): what a rule may ask about an enterprise, a person or a project."""
