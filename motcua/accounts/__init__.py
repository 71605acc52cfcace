"""Sign-in identities of staff: who somebody is, never what they may do."""
