"""Changes of the organisation: its units, who holds a post, who is away, who stands in, who is on duty."""

from motcua.organisations.actions.absences import come_back, record_absence
from motcua.organisations.actions.posts import appoint, end_post, end_stand_in, name_stand_in
from motcua.organisations.actions.roster import Copied, Key, Saved, copy_week, import_roster, save_week
from motcua.organisations.actions.units import found_unit

__all__ = [
    "Copied",
    "Key",
    "Saved",
    "appoint",
    "come_back",
    "copy_week",
    "end_post",
    "end_stand_in",
    "found_unit",
    "import_roster",
    "name_stand_in",
    "record_absence",
    "save_week",
]
