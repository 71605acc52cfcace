"""The dossier: received, moved through its steps, resolved, returned; one event list, everything else derived."""
