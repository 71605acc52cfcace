"""Notices to people outside the pages: an outbox, its channels e-mail and SMS, and the texts as data.

Knows notices, templates and channels; verbs: queue, deliver, try again, give up. What a notice is about is a
text to it: the rows above bring their own templates in a file `notices.json`.
"""
