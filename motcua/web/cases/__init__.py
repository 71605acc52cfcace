"""The door of officers and their leaders: work list, dossier, the step."""
