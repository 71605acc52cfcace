"""What dossiers announce."""

from django.dispatch import Signal

# Facts were written, in their transaction: `files` are the dossiers in hand with what was recorded of each.
# The sender is the kind of journal; a batch tells of the past.
recorded = Signal()
