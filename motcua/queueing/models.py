"""Service groups, counters, the lines of a day's hall, tickets, and the record of what happened in it."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from motcua.catalogue.models import Field, Procedure
from motcua.organisations.models import Unit

# From where a line is read as long as nobody was called from it.
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Lane(models.TextChoices):
    """Why somebody is served before others; nothing is asked of the ordinary lane."""

    ORDINARY = "ordinary", _("Thông thường")
    # Luật Người cao tuổi 39/2009/QH12.
    ELDERLY = "elderly", _("người cao tuổi")
    # Luật Người khuyết tật 51/2010/QH12.
    DISABLED = "disabled", _("người khuyết tật")
    PREGNANT = "pregnant", _("phụ nữ có thai")
    CHILD = "child", _("có trẻ nhỏ đi cùng")
    # Pháp lệnh Ưu đãi người có công với cách mạng 02/2020/UBTVQH14.
    MERIT = "merit", _("người có công")


class Rank(models.IntegerChoices):
    """The three rows of one line: who stands in a lower row may be called first, within the cap."""

    BOOKED = 0, _("Có lịch hẹn")
    PRIORITY = 1, _("Ưu tiên")
    ORDINARY = 2, _("Theo thứ tự đến")


class Policy(models.Model):
    """What a centre decides about its hall; the defaults hold for a centre that decided nothing."""

    centre = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    # So many booked or priority tickets in a row at one counter, then the ordinary one that came first.
    cap = models.PositiveSmallIntegerField(_("số lượt ưu tiên liên tiếp"), default=1)
    # Who did not come when called lets so many of the row go first.
    return_behind = models.PositiveSmallIntegerField(_("số lượt nhường khi vắng mặt"), default=3)
    # After so many minutes without coming the counter may say that nobody came.
    come_minutes = models.PositiveSmallIntegerField(_("số phút chờ người được gọi"), default=2)
    # A ticket that waited longer counts as if it were of the counter's first skill.
    long_wait_minutes = models.PositiveSmallIntegerField(_("chờ lâu (phút)"), default=30)
    # Numbers are given so many minutes before the doors open.
    early_minutes = models.PositiveSmallIntegerField(_("phát số trước giờ mở cửa (phút)"), default=30)
    # Whether numbers stop when those who wait fill the time until closing.
    is_bounded = models.BooleanField(_("ngừng phát số khi không kịp phục vụ"), default=True)
    # Whether the kiosk offers to send a number by SMS; each message costs the centre something.
    texts_numbers = models.BooleanField(_("gửi số thứ tự qua tin nhắn"), default=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(cap__gte=1), name="policy_cap_at_least_one")]

    def __str__(self) -> str:
        return str(self.centre)


def labelled(name: str, name_en: str | None) -> str:
    """Return the name of a group in the language of whoever reads it."""
    return name_en if get_language() == "en" and name_en else name


class ServiceGroup(models.Model):
    """What people take a number for: some fields or procedures of a centre under one letter."""

    centre = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="service_groups")
    code = models.SlugField(max_length=60)
    letter = models.CharField(_("chữ cái"), max_length=1)
    name = models.CharField(_("nhóm dịch vụ"), max_length=120)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(default=1)
    # What is believed until enough were served on the day.
    minutes = models.PositiveSmallIntegerField(_("số phút phục vụ thường thấy"), default=10)
    is_open = models.BooleanField(_("đang phát số"), default=True)
    fields = models.ManyToManyField(Field, blank=True, related_name="+")
    procedures = models.ManyToManyField(Procedure, blank=True, related_name="+")

    class Meta:
        ordering = ["order", "letter"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "code"], name="servicegroup_code_once"),
            models.UniqueConstraint(fields=["centre", "letter"], name="servicegroup_letter_once"),
            models.CheckConstraint(
                condition=Q(letter__gte="A", letter__lte="Z"), name="servicegroup_letter_of_the_alphabet"
            ),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="servicegroup_takes_time"),
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.name}"

    @property
    def label(self) -> str:
        """The name in the language of whoever reads it."""
        return labelled(self.name, self.name_en)


class Counter(models.Model):
    """A place in the hall where somebody serves; not the counter of numbers in `base`."""

    centre = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="counters")
    number = models.PositiveSmallIntegerField(_("số quầy"))
    name = models.CharField(_("tên quầy"), max_length=120, blank=True)
    zone = models.CharField(_("khu vực"), max_length=60, blank=True)
    is_kept = models.BooleanField(_("đang dùng"), default=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "number"], name="counter_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number:02d}"


class Skill(models.Model):
    """A counter serves a group; the lower rank first."""

    counter = models.ForeignKey(Counter, on_delete=models.CASCADE, related_name="skills")
    group = models.ForeignKey(ServiceGroup, on_delete=models.CASCADE, related_name="skills")
    rank = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["rank", "group"]
        constraints = [models.UniqueConstraint(fields=["counter", "group"], name="skill_once")]

    def __str__(self) -> str:
        return f"{self.counter} {self.group}"


class CounterSession(models.Model):
    """Somebody serves at a counter, from when to when; for a while the counter may pause."""

    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="sessions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Rank by the id of each group: the skills of the counter, or fewer, as they were on opening.
    skills = models.JSONField()
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    pause_reason = models.CharField(_("lý do tạm nghỉ"), max_length=200, blank=True)
    back_at = models.DateTimeField(null=True, blank=True)
    # Somebody of the centre is asked to come to the counter.
    help_at = models.DateTimeField(null=True, blank=True)
    help_reason = models.CharField(_("cần giúp việc gì"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["counter"], condition=Q(to_at=None), name="countersession_one_per_counter"
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(to_at=None), name="countersession_one_per_official"
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None, pause_reason="", back_at=None)
                | (Q(paused_at__isnull=False) & ~Q(pause_reason="")),
                name="countersession_pause_says_why",
            ),
            models.CheckConstraint(
                condition=Q(to_at=None) | Q(to_at__gte=F("from_at")),
                name="countersession_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counter} {self.user}"


class Hall(models.Model):
    """One day of a centre: whoever changes anything in it locks this row first, so that turns follow one another."""

    centre = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    # Counter → group → rank, of the counters that serve at this moment: what estimates are made of.
    serving = models.JSONField(default=dict)
    is_over = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "day"], name="hall_one_per_day")]

    def __str__(self) -> str:
        return f"{self.centre} {self.day:%d/%m/%Y}"


class Line(models.Model):
    """Who waits for one group on one day: how many, from where on, and the last number given."""

    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="lines")
    group = models.ForeignKey(ServiceGroup, on_delete=models.PROTECT, related_name="+")
    last = models.PositiveIntegerField(default=0)
    waiting_booked = models.PositiveIntegerField(default=0)
    waiting_priority = models.PositiveIntegerField(default=0)
    waiting_ordinary = models.PositiveIntegerField(default=0)
    # Nobody waits before these moments: reading from them on steps over no ticket called long ago.
    booked_from = models.DateTimeField(default=LONG_AGO)
    priority_from = models.DateTimeField(default=LONG_AGO)
    ordinary_from = models.DateTimeField(default=LONG_AGO)
    # Minutes of the last services, the newest at the end.
    recent = models.JSONField(default=list)
    # Minutes from one call to the next while somebody waited, the newest at the end: what estimates trust most.
    paces = models.JSONField(default=list)
    called_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hall", "group"], name="line_one_per_group")]

    def __str__(self) -> str:
        return f"{self.group} {self.hall}"


class Ticket(models.Model):
    """One visit under one number; with several services it goes from line to line."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Đang chờ")
        CALLED = "called", _("Đã gọi")
        SERVING = "serving", _("Đang phục vụ")
        HELD = "held", _("Tạm giữ")
        MISSED = "missed", _("Vắng mặt")
        FINISHED = "finished", _("Xong")
        LEFT = "left", _("Đã rời hàng")

    class Channel(models.TextChoices):
        KIOSK = "kiosk", _("Máy lấy số")
        DESK = "desk", _("Bàn hướng dẫn")
        PHONE = "phone", _("Điện thoại")

    # Every ticket is written into each index: none is kept that no page asks.
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="tickets", db_index=False)
    # Where it stands now; the letter stays that of the first line.
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="tickets", db_index=False)
    letter = models.CharField(max_length=1)
    number = models.PositiveIntegerField(_("số thứ tự"))
    lane = models.CharField(max_length=8, choices=Lane.choices, default=Lane.ORDINARY)
    rank = models.PositiveSmallIntegerField(choices=Rank.choices, default=Rank.ORDINARY)
    channel = models.CharField(max_length=5, choices=Channel.choices, default=Channel.KIOSK)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    procedure = models.ForeignKey(
        Procedure, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # The groups still to visit after this one, by id.
    chain = models.JSONField(default=list)
    # Made by the kiosk: asking twice gives one ticket.
    request_key = models.UUIDField(unique=True)
    # Opens the ticket on a phone.
    token = models.CharField(max_length=24)
    arrived_at = models.DateTimeField()
    appointment_at = models.DateTimeField(null=True, blank=True)
    # The place in the line: the arrival, unless it was moved back.
    line_at = models.DateTimeField()
    # Minutes of waiting that the ticket said, from and to; none where nobody served.
    promised_low = models.PositiveSmallIntegerField(null=True, blank=True)
    promised_high = models.PositiveSmallIntegerField(null=True, blank=True)
    # Seconds from the arrival to the first call.
    waited_seconds = models.PositiveIntegerField(null=True, blank=True)
    misses = models.PositiveSmallIntegerField(default=0)
    counter = models.ForeignKey(
        Counter, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    called_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hall", "letter", "number"], name="ticket_number_once"),
            models.UniqueConstraint(fields=["token"], name="ticket_token_once"),
            models.UniqueConstraint(
                fields=["counter"],
                condition=Q(state__in=["called", "serving"]),
                name="ticket_one_at_a_counter",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["called", "serving"])
                | Q(counter__isnull=False, called_at__isnull=False),
                name="ticket_called_to_a_counter",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["finished", "left", "missed"], ended_at__isnull=False)
                | (~Q(state__in=["finished", "left", "missed"]) & Q(ended_at=None)),
                name="ticket_ended_says_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["line", "rank", "line_at", "id"], condition=Q(state="waiting"), name="ticket_waiting"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The number as it is printed, shown and called."""
        return f"{self.letter}{self.number:03d}"


AT_COUNTER = (Ticket.State.CALLED, Ticket.State.SERVING)


class HallEvent(models.Model):
    """Something that happened in a hall; written once, numbered per hall without a gap."""

    class Kind(models.TextChoices):
        ISSUED = "issued", _("Lấy số")
        CALLED = "called", _("Gọi số")
        RECALLED = "recalled", _("Gọi lại")
        MISSED = "missed", _("Vắng mặt")
        RETURNED = "returned", _("Trở lại hàng chờ")
        HELD = "held", _("Tạm giữ")
        RESUMED = "resumed", _("Hết tạm giữ")
        TRANSFERRED = "transferred", _("Chuyển quầy")
        LATE = "late", _("Đến muộn")
        STARTED = "started", _("Bắt đầu phục vụ")
        FINISHED = "finished", _("Xong")
        LEFT = "left", _("Rời hàng")
        DOSSIER = "dossier", _("Tiếp nhận hồ sơ")
        RATED = "rated", _("Đánh giá")
        OPENED = "opened", _("Mở quầy")
        PAUSED = "paused", _("Tạm nghỉ")
        UNPAUSED = "unpaused", _("Phục vụ lại")
        CLOSED = "closed", _("Đóng quầy")
        HELP = "help", _("Gọi người giúp")
        HELPED = "helped", _("Hết cần giúp")

    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=11, choices=Kind.choices)
    at = models.DateTimeField()
    ticket = models.ForeignKey(
        Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="events", db_index=False
    )
    group = models.ForeignKey(
        ServiceGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    counter = models.ForeignKey(
        Counter, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    reason = models.CharField(max_length=300, blank=True)
    # Of a call: how many tickets in a row the counter has called before those of the ordinary row.
    run = models.PositiveSmallIntegerField(null=True, blank=True)
    # What the rule saw: of a call its basis, the heads of the rows and the cap; of a ticket the promised wait.
    values = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hall", "seq"], name="hallevent_numbered_in_its_hall")]
        indexes = [
            models.Index(
                fields=["counter", "hall", "seq"], condition=Q(kind="called"), name="hallevent_last_call"
            ),
            models.Index(fields=["ticket", "seq"], name="hallevent_of_a_ticket"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class Screen(models.TextChoices):
    """What a device of a hall shows."""

    KIOSK = "kiosk", _("Máy lấy số")
    SERVING = "serving", _("Bảng gọi số chính")
    ZONE = "zone", _("Bảng của một khu")
    COUNTER = "counter", _("Bảng của một quầy")
    LEAGUE = "league", _("Bảng trả hồ sơ đúng hẹn")
    RESULTS = "results", _("Bảng hồ sơ đã có kết quả")
    CLOSED = "closed", _("Bảng giờ làm việc")


class Fault(models.TextChoices):
    """Why a printer prints nothing."""

    PAPER = "paper", _("hết giấy")
    COVER = "cover", _("nắp đang mở")
    OFFLINE = "offline", _("không trả lời")


class Why(models.TextChoices):
    """What somebody praises or blames of a visit: the number of stars says which."""

    ATTITUDE = "attitude", _("Thái độ phục vụ")
    WAIT = "wait", _("Thời gian chờ")
    GUIDANCE = "guidance", _("Hướng dẫn rõ ràng")
    PAPERS = "papers", _("Giấy tờ phải nộp")
    PLACE = "place", _("Chỗ ngồi, vệ sinh")


class Device(models.Model):
    """A kiosk or a board, known by the token its browser keeps; only a fingerprint of the token is here."""

    centre = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("tên thiết bị"), max_length=60)
    screen = models.CharField(_("màn hình"), max_length=7, choices=Screen.choices)
    zone = models.CharField(_("khu vực"), max_length=60, blank=True)
    counter = models.ForeignKey(Counter, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Whether a printer of 80 mm hangs on the kiosk.
    has_printer = models.BooleanField(_("có máy in phiếu"), default=False)
    # Where the print helper beside the browser listens, and the word it knows its kiosk by; else the browser prints.
    helper_url = models.CharField(_("địa chỉ chương trình in"), max_length=80, blank=True)
    helper_key = models.CharField(max_length=43, blank=True)
    # Why the last slip did not come out, and since when.
    fault = models.CharField(max_length=7, choices=Fault.choices, blank=True)
    fault_at = models.DateTimeField(null=True, blank=True)
    # Somebody at the kiosk waits for a person to come.
    help_at = models.DateTimeField(null=True, blank=True)
    # Whether the board reads calls aloud: one of those that hear one another.
    speaks = models.BooleanField(_("đọc gọi số"), default=False)
    token_hash = models.CharField(max_length=64, unique=True)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(screen="counter") | Q(counter__isnull=False), name="device_of_a_counter_has_one"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="device_revoked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(fault="", fault_at=None) | (~Q(fault="") & Q(fault_at__isnull=False)),
                name="device_fault_says_since_when",
            ),
            models.CheckConstraint(
                condition=(Q(helper_url="") & Q(helper_key="")) | (~Q(helper_url="") & ~Q(helper_key="")),
                name="device_helper_has_a_key",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceCard(models.Model):
    """Opens the service menu of a centre's kiosks to one official; only a fingerprint of its number is here."""

    centre = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    number_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "holder"], condition=Q(revoked_at=None), name="servicecard_one_each"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="servicecard_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre} {self.holder}"


class Registration(models.Model):
    """A browser that asks to be a device: it shows the code, and waits for a manager to type it in."""

    code = models.CharField(max_length=6, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    # From where it asked, so that the manager sees whether it is the machine in the hall.
    address = models.CharField(max_length=45, blank=True)

    def __str__(self) -> str:
        return self.code
