"""Doors for people: one package for each group, all standing on `ui`."""
