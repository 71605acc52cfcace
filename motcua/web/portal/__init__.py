"""The door of citizens and businesses: find a procedure, follow a dossier."""
