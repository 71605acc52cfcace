"""Digitising the papers of a dossier: who may, what is asked, what stands, what is kept, how long it took."""

from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from motcua.base import clock
from motcua.base.errors import Refused
from motcua.catalogue.models import RequiredPaper
from motcua.documents.actions import sweep, taken_in
from motcua.documents.models import StoredFile
from motcua.dossiers import scanning
from motcua.dossiers.actions import PaperIn
from motcua.dossiers.models import Digitisation, Dossier
from motcua.dossiers.scans import left_to_digitise, scans_page, timings
from motcua.people.actions import Details
from tests.factories import MONDAY, MORNING, files, received, resolved, world
from tests.statements import at_most
from tests.threads import at_once

pytestmark = pytest.mark.django_db

NAM = Details(name="Lê Văn Nam", number="001090000111", phone="0987654321")


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def lac_hong():
    return world()


@pytest.fixture
def dossier(lac_hong):
    return received(lac_hong)


@pytest.fixture
def clerk(lac_hong):
    return lac_hong.rights(lac_hong.clerk)


def after(minutes):
    return MORNING + timedelta(minutes=minutes)


def paper_of(dossier, order=1):
    return dossier.papers.get(order=order).pk


def scan(dossier, by, *contents, order=1, pages=1, at=MORNING, **more):
    """Scan files as the paper of this order."""
    with ExitStack() as stack:
        taken = [stack.enter_context(taken_in([content])) for content in contents or [files.pdf()]]
        return scanning.scan(
            dossier.number,
            paper=paper_of(dossier, order),
            files=taken,
            paper_pages=pages,
            by=by,
            at=at,
            **more,
        )


def row(dossier, by, order=1):
    return scans_page(dossier.number, by).rows[order - 1]


def test_a_scan_with_as_many_pages_as_the_paper_stands(dossier, clerk):
    scan(dossier, clerk, files.pdf(3), pages=3)

    shown = row(dossier, clerk)
    assert shown.is_done
    assert (shown.standing.reuse, shown.standing.scanned_pages) == (1, 3)
    assert [one.file.pages for one in shown.scans] == [3]


def test_pages_that_differ_are_named_until_somebody_mends_them(dossier, clerk):
    scan(dossier, clerk, files.pdf(3), pages=4)
    before = row(dossier, clerk)

    scan(dossier, clerk, files.image(seed=9), pages=4)

    after_ = row(dossier, clerk)
    assert before.difference == "Bản quét có 3 trang, giấy có 4 trang."
    assert not before.is_done
    assert after_.difference == ""
    assert [one.file.pages for one in after_.scans] == [3, 1]


def test_pages_that_differ_may_be_answered_for_with_a_reason(dossier, clerk):
    scan(dossier, clerk, files.pdf(4), pages=3)

    scanning.settle(
        dossier.number,
        paper=paper_of(dossier),
        paper_pages=3,
        difference_reason="Trang 2 có giấy dán: chụp cả khi có và khi không",
        by=clerk,
        at=after(1),
    )

    shown = row(dossier, clerk)
    assert shown.is_done
    assert shown.standing.difference_reason == "Trang 2 có giấy dán: chụp cả khi có và khi không"


def test_pages_counted_wrongly_are_counted_anew(dossier, clerk):
    scan(dossier, clerk, files.pdf(3), pages=4)

    scanning.settle(dossier.number, paper=paper_of(dossier), paper_pages=3, by=clerk, at=after(1))

    assert row(dossier, clerk).is_done


@pytest.mark.parametrize("pages", [0, -1, 2001])
def test_the_pages_of_the_paper_must_be_counted(dossier, clerk, pages):
    with pytest.raises(Refused, match="Hãy đếm số trang"):
        scan(dossier, clerk, pages=pages)


def test_photographs_of_pages_make_one_copy_in_their_order(dossier, clerk):
    scan(dossier, clerk, files.image(seed=3), files.image(seed=1), files.image(seed=2), pages=3)

    scans = row(dossier, clerk).scans
    assert [one.order for one in scans] == [1, 2, 3]
    assert len({one.file_id for one in scans}) == 3


def test_the_same_file_on_the_same_paper_twice_is_there_once(dossier, clerk):
    first = scan(dossier, clerk)
    again = scan(dossier, clerk, at=after(1))

    assert again == first
    assert Digitisation.objects.count() == 1


def test_a_copy_made_anew_replaces_the_old_one_and_keeps_it(dossier, clerk):
    old = scan(dossier, clerk, files.pdf(seed=1))

    new = scan(dossier, clerk, files.pdf(seed=2), is_anew=True, at=after(5))

    old.refresh_from_db()
    assert old.replaced_at == after(5)
    assert [one.file_id for one in new.scans.all()] != [one.file_id for one in old.scans.all()]


def test_a_wrong_file_is_taken_out_and_the_rest_stays(dossier, clerk):
    said = scan(dossier, clerk, files.image(seed=1), files.image(seed=2), pages=2)
    wrong = said.scans.get(order=2).file_id

    scanning.drop(dossier.number, paper=paper_of(dossier), file=wrong, by=clerk, at=after(1))

    shown = row(dossier, clerk)
    assert len(shown.scans) == 1
    assert shown.difference == "Bản quét có 1 trang, giấy có 2 trang."


def test_what_was_said_of_a_paper_can_be_taken_back(dossier, clerk):
    scan(dossier, clerk)

    scanning.drop(dossier.number, paper=paper_of(dossier), by=clerk, at=after(1))

    assert row(dossier, clerk).standing is None
    assert Digitisation.objects.count() == 1


@pytest.mark.parametrize("exemption", ["e_filed", "shown", "opinion", "secret"])
def test_the_four_exempt_cases_need_no_scan(dossier, clerk, exemption):
    scanning.exempt(dossier.number, paper=paper_of(dossier), exemption=exemption, by=clerk, at=MORNING)

    shown = row(dossier, clerk)
    assert shown.is_done
    assert shown.exemption == Digitisation.Exemption(exemption).label
    assert shown.standing.reuse == 0


@pytest.mark.parametrize("exemption", ["", "lazy"])
def test_there_is_no_fifth_exempt_case(dossier, clerk, exemption):
    with pytest.raises(Refused, match="bốn trường hợp"):
        scanning.exempt(dossier.number, paper=paper_of(dossier), exemption=exemption, by=clerk, at=MORNING)


def test_papers_filed_online_or_only_shown_are_exempt_by_themselves(lac_hong, clerk):
    shown = RequiredPaper.objects.create(case=lac_hong.case, order=3, name="Căn cước", kind="shown")
    papers = (PaperIn("Đơn", is_electronic=True), PaperIn("Căn cước", required=shown, originals=1))
    dossier = received(lac_hong, papers=papers)

    rows = scans_page(dossier.number, clerk).rows

    assert [one.exemption for one in rows] == [
        "hồ sơ nộp trực tuyến, đã là bản điện tử",
        "giấy tờ chỉ xuất trình để đối chiếu",
    ]
    assert left_to_digitise([lac_hong.centre.pk], since=MONDAY) == []


def test_a_scan_of_an_exempt_paper_is_a_scan(dossier, clerk):
    scanning.exempt(dossier.number, paper=paper_of(dossier), exemption="opinion", by=clerk, at=MORNING)

    scan(dossier, clerk, at=after(1))

    assert row(dossier, clerk).exemption == ""
    assert row(dossier, clerk).is_done


def test_the_copy_of_an_earlier_dossier_of_the_person_is_used_again_without_a_second_file(lac_hong, clerk):
    earlier, now = received(lac_hong), received(lac_hong)
    copy = scan(earlier, clerk, files.pdf(2), pages=2)
    offered = row(now, clerk).reusable

    scanning.reuse(now.number, paper=paper_of(now), copy=copy.pk, by=clerk, at=after(1))

    shown = row(now, clerk)
    assert offered == [copy]
    assert row(now, clerk, order=2).reusable == []
    assert (shown.standing.reuse, shown.standing.source) == (2, earlier)
    assert shown.is_done
    assert StoredFile.objects.count() == 1


def test_copies_of_other_people_and_of_other_papers_are_not_used_again(lac_hong, clerk):
    other, mine = received(lac_hong, owner=NAM), received(lac_hong)
    of_other, of_lease = scan(other, clerk), scan(received(lac_hong), clerk, files.pdf(seed=2), order=2)

    offered = row(mine, clerk).reusable
    for copy in (of_other, of_lease):
        with pytest.raises(Refused, match="không dùng lại được"):
            scanning.reuse(mine.number, paper=paper_of(mine), copy=copy.pk, by=clerk, at=MORNING)

    assert offered == []


def test_a_copy_that_lacks_pages_is_not_used_again(lac_hong, clerk):
    earlier, now = received(lac_hong), received(lac_hong)
    scan(earlier, clerk, files.pdf(2), pages=3)

    assert row(now, clerk).reusable == []


def test_the_result_of_another_dossier_of_the_person_is_named(lac_hong, clerk):
    earlier, now = resolved(lac_hong), received(lac_hong)

    said = scan(now, clerk, result_of=earlier.number)

    assert (said.reuse, said.source_id) == (3, earlier.pk)


def test_only_a_result_of_the_same_person_can_be_named(lac_hong, clerk):
    unfinished, now = received(lac_hong), received(lac_hong)

    for number in (unfinished.number, now.number, "H99.12-261123-9999"):
        with pytest.raises(Refused, match="Không có hồ sơ đã có kết quả"):
            scan(now, clerk, result_of=number)


@pytest.mark.parametrize("who", ["examiner", "returner", "supervisor", "outsider"])
def test_only_reception_of_the_centre_digitises(lac_hong, dossier, who):
    with pytest.raises(Refused, match="Chỉ cán bộ tiếp nhận"):
        scan(dossier, lac_hong.rights(getattr(lac_hong, who)))


def test_copies_of_a_dossier_that_ended_do_not_change(lac_hong, dossier, clerk):
    Dossier.objects.filter(pk=dossier.pk).update(ended_on=MONDAY, ending="withdrawn")

    with pytest.raises(Refused, match="Hồ sơ đã kết thúc"):
        scan(dossier, clerk)
    with pytest.raises(Refused, match="Hồ sơ đã kết thúc"):
        scanning.exempt(dossier.number, paper=paper_of(dossier), exemption="secret", by=clerk, at=MORNING)


def test_a_paper_of_another_dossier_is_not_scanned_under_this_number(lac_hong, clerk):
    one, other = received(lac_hong), received(lac_hong)

    with pytest.raises(Refused, match="không có giấy tờ này"):
        scanning.drop(one.number, paper=paper_of(other), by=clerk, at=MORNING)


def test_the_database_lets_one_copy_stand_for_a_paper(dossier, clerk):
    said = scan(dossier, clerk)
    said.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        said.save()


def test_files_of_replaced_copies_survive_a_sweep(dossier, clerk):
    scan(dossier, clerk, files.pdf(seed=1))
    scan(dossier, clerk, files.pdf(seed=2), is_anew=True)

    sweep(at=MORNING + timedelta(days=3))

    assert StoredFile.objects.count() == 2


def test_a_dossier_is_digitised_when_the_last_paper_has_all_its_pages(lac_hong, dossier, clerk):
    scan(dossier, clerk, at=after(4))
    half = scans_page(dossier.number, clerk)
    scan(dossier, clerk, files.pdf(2), order=2, pages=2, at=after(12))

    whole = scans_page(dossier.number, clerk)

    assert (half.minutes, half.left) == (None, 1)
    assert (whole.minutes, whole.left) == (12, 0)


def test_a_correction_does_not_move_the_time_of_digitising(dossier, clerk):
    scan(dossier, clerk, at=after(4))
    scanning.exempt(dossier.number, paper=paper_of(dossier, 2), exemption="opinion", by=clerk, at=after(90))
    scan(dossier, clerk, files.pdf(seed=5), is_anew=True, at=after(100))

    assert scans_page(dossier.number, clerk).minutes == 4


def test_minutes_when_the_centre_is_closed_do_not_count(lac_hong, clerk):
    dossier = received(lac_hong, at=clock.at(MONDAY, 11, 20), papers=(PaperIn("Đơn", originals=1),))

    scan(dossier, clerk, at=clock.at(MONDAY, 13, 40))

    assert scans_page(dossier.number, clerk).minutes == 20


def test_the_report_gives_median_and_share_within_the_norm(lac_hong, clerk):
    one_paper = (PaperIn("Đơn", originals=1),)
    for seed, minutes in enumerate((10, 20, 45)):
        scan(received(lac_hong, papers=one_paper), clerk, files.pdf(seed=seed), at=after(minutes))
    received(lac_hong, papers=one_paper)
    received(lac_hong, papers=(PaperIn("Đơn", is_electronic=True),))

    (told,) = timings([lac_hong.centre.pk], since=MONDAY, until=MONDAY)

    assert (told.dossiers, told.digitised, told.median_minutes, told.in_time, told.share) == (4, 3, 20, 2, 50)


def test_a_centre_without_dossiers_has_no_figures(lac_hong):
    (told,) = timings([lac_hong.centre.pk], since=MONDAY, until=MONDAY)

    assert (told.dossiers, told.median_minutes, told.share) == (0, None, None)


def test_dossiers_with_papers_still_to_scan_are_listed_oldest_first(lac_hong, clerk):
    first, second, done = received(lac_hong), received(lac_hong, at=after(5)), received(lac_hong)
    scan(first, clerk)
    scan(done, clerk, files.pdf(seed=1))
    scan(done, clerk, files.pdf(seed=2), order=2)

    listed = left_to_digitise([lac_hong.centre.pk], since=MONDAY)

    assert [(one, one.left) for one in listed] == [(first, 1), (second, 2)]


@pytest.mark.parametrize("papers", [1, 6])
def test_the_page_takes_the_same_statements_for_one_paper_and_for_six(lac_hong, clerk, papers):
    dossier = received(lac_hong, papers=tuple(PaperIn(f"Giấy {at}", copies=1) for at in range(papers)))
    for order in range(1, papers + 1):
        scan(dossier, clerk, files.pdf(seed=order), order=order)
    scans_page(dossier.number, clerk)

    with at_most(5):
        scans_page(dossier.number, clerk)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_clerks_scanning_one_paper_leave_one_copy_with_both_files(lac_hong, dossier, clerk):
    at_once(4, lambda index: scan(dossier, clerk, files.pdf(seed=index % 2), pages=2))

    assert len(row(dossier, clerk).scans) == 2
    assert Digitisation.objects.filter(replaced_at=None).count() == 1
