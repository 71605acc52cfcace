"""What a work list counts is what it lists."""

from datetime import timedelta

import pytest

from motcua.dossiers import actions, queries
from motcua.organisations.rules import Post, Rights
from tests.factories import MORNING, received, world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("whose", ["mine", "unit", "all"])
def test_a_task_counts_once_by_however_many_posts_it_is_mine(whose):
    lac_hong = world()
    late, taken = received(lac_hong, at=MORNING - timedelta(days=30)), received(lac_hong)
    received(lac_hong)
    head = lac_hong.rights(lac_hong.head)
    actions.take(taken.number, task=2, by=head, at=MORNING)
    (post,) = head.posts
    beside = Post(post.unit_id, "examiner", "chuyên viên")
    stands_in = Post(post.unit_id, post.role, post.title, standing_in_for=lac_hong.examiner.pk)
    for_myself = Post(post.unit_id, post.role, post.title, standing_in_for=head.user_id)
    rights = Rights(head.user_id, (post, post, beside, stands_in, for_myself), head.scope)

    found = queries.work_list(rights, whose=whose, at=MORNING)

    assert found.counts == {"overdue": 1, "soon": 2, "in_time": 0, "waiting": 0}
    assert found.total == len(found.rows) == 3
    assert found.rows[0].number == late.number
