"""What the law leaves to a decision, or what decisions differ on: each a setting, with its source."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from django.conf import settings

# After a pause the whole time runs anew, what was left of it runs on, or the steps still to be made run.
Policy = Literal["restart", "shift", "phase"]


@dataclass(frozen=True, slots=True)
class Law:
    """Numbers and choices of procedure; the environment variable MOTCUA_LAW (JSON) changes them."""

    # A dossier filed online is received, or its supplement asked for, within so many working minutes
    # (NĐ 297/2025 Điều 6: 8 working hours after filing).
    reception_minutes: int = 480
    # Who does not complete a dossier within so many working days may have it closed (NĐ 297/2025 Điều 6).
    supplement_days: int = 15
    # Proof of payment restarts the time of the steps still to be made: the second promised date of land
    # dossiers (Đồng Tháp QĐ 138/2025 Điều 5 khoản 3).
    after_payment: Policy = "phase"
    # A road that leads to the tax office has two dates: one until the slip goes there, one from the proof of
    # payment (Đồng Tháp QĐ 138/2025 Điều 5 khoản 3); else one date for the whole limit.
    two_dates: bool = True
    # A supplement asked for after the first promised date restarts the time of the second one, not the whole limit
    # (NĐ 297/2025 Điều 6 "tính lại từ đầu", with Đồng Tháp QĐ 138/2025 Điều 5 khoản 3: each date has its time).
    restart_phase: bool = True
    # A suspension moves the date by the working time it lasted (domain.md §3.5).
    after_suspension: Policy = "shift"
    # The head of the unit asks in writing at the latest so many working days before the deadline
    # (NĐ 107/2021: before the deadline, at least one day).
    extension_notice_days: int = 1
    # A new date is set at most so many times; more needs a recorded override (NĐ 297/2025: once).
    extensions: int = 1
    # Whether lateness is judged by the new date instead of the first one (domain.md §3.7: the first).
    extension_counts: bool = False
    # A late result is handed over only with its letter of apology, or by a recorded override (seed 003).
    apology_required: bool = True
    # The paper of a same-day procedure received after this minute of the day leaves next morning: 15:00 as dates
    # are counted, 16:00 (960) at the centre of seed 003.
    paper_cutoff_minute: int = 15 * 60
    # A procedure of at most so many working days is a same-day one: its paper leaves at once, that of longer
    # ones at the end of the session (seed 003: "lớn hơn 01 ngày làm việc").
    paper_same_day_days: int = 1
    # Whoever gets a batch of paper confirms it within so many working minutes, half a day (own; TT 03/2025
    # only asks for the time and both signatures on form 06).
    batch_confirm_minutes: int = 240
    # A dossier whose step nobody has touched for so many working days is silent (OpenCPS's lost dossiers;
    # peers-opencps.md §2).
    silence_days: int = 5
    # Whether a signature is confirmed with the signer's own PIN: by whoever has set one, by everybody who signs, or
    # by nobody (NĐ 30/2020 Điều 13: only the competent person signs; the PIN is how an office makes sure of it).
    signing_pin: Literal["if_set", "demanded", "off"] = "if_set"


@cache
def in_force() -> Law:
    """Return the law of this deployment."""
    return Law(**settings.LAW)
