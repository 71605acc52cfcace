"""Lạc Hồng and those who arrange its people."""

import pytest

from motcua.organisations.models import Membership
from motcua.organisations.queries import rights_of
from motcua.organisations.rules import Manager
from tests.factories import MONDAY, Role, post, user, world


@pytest.fixture
def made(db):
    return world()


@pytest.fixture
def director(made):
    somebody = user("giamdoc", "Trịnh Mỹ Linh")
    post(somebody, made.centre, Role.DIRECTOR)
    return somebody


@pytest.fixture
def second(made):
    """Another examiner of the division."""
    somebody = user("thuly2", "Trần Văn Hai")
    post(somebody, made.division, Role.EXAMINER)
    return somebody


def as_manager(somebody):
    return Manager(rights_of(somebody.pk, on=MONDAY))


def membership(somebody):
    return Membership.objects.get(user=somebody)
