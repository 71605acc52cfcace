"""Statutory and management figures: reads everything, writes nothing."""
