"""What can be done with the dictionary."""
