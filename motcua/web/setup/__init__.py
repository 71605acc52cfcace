"""The door of those who keep the catalogue, processes and calendars."""
