"""The way a dossier will go, before it is received."""

from datetime import date

import pytest

from motcua.base.errors import Refused
from motcua.catalogue.models import RequiredPaper, TimeLimit
from motcua.catalogue.offers import offer
from motcua.dossiers.models import Dossier
from motcua.dossiers.roads import missing_papers, road
from tests.factories import MORNING, forget_all, received, world


@pytest.fixture
def lac_hong(db):
    return world()


def way(world, *, by=None, channel="direct"):
    return road(
        world.version.pk,
        case_id=None,
        channel=channel,
        centre_id=world.centre.pk,
        by=world.rights(by or world.clerk),
        at=MORNING,
    )


def test_what_is_shown_before_the_reception_is_what_the_dossier_gets(lac_hong):
    shown = way(lac_hong)
    dossier = received(lac_hong)

    assert dossier.due_at == shown.due.due_at
    assert dossier.unit_id == shown.unit_id
    assert dossier.calendar_id == shown.calendar_id


def test_a_channel_with_a_limit_of_its_own_has_a_date_of_its_own(lac_hong):
    TimeLimit.objects.create(case=lac_hong.case, channel="post", amount=5, unit="working_day")
    forget_all()

    assert way(lac_hong).due.due_at.date() == date(2026, 11, 27)
    assert way(lac_hong, channel="post").due.due_at.date() == date(2026, 12, 1)


def test_looking_at_the_way_writes_nothing(lac_hong):
    way(lac_hong)

    assert not Dossier.objects.exists()


def test_who_may_not_receive_is_told_so(lac_hong):
    with pytest.raises(Refused, match="Chỉ cán bộ tiếp nhận của trung tâm này được tiếp nhận hồ sơ"):
        way(lac_hong, by=lac_hong.examiner)


# NĐ 118/2025 Điều 17: received when complete; what the State holds is never asked for.
@pytest.mark.parametrize(
    ("kind", "is_optional", "is_missing"),
    [
        ("form", False, True),
        ("paper", False, True),
        ("shown", False, True),
        ("paper", True, False),
        ("state_data", False, False),
    ],
)
def test_a_paper_is_missing_when_it_is_needed_and_was_not_given(lac_hong, kind, is_optional, is_missing):
    RequiredPaper.objects.all().delete()
    paper = RequiredPaper.objects.create(
        case=lac_hong.case, order=9, name="Giấy", kind=kind, is_optional=is_optional
    )
    forget_all()
    case = offer(lac_hong.version.pk).case(None)

    assert missing_papers(case, given=()) == ([paper] if is_missing else [])
    assert missing_papers(case, given={paper.pk}) == []
