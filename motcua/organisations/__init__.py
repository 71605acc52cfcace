"""Agencies, centres and divisions in a tree; positions in them; who holds a position, from when to when."""
