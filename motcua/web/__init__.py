"""Doors for people: one package an audience, all standing on `ui`."""
