"""The door of machines: the actions and queries of the pages as JSON (docs/api.md)."""
