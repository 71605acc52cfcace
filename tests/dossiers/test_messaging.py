"""Messages about a dossier: who writes to whom, who reads what, what the database refuses."""

from contextlib import ExitStack
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from motcua.base.errors import Refused
from motcua.base.registers import forget_all
from motcua.documents.actions import sweep, taken_in
from motcua.documents.models import StoredFile
from motcua.dossiers import actions, messages, messaging
from motcua.dossiers.models import Event, Message, MessageFile, MessageRead
from tests.factories import MORNING, Role, files, post, received, resolved, user, world
from tests.statements import at_most

pytestmark = pytest.mark.django_db
OFFICERS, APPLICANT = "officers", "applicant"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def made():
    return world()


@pytest.fixture
def dossier(made):
    return received(made)


def write(made, dossier, author, readers=OFFICERS, text="Xin xem lại giấy đề nghị.", at=MORNING, **more):
    values = {"request_key": uuid4(), **more}
    return messaging.write(
        dossier.number, readers=readers, text=text, by=made.rights(author), at=at, **values
    )


def answer(dossier, text="Tôi đã chụp lại.", at=MORNING, **more):
    return messaging.answer(dossier.number, text=text, at=at, **{"request_key": uuid4(), **more})


def texts(said):
    return [one.text for one in said]


def write_with_files(made, dossier, contents, **more):
    with ExitStack() as stack:
        taken = [stack.enter_context(taken_in([content])) for content in contents]
        return write(made, dossier, made.clerk, APPLICANT, files=taken, **more)


@pytest.mark.parametrize(
    ("who", "readers", "reason"),
    [
        ("clerk", OFFICERS, ""),
        ("returner", OFFICERS, ""),
        ("supervisor", OFFICERS, ""),
        ("head", OFFICERS, ""),
        ("examiner", OFFICERS, ""),
        ("leader", OFFICERS, ""),
        ("outsider", OFFICERS, "không được xem"),
        ("clerk", APPLICANT, ""),
        ("returner", APPLICANT, ""),
        ("supervisor", APPLICANT, ""),
        ("head", APPLICANT, "Chỉ trung tâm nơi nhận hồ sơ"),
        ("examiner", APPLICANT, "Chỉ trung tâm nơi nhận hồ sơ"),
        ("leader", APPLICANT, "Chỉ trung tâm nơi nhận hồ sơ"),
        ("outsider", APPLICANT, "không được xem"),
    ],
)
def test_staff_in_sight_write_inside_and_only_the_centre_to_the_applicant(
    made, dossier, who, readers, reason
):
    try:
        write(made, dossier, getattr(made, who), readers)
        refused = ""
    except Refused as refusal:
        refused = str(refusal)

    assert (reason in refused, bool(refused)) == (True, bool(reason))
    assert Message.objects.count() == (0 if reason else 1)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("clerk", [OFFICERS, APPLICANT]),
        ("examiner", [OFFICERS, APPLICANT]),
        ("supervisor", [OFFICERS, APPLICANT]),
        ("outsider", []),
        ("public", [APPLICANT]),
    ],
)
def test_each_side_reads_its_own(made, dossier, who, sees):
    write(made, dossier, made.head, OFFICERS, OFFICERS)
    write(made, dossier, made.clerk, APPLICANT, APPLICANT)

    if who == "public":
        found = texts(messages.public_thread(dossier.number))
    else:
        rights = made.rights(getattr(made, who))
        found = [
            text
            for readers in (OFFICERS, APPLICANT)
            for text in texts(messages.thread(dossier, rights, readers=readers))
        ]

    assert found == sees


def test_a_keeper_of_the_catalogue_writes_about_no_dossier(made, dossier):
    keeper = user("danhmuc", "Mai Lan")
    post(keeper, made.centre, Role.CATALOGUE_KEEPER)
    forget_all()

    with pytest.raises(Refused, match="không trao đổi"):
        write(made, dossier, keeper)


def test_a_message_keeps_from_where_it_was_written(made, dossier):
    inside = write(made, dossier, made.examiner)
    outside = write(made, dossier, made.clerk, APPLICANT)

    assert (inside.unit, inside.role) == (made.division, "examiner")
    assert (outside.unit, outside.role) == (made.centre, "reception")


def test_the_applicant_reads_units_and_no_name(made, dossier):
    write(made, dossier, made.clerk, APPLICANT)
    answer(dossier)

    seen = [
        (one.is_applicant, one.unit_name, one.author_name) for one in messages.public_thread(dossier.number)
    ]

    assert seen == [(False, made.centre.name, ""), (True, "", "")]


def test_a_message_changes_nothing_of_the_dossier_and_its_chain(made, dossier):
    before = (dossier.business, dossier.last_seq, dossier.last_hash, Event.objects.count())

    write(made, dossier, made.clerk, APPLICANT)
    answer(dossier)

    dossier.refresh_from_db()
    assert (dossier.business, dossier.last_seq, dossier.last_hash, Event.objects.count()) == before


def test_the_same_form_sent_twice_is_one_message(made, dossier):
    key, own = uuid4(), uuid4()

    first = write(made, dossier, made.clerk, request_key=key)
    second = write(made, dossier, made.clerk, request_key=key)
    one, other = answer(dossier, request_key=own), answer(dossier, request_key=own)

    assert first == second
    assert one == other
    assert Message.objects.count() == 2


def test_the_key_of_somebody_else_gives_nothing_away(made, dossier):
    key = uuid4()
    write(made, dossier, made.clerk, request_key=key)

    with pytest.raises(Refused, match="chưa gửi được"):
        write(made, dossier, made.head, request_key=key)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("  \n ", "Hãy viết lời nhắn hoặc chọn tệp"), ("ă" * 2001, "dài nhất 2000 chữ, lời này có 2001 chữ")],
)
def test_a_message_says_something_and_not_too_much(made, dossier, text, reason):
    with pytest.raises(Refused, match=reason):
        write(made, dossier, made.clerk, text=text)

    assert Message.objects.count() == 0


def test_lines_are_kept_and_spare_spaces_are_not(made, dossier):
    assert (
        write(made, dossier, made.clerk, text=" Chào  bà,\r\n\r\n\r\n\r\nảnh mờ ").text
        == "Chào bà,\n\nảnh mờ"
    )


def test_files_come_with_a_message_each_kept_once(made, dossier):
    message = write_with_files(made, dossier, [files.pdf(), files.image(), files.pdf()], text="")

    assert message.attached == 2
    assert [(one.order, one.file.media_type) for one in message.files.all()] == [
        (1, "application/pdf"),
        (2, "image/jpeg"),
    ]


def test_a_fourth_file_is_refused_and_nothing_is_kept(made, dossier):
    with pytest.raises(Refused, match="nhiều nhất 3 tệp"):
        write_with_files(made, dossier, [files.image(seed=at) for at in range(4)])

    assert (Message.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_sweep_leaves_the_files_of_messages(made, dossier):
    write_with_files(made, dossier, [files.pdf()])

    sweep(at=MORNING + timedelta(days=9))

    assert StoredFile.objects.count() == 1


def test_a_file_goes_only_to_those_who_read_its_message(made, dossier):
    inside = write(made, dossier, made.head)
    sent = write_with_files(made, dossier, [files.pdf()])
    MessageFile.objects.create(message=inside, order=1, file=StoredFile.objects.get())

    def seen(message):
        return (
            messages.file_in_sight(dossier.number, message.pk, 1, made.rights(made.examiner)) is not None,
            messages.file_in_sight(dossier.number, message.pk, 1, made.rights(made.outsider)) is not None,
            messages.file_in_sight("H99.12-261123-9999", message.pk, 1, made.rights(made.clerk)) is not None,
            messages.public_file(dossier.number, message.pk, 1) is not None,
            messages.public_file("H99.12-261123-9999", message.pk, 1) is not None,
        )

    assert seen(inside) == (True, False, False, False, False)
    assert seen(sent) == (True, False, False, True, False)


def test_a_reply_stays_in_its_exchange(made, dossier):
    asked = write(made, dossier, made.clerk, APPLICANT)
    inside = write(made, dossier, made.head)

    replied = answer(dossier, reply_to=asked.pk)

    assert replied.reply_to == asked
    with pytest.raises(Refused, match="không thuộc cuộc trao đổi này"):
        answer(dossier, reply_to=inside.pk)
    with pytest.raises(Refused, match="không thuộc cuộc trao đổi này"):
        write(made, received(made), made.head, reply_to=inside.pk)


def test_a_closed_dossier_is_read_and_not_written_to(made, dossier):
    write(made, dossier, made.clerk, APPLICANT)
    actions.withdraw(dossier.number, reason="Theo đơn", by=made.rights(made.clerk), at=MORNING)

    for attempt in (
        lambda: write(made, dossier, made.head),
        lambda: write(made, dossier, made.clerk, APPLICANT),
        lambda: answer(dossier),
    ):
        with pytest.raises(Refused, match="Hồ sơ đã kết thúc"):
            attempt()
    assert len(messages.public_thread(dossier.number)) == 1


def test_a_result_that_waits_may_still_be_talked_about(made):
    ready = resolved(made)

    answer(ready, "Tôi đến chiều thứ Sáu được không?")
    write(made, ready, made.returner, APPLICANT, "Được, mời Ông/Bà đến trước 16:30.")

    assert len(messages.public_thread(ready.number)) == 2


def test_an_applicant_writes_five_times_an_hour_and_twenty_a_day(made, dossier):
    other = received(made)
    for at in range(5):
        answer(dossier, at=MORNING + timedelta(minutes=at))

    with pytest.raises(Refused, match="vừa gửi nhiều lời nhắn"):
        answer(dossier, at=MORNING + timedelta(minutes=59))
    answer(other, at=MORNING + timedelta(minutes=59))
    for at in range(15):
        answer(dossier, at=MORNING + timedelta(minutes=65 + 15 * at))
    with pytest.raises(Refused, match="vừa gửi nhiều lời nhắn"):
        answer(dossier, at=MORNING + timedelta(hours=23))
    answer(dossier, at=MORNING + timedelta(hours=24, minutes=1))

    assert Message.objects.filter(dossier=dossier).count() == 21


def test_a_repeated_form_is_not_counted_as_one_more(dossier):
    keys = [uuid4() for _ in range(5)]
    for key in keys:
        answer(dossier, request_key=key)

    again = answer(dossier, request_key=keys[-1])

    assert again.request_key == keys[-1]
    assert messages.why_not_answer(dossier.number, at=MORNING, request_key=keys[-1]) == ""
    assert "vừa gửi nhiều" in messages.why_not_answer(dossier.number, at=MORNING, request_key=uuid4())


def test_what_one_has_not_read_is_counted_until_one_reads_it(made, dossier):
    other = received(made)
    write(made, dossier, made.clerk)
    answer(dossier)
    write(made, other, made.head)
    numbers = [dossier.number, other.number]

    before = [messages.unread(one.pk, numbers) for one in (made.clerk, made.head)]
    read = [messaging.read_all(dossier, by=made.rights(made.head), at=MORNING) for _ in range(2)]

    assert before == [{dossier.number: 1, other.number: 1}, {dossier.number: 2}]
    assert read == [2, 0]
    assert messages.unread(made.head.pk, numbers) == {}
    assert messages.unread(made.clerk.pk, numbers) == {dossier.number: 1, other.number: 1}


def test_somebody_out_of_sight_marks_nothing_as_read(made, dossier):
    write(made, dossier, made.clerk)

    messaging.read_all(dossier, by=made.rights(made.outsider), at=MORNING)

    assert MessageRead.objects.count() == 0


def test_the_list_of_what_is_new_names_dossiers_of_the_own_units(made, dossier):
    answer(dossier, at=MORNING)
    write(made, dossier, made.head, at=MORNING + timedelta(minutes=1))
    late = MORNING + timedelta(days=31)

    rows = messages.waiting(made.rights(made.clerk), at=MORNING + timedelta(hours=1))

    assert [(one.number, one.count, one.from_applicant) for one in rows] == [(dossier.number, 2, 1)]
    assert messages.waiting(made.rights(made.outsider), at=MORNING + timedelta(hours=1)) == []
    assert messages.waiting(made.rights(made.clerk), at=late) == []


@pytest.mark.parametrize("count", [1, 3])
def test_reads_take_the_same_statements_for_one_message_and_for_three(made, count):
    dossiers = [received(made) for _ in range(count)]
    for one in dossiers:
        write_with_files(made, dossiers[0], [files.pdf()], text=one.number)
        answer(one)
    rights = made.rights(made.head)

    with at_most(2):
        messages.exchange(dossiers[0], rights)
    with at_most(2):
        messages.public_thread(dossiers[0].number)
    with at_most(1):
        messages.unread(made.head.pk, [one.number for one in dossiers])
    with at_most(1):
        messages.waiting(rights, at=MORNING)
    with at_most(2):
        messaging.read_all(dossiers[0], by=rights, at=MORNING)


def row(made, dossier, **changes):
    values = {
        "dossier": dossier,
        "readers": OFFICERS,
        "author": made.clerk,
        "unit": made.centre,
        "role": "reception",
        "text": "Chào",
        "at": MORNING,
        "request_key": uuid4(),
    }
    return Message.objects.create(**{**values, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"text": ""},
        {"attached": 4},
        {"author": None},
        {"unit": None},
        {"role": ""},
        {"author": None, "unit": None, "role": ""},
        {"readers": APPLICANT, "author": None, "role": ""},
    ],
)
def test_the_database_refuses_a_message_of_nobody_or_of_nothing(made, dossier, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        row(made, dossier, **changes)


@pytest.mark.parametrize(
    "attempt", [lambda found: found.update(text="sửa lén"), lambda found: found.delete()]
)
def test_the_database_refuses_to_change_or_remove_a_message(made, dossier, attempt):
    row(made, dossier)

    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        attempt(Message.objects.all())

    assert Message.objects.get().text == "Chào"
