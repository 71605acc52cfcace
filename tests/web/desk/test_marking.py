"""Reception marks the place on the page it asks a supplement for, as officers do."""

import pytest

from motcua.dossiers.models import Event
from tests import factories
from tests.factories import registered
from tests.web.desk.conftest import words

ASKED = {"wanted_1": "on", "wrong_1": "Ảnh mờ", "mend_1": "Chụp lại rõ bốn góc"}
MARKED = {**ASKED, "p1-page": "2", "p1-place": "top-right"}


@pytest.fixture
def scanned(lac_hong, settings, tmp_path):
    """A dossier filed online whose first paper has a copy of two pages."""
    settings.MEDIA_ROOT = tmp_path / "files"
    dossier = registered(lac_hong)
    factories.scanned(lac_hong, dossier.number, order=1)
    return dossier


def asked(client, dossier, sent):
    return client.post(f"/desk/online/{dossier.number}/supplement", sent, follow=True)


def mark_sent():
    return Event.objects.get(kind="supplement_requested").payload["wanted"][0]["mark"]


def test_only_a_paper_with_a_copy_can_be_marked(clerk, lac_hong, scanned):
    page = words(clerk.get(f"/desk/online/{scanned.number}"))

    assert page.count('class="mc-marker"') == 1
    assert 'name="p1-place"' in page
    assert f'data-page="2"><img src="/desk/dossiers/{scanned.number}/scans/' in page


def test_a_place_said_in_words_is_shown_with_what_was_asked(clerk, lac_hong, scanned):
    page = words(asked(clerk, scanned, MARKED))

    file = scanned.papers.get(order=1).digitisations.get().scans.get().file
    assert mark_sent() == {
        "page": 2, "file": file.sha256, "file_page": 2, "left": 666, "top": 0, "width": 333, "height": 333
    }  # fmt: skip
    assert "Ảnh mờ (trang 2, góc trên bên phải)" in page
    assert '<rect class="mc-mark" x="666" y="0" width="333" height="333"/>' in page


def test_what_was_drawn_counts_where_it_lies_as_the_words_say(clerk, lac_hong, scanned):
    asked(clerk, scanned, MARKED | {"p1-drawn": "700 50 200 100"})

    mark = mark_sent()
    assert (mark["left"], mark["top"], mark["width"], mark["height"]) == (700, 50, 200, 100)


@pytest.mark.parametrize("changes", [{"p1-page": "7"}, {"p1-place": "upstairs"}])
def test_a_page_or_place_that_is_not_there_is_said_and_nobody_is_asked(clerk, lac_hong, scanned, changes):
    response = asked(clerk, scanned, MARKED | changes)

    assert list(response.context["forms"].supplement.errors) == list(changes)
    assert Event.objects.filter(kind="supplement_requested").count() == 0


def test_a_form_sent_back_keeps_what_was_marked(clerk, lac_hong, scanned):
    page = words(asked(clerk, scanned, MARKED | {"mend_1": ""}))

    assert '<option value="top-right" selected>' in page
    assert '<option value="2" selected>' in page


def test_a_missing_paper_is_worded_for_the_applicant_whatever_language_the_clerk_reads(clerk, lac_hong):
    number = registered(lac_hong, papers=()).number
    clerk.cookies["django_language"] = "en"

    page = words(clerk.get(f"/desk/online/{number}"))

    assert 'name="wrong_new_1" value="Chưa nộp"' in page
    assert 'name="mend_new_1" value="Nộp giấy tờ này."' in page
    assert '<option value="Ảnh mờ">' in page


def test_the_script_of_the_marks_comes_only_with_the_form_it_serves(clerk, lac_hong, scanned):
    before = words(clerk.get(f"/desk/online/{scanned.number}"))
    asked(clerk, scanned, ASKED)
    after = words(clerk.get(f"/desk/online/{scanned.number}"))

    assert [page.count("ui/js/marking") for page in (before, after)] == [1, 0]
    assert [page.count('id="places"') for page in (before, after)] == [1, 0]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_too_long_is_said_in_our_own_words(clerk, lac_hong, scanned, language):
    clerk.cookies["django_language"] = language

    response = asked(clerk, scanned, ASKED | {"mend_1": "x" * 301})

    expected = {
        "vi": "Chỉ ghi được 300 chữ, đang có 301.",
        "en": "At most 300 characters; there are 301.",
    }
    assert response.context["forms"].supplement.errors["mend_1"] == [expected[language]]
