"""Appointments: hours that people book ahead in a hall, and the waiting list of days that are full.

Knows booking policies, slots, bookings, places, waiting and one-time codes; verbs: book, move, cancel, check in,
join, accept. A booking that is checked in becomes a ticket of `queueing`, which decides when it is called.
"""
