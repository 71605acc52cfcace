"""The door of supervisors and leaders: reports."""
