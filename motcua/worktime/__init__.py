"""Office hours, closed days and the arithmetic of deadlines: no database inside its rules."""
