"""Process definitions: versions, steps, transitions, the model checker, the diagram. Knows no dossier."""
