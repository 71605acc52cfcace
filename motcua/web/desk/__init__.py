"""The door of counter clerks: receive dossiers, return results."""
