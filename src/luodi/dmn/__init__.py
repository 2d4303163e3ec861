"""Decision models: what a DMN file says, read and written without loss; nothing is evaluated here."""
