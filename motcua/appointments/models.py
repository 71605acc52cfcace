"""What a centre lets people book, who booked which places, who waits for one, and what happened."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from motcua.base import sealing
from motcua.base.clock import local
from motcua.catalogue.models import Procedure
from motcua.organisations.models import Unit
from motcua.queueing.models import ServiceGroup, Ticket


class Policy(models.Model):
    """What a centre decides about appointments; the defaults hold for a centre that decided nothing."""

    centre = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    is_open = models.BooleanField(_("nhận đặt lịch hẹn"), default=True)
    # The last day that can be booked, counted from today.
    ahead_days = models.PositiveSmallIntegerField(_("đặt trước tối đa (ngày)"), default=14)
    # A slot is offered until so many minutes before it begins.
    lead_minutes = models.PositiveSmallIntegerField(_("đặt trước ít nhất (phút)"), default=60)
    # Until so many minutes before the hour a booking can be moved or cancelled.
    cancel_minutes = models.PositiveSmallIntegerField(_("đổi, hủy trước giờ hẹn (phút)"), default=60)
    # Part of the counters' time that can be booked; the rest is for those who come without.
    share = models.PositiveSmallIntegerField(_("phần công suất dành cho hẹn (%)"), default=50)
    slot_minutes = models.PositiveSmallIntegerField(_("một khung giờ (phút)"), default=30)
    # Whoever comes so much later keeps the place; after that the ordinary line.
    grace_minutes = models.PositiveSmallIntegerField(_("đến muộn vẫn giữ chỗ (phút)"), default=10)
    # From so many minutes before the hour somebody can be checked in.
    early_minutes = models.PositiveSmallIntegerField(_("báo đến sớm tối đa (phút)"), default=60)
    # How long a freed place is kept for the first who waits, in working minutes.
    hold_minutes = models.PositiveSmallIntegerField(_("giữ chỗ cho người chờ (phút)"), default=30)
    most_per_phone = models.PositiveSmallIntegerField(_("số lịch hẹn mỗi số điện thoại"), default=3)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(share__gte=1, share__lte=100), name="appointmentpolicy_share_is_percent"
            ),
            models.CheckConstraint(
                condition=Q(slot_minutes__gte=5), name="appointmentpolicy_slots_have_length"
            ),
            models.CheckConstraint(
                condition=Q(most_per_phone__gte=1), name="appointmentpolicy_lets_book_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.centre)


class Phone(models.Model):
    """A phone number that books: whoever books with it locks this row first, so that hours cannot overlap."""

    number = models.CharField(max_length=16, unique=True)

    def __str__(self) -> str:
        return self.number


class PhoneCode(models.Model):
    """A one-time code sent to a phone; only a keyed fingerprint of it is here."""

    phone = models.ForeignKey(Phone, on_delete=models.PROTECT, related_name="codes")
    fingerprint = models.CharField(max_length=64)
    # From where it was asked for: how many one address may ask for is limited.
    address = models.CharField(max_length=45, blank=True)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    wrong = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["phone", "-made_at"], name="phonecode_of_a_phone"),
            models.Index(fields=["address", "-made_at"], name="phonecode_of_an_address"),
        ]

    def __str__(self) -> str:
        return f"{self.phone} {self.made_at}"


class Diary(models.Model):
    """One day of a centre: whoever takes or frees a place in it locks this row first, so that none is given twice."""

    centre = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "day"], name="diary_one_per_day")]

    def __str__(self) -> str:
        return f"{self.centre} {self.day:%d/%m/%Y}"


class Asker(models.Model):
    """Who wants to come: reached by a phone number, spoken to in a language."""

    phone = models.CharField(_("số điện thoại"), max_length=16)
    name = models.CharField(_("họ và tên"), max_length=120, blank=True)
    language = models.CharField(max_length=5, default="vi")
    # The service groups of the visit by id, one for each service, in the order they are visited.
    groups = models.JSONField()
    # Opens its page: it stands in the notices and nowhere else.
    token = models.CharField(max_length=24, unique=True)
    # Made by the page: asking twice gives one.
    request_key = models.UUIDField(unique=True)
    # The official who wrote it down for a caller; empty when people did it themselves.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        abstract = True


class Booking(Asker):
    """Somebody comes to a centre at an hour."""

    class State(models.TextChoices):
        BOOKED = "booked", _("Đã đặt lịch")
        CHECKED_IN = "checked_in", _("Đã đến")
        MISSED = "missed", _("Quá giờ hẹn")
        CANCELLED = "cancelled", _("Đã hủy")

    class Channel(models.TextChoices):
        PORTAL = "portal", _("Cổng dịch vụ công")
        DESK = "desk", _("Cán bộ đặt giúp")

    diary = models.ForeignKey(Diary, on_delete=models.PROTECT, related_name="bookings")
    centre = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(ServiceGroup, on_delete=models.PROTECT, related_name="+")
    procedures = models.ManyToManyField(Procedure, blank=True, related_name="+")
    starts_at = models.DateTimeField(_("giờ hẹn"))
    # When its services would be over if nobody were late.
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    channel = models.CharField(max_length=6, choices=Channel.choices, default=Channel.PORTAL)
    # What people say at the counter and type at the kiosk; moving keeps it.
    code = models.CharField(_("mã hẹn"), max_length=6)
    number_sealed = models.CharField(max_length=200, blank=True)
    number_index = models.CharField(max_length=64, blank=True)
    # When the reminders are due; empty when told, or when there is none.
    day_reminder_at = models.DateTimeField(null=True, blank=True)
    hour_reminder_at = models.DateTimeField(null=True, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    ticket = models.OneToOneField(
        Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="booking"
    )
    missed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "code"], name="booking_code_once"),
            # Overlaps of other shapes are refused by the action, which locks the phone.
            models.UniqueConstraint(
                fields=["phone", "starts_at"], condition=Q(state="booked"), name="booking_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(state="checked_in", ticket__isnull=False, checked_in_at__isnull=False)
                | (~Q(state="checked_in") & Q(ticket=None, checked_in_at=None)),
                name="booking_checked_in_has_a_ticket",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | (~Q(state="cancelled") & Q(cancelled_at=None)),
                name="booking_cancelled_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="missed") | Q(missed_at__isnull=False), name="booking_missed_says_when"
            ),
            models.CheckConstraint(
                condition=Q(state="booked") | Q(day_reminder_at=None, hour_reminder_at=None),
                name="booking_reminds_while_it_stands",
            ),
        ]
        indexes = [
            models.Index(fields=["centre", "phone", "starts_at"], name="booking_of_a_phone"),
            models.Index(fields=["starts_at"], condition=Q(state="booked"), name="booking_to_come"),
            models.Index(
                fields=["number_index", "starts_at"], condition=~Q(number_index=""), name="booking_of_a_card"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {local(self.starts_at):%H:%M %d/%m/%Y}"

    @property
    def number(self) -> str:
        """The personal number in clear; show it only where the law asks."""
        return sealing.unseal(self.number_sealed)

    def set_number(self, number: str) -> None:
        """Seal a personal number that was already checked; "" takes it away."""
        self.number_sealed = sealing.seal(number)
        self.number_index = sealing.blind_index(number)


class Waiting(Asker):
    """Somebody waits for a place on a day that is full; a freed one is kept for the first, for a while."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Đang chờ chỗ")
        OFFERED = "offered", _("Có chỗ, chờ xác nhận")
        BOOKED = "booked", _("Đã nhận chỗ")
        # The place went to the next: nobody answered in time.
        PASSED = "passed", _("Không xác nhận kịp")
        LEFT = "left", _("Đã thôi chờ")

    diary = models.ForeignKey(Diary, on_delete=models.PROTECT, related_name="waitings")
    centre = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(ServiceGroup, on_delete=models.PROTECT, related_name="+")
    procedures = models.ManyToManyField(Procedure, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    offer_until = models.DateTimeField(null=True, blank=True)
    booking = models.OneToOneField(
        Booking, null=True, blank=True, on_delete=models.PROTECT, related_name="waited"
    )

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["phone", "diary", "group"],
                condition=Q(state__in=["waiting", "offered"]),
                name="waiting_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="offered",
                    starts_at__isnull=False,
                    ends_at__isnull=False,
                    offer_until__isnull=False,
                )
                | ~Q(state="offered"),
                name="waiting_offered_what_and_until_when",
            ),
            models.CheckConstraint(
                condition=Q(state="booked", booking__isnull=False) | (~Q(state="booked") & Q(booking=None)),
                name="waiting_booked_has_a_booking",
            ),
        ]
        indexes = [
            models.Index(
                fields=["diary", "made_at"], condition=Q(state__in=["waiting", "offered"]), name="waiting_now"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phone} {self.diary}"


class Place(models.Model):
    """One service's worth of a counter in a slot, taken by a booking or kept for somebody who waits."""

    group = models.ForeignKey(ServiceGroup, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    # From 1 to the number of places that the slot had when it was taken.
    number = models.PositiveSmallIntegerField()
    places = models.PositiveSmallIntegerField()
    booking = models.ForeignKey(
        Booking, null=True, blank=True, on_delete=models.CASCADE, related_name="places"
    )
    waiting = models.ForeignKey(
        Waiting, null=True, blank=True, on_delete=models.CASCADE, related_name="places"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "starts_at", "number"], name="place_taken_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=F("places")), name="place_within_its_slot"
            ),
            models.CheckConstraint(
                condition=Q(booking__isnull=False, waiting=None) | Q(booking=None, waiting__isnull=False),
                name="place_is_somebodys",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {local(self.starts_at):%H:%M %d/%m/%Y} {self.number}/{self.places}"


class Event(models.Model):
    """Something that happened to a booking or to somebody who waits; written once."""

    class Kind(models.TextChoices):
        BOOKED = "booked", _("Đặt lịch")
        MOVED = "moved", _("Đổi giờ")
        CANCELLED = "cancelled", _("Hủy lịch")
        REMINDED = "reminded", _("Nhắc hẹn")
        MISSED = "missed", _("Quá giờ hẹn")
        CHECKED_IN = "checked_in", _("Báo đã đến")
        JOINED = "joined", _("Vào danh sách chờ")
        OFFERED = "offered", _("Được mời nhận chỗ")
        PASSED = "passed", _("Không xác nhận kịp")
        LEFT = "left", _("Thôi chờ")

    booking = models.ForeignKey(
        Booking, null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    waiting = models.ForeignKey(
        Waiting, null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The hours before and after, the channel, the number of the ticket.
    values = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(booking__isnull=False, waiting=None) | Q(booking=None, waiting__isnull=False),
                name="appointmentevent_is_about_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"
