"""Who did what to what, when: an append-only record of looks, sign-ins, imports and exports."""
