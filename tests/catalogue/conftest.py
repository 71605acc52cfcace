"""The catalogue that comes with the product."""

from datetime import date

import pytest

from motcua.catalogue import actions

TODAY = date(2026, 11, 23)


@pytest.fixture
def catalogue(db):
    return actions.install_catalogue(today=TODAY)
