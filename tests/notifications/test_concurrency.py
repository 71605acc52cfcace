"""Several deliverers at once on real PostgreSQL: nothing is sent twice, nothing is left."""

from collections import Counter

import pytest

from motcua.notifications import actions
from motcua.notifications.models import Notice
from tests.factories import MORNING
from tests.notifications.samples import centre, queued
from tests.threads import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_four_deliverers_send_each_of_many_notices_once(post_office):
    place = centre()
    for at in range(100):
        queued(place, key=f"received:{at}")

    done = at_once(4, lambda index: actions.deliver(at=MORNING))

    identities = Counter(mail["Message-ID"] for mail in post_office.mails)
    assert sum(one.sent for one in done) == 100
    assert set(identities.values()) == {1}
    assert set(Notice.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_one_key_queued_from_eight_connections_is_there_once(gateway):
    place = centre()

    at_once(8, lambda index: queued(place))

    assert Notice.objects.count() == 1
