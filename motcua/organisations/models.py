"""The tree of units, positions in them and their holders."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from motcua.worktime.models import Calendar


class Unit(models.Model):
    """A place that holds work: a centre, an agency, a division, a partner outside."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("Ủy ban nhân dân")
        CENTRE = "centre", _("Trung tâm Phục vụ hành chính công")
        AGENCY = "agency", _("Sở, ban, ngành, cơ quan chuyên môn")
        DIVISION = "division", _("Phòng chuyên môn")
        LAND_REGISTRY = "land_registry", _("Văn phòng đăng ký đất đai")
        TAX = "tax", _("Cơ quan thuế")
        POLICE = "police", _("Cơ quan công an")
        POST = "post", _("Bưu chính")
        UTILITY = "utility", _("Điện lực, cấp nước")

    class Level(models.TextChoices):
        PROVINCE = "province", _("Cấp tỉnh")
        # Abolished on 01/07/2025; kept so that older dossiers stay readable.
        DISTRICT = "district", _("Cấp huyện (đến 30/06/2025)")
        COMMUNE = "commune", _("Cấp xã")
        VERTICAL = "vertical", _("Ngành dọc")

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("tên"), max_length=200)
    short_name = models.CharField(_("tên gọn"), max_length=80, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    level = models.CharField(max_length=12, choices=Level.choices)
    # QĐ 20/2020/QĐ-TTg (H99.12) or QCVN 102:2016 (000.12.31.H57): the head of dossier numbers.
    official_code = models.CharField(_("mã định danh"), max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    # Empty: the calendar of the nearest unit above that has one, at the root `default`.
    calendar = models.ForeignKey(Calendar, null=True, blank=True, on_delete=models.PROTECT)
    place = models.CharField(_("địa danh"), max_length=80, blank=True)
    address = models.CharField(_("địa chỉ"), max_length=200, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=30, blank=True)
    valid_from = models.DateField(default=date(2000, 1, 1))
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["official_code"],
                condition=~Q(official_code="") & Q(valid_to=None),
                name="unit_official_code_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="unit_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Position(models.Model):
    """A post in a unit: what its holder may do comes from its role."""

    class Role(models.TextChoices):
        RECEPTION = "reception", _("cán bộ tiếp nhận")
        HEAD_OF_DIVISION = "head_of_division", _("trưởng phòng")
        EXAMINER = "examiner", _("chuyên viên thụ lý")
        HEAD_OF_AGENCY = "head_of_agency", _("lãnh đạo cơ quan")
        RECORDS = "records", _("văn thư")
        RETURNS = "returns", _("cán bộ trả kết quả")
        SUPERVISOR = "supervisor", _("bộ phận giám sát")
        DIRECTOR = "director", _("giám đốc trung tâm")
        PARTNER = "partner", _("cán bộ cơ quan phối hợp")
        CATALOGUE_KEEPER = "catalogue_keeper", _("quản trị thủ tục")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="positions")
    role = models.CharField(max_length=20, choices=Role.choices)
    title = models.CharField(_("chức danh"), max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "role", "title"], name="position_once_in_a_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.unit}"


class Overridable(models.Model):
    """Given against the separation of duties: by which director, on what written ground."""

    override_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    override_ground = models.CharField(_("căn cứ cho kiêm nhiệm"), max_length=300, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(override_by=None, override_ground="")
                | (Q(override_by__isnull=False) & ~Q(override_ground="")),
                name="%(class)s_override_says_why",
            ),
        ]


class Membership(Overridable):
    """Somebody holds a position from one day to another."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="memberships")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    ground = models.CharField(_("quyết định phân công"), max_length=120, blank=True)
    # Empty for the posts an office was founded with.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(Overridable.Meta):
        abstract = False
        constraints = [
            *Overridable.Meta.constraints,
            models.UniqueConstraint(fields=["user", "position", "from_on"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="membership_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.position}"


class Session(models.TextChoices):
    """Half a working day."""

    MORNING = "morning", _("sáng")
    AFTERNOON = "afternoon", _("chiều")


class Endable(models.Model):
    """Recorded by somebody; ended early or cancelled by somebody, never removed."""

    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    is_cancelled = models.BooleanField(default=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(is_cancelled=False) | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="%(class)s_cancelled_by_somebody",
            ),
        ]


class Absence(Endable):
    """Somebody is away from one half day to another, both included."""

    class Kind(models.TextChoices):
        LEAVE = "leave", _("nghỉ phép")
        SICK = "sick", _("nghỉ ốm")
        MISSION = "mission", _("đi công tác, đi họp")
        SECONDED = "seconded", _("biệt phái nơi khác")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    from_on = models.DateField()
    from_session = models.CharField(max_length=10, choices=Session.choices, default=Session.MORNING)
    to_on = models.DateField()
    to_session = models.CharField(max_length=10, choices=Session.choices, default=Session.AFTERNOON)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    class Meta(Endable.Meta):
        abstract = False
        constraints = [
            *Endable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(to_on__gt=F("from_on"))
                | (Q(to_on=F("from_on")) & ~Q(from_session=Session.AFTERNOON, to_session=Session.MORNING)),
                name="absence_ends_after_it_begins",
            ),
            # Overlaps of other shapes are refused by the action, which locks the person.
            models.UniqueConstraint(
                fields=["user", "from_on", "from_session"],
                condition=Q(is_cancelled=False),
                name="absence_begins_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()} {self.from_on:%d/%m/%Y}–{self.to_on:%d/%m/%Y}"


class StandIn(Endable, Overridable):
    """Somebody does another's post from one day to another; both days are always set (NĐ 30/2020 Điều 13.3)."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="stand_ins")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stand_ins")
    from_on = models.DateField()
    to_on = models.DateField()
    ground = models.CharField(_("văn bản giao việc"), max_length=120)

    class Meta:
        constraints = [
            *Endable.Meta.constraints,
            *Overridable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")), name="stand_in_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(ground=""), name="stand_in_has_its_ground"),
            # Overlaps of other shapes are refused by the action, which locks the post.
            models.UniqueConstraint(
                fields=["membership", "from_on"],
                condition=Q(is_cancelled=False),
                name="stand_in_begins_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} thay {self.membership}"


MOST_PLACE = 60


class Shift(models.Model):
    """Half a day of somebody at a place of a unit."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="shifts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="shifts")
    day = models.DateField()
    session = models.CharField(max_length=10, choices=Session.choices)
    place = models.CharField(_("nơi trực"), max_length=MOST_PLACE)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Nobody sits in two places at once.
            models.UniqueConstraint(fields=["user", "day", "session"], name="shift_one_place_at_a_time"),
            models.CheckConstraint(condition=~Q(place=""), name="shift_has_its_place"),
        ]
        indexes = [models.Index(fields=["unit", "day"], name="shift_of_a_week")]

    def __str__(self) -> str:
        return f"{self.user} {self.day:%d/%m/%Y} {self.get_session_display()}: {self.place}"
