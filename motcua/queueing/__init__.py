"""The hall: tickets, lines, counters, and why somebody was called when."""
