"""One page with the decision editor on the platform's own shell and security policy, without its database."""
