import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from motcua.base import clock
from motcua.dossiers import actions
from motcua.history.models import Entry
from motcua.organisations.actions import appoint
from tests.factories import MONDAY, Role, procedure, process, received, resolved, world
from tests.statements import at_most

pytestmark = pytest.mark.django_db
PERIOD = {"start": "2026-11-01", "to": "2026-12-31", "as_of": "2026-12-31"}
FIELDS, LEVELS, DOSSIERS = (f"insight:{name}" for name in ("fields", "levels", "dossiers"))


@pytest.fixture
def made():
    made = world()
    resolved(made, ended_at=clock.at(MONDAY, 16))
    resolved(made, ended_at=clock.at(MONDAY + timedelta(days=7), 9))
    received(made)
    gone = received(made)
    actions.withdraw(gone.number, reason="Đổi ý", by=made.rights(made.clerk), at=clock.at(MONDAY, 15))
    return made


@pytest.fixture
def supervisor(client, made):
    client.force_login(made.supervisor)
    return client


def cells(html: str) -> list[str]:
    """Return the figures of the table's rows in their order."""
    body = html.split("<tbody>")[1]
    return [part.split("<")[0] for part in body.replace("</a>", "<").split('">')[1:] if part[:1].isdigit()]


def test_the_report_shows_every_figure_and_its_rate(supervisor):
    page = supervisor.get(reverse(FIELDS), PERIOD).content.decode()

    assert "Thành lập và hoạt động của Hộ kinh doanh" in page
    # Of two results one came before its day: 50 %.
    assert "50%" in page


def test_each_figure_opens_the_dossiers_behind_it(supervisor, made):
    page = supervisor.get(reverse(DOSSIERS), {**PERIOD, "column": "late", "field": made.field.pk})

    listed = [dossier.timing for dossier in page.context["page"]]
    assert listed == ["late"]


def test_a_zero_opens_nothing(supervisor):
    page = supervisor.get(reverse(FIELDS), PERIOD)

    row = page.context["rows"][0]
    assert [bool(cell["address"]) for cell in row["cells"]] == [cell["value"] > 0 for cell in row["cells"]]


def test_the_csv_file_has_the_same_figures(supervisor):
    answer = supervisor.get(reverse(FIELDS), {**PERIOD, "format": "csv"})

    text = answer.content.decode("utf-8-sig")
    head, row, total = csv.reader(io.StringIO(text))
    assert head[:3] == ["Lĩnh vực", "Mới tiếp nhận trong kỳ", "Kỳ trước chuyển sang"]
    assert row[1:] == total[1:] == ["4", "0", "2", "1", "0", "1", "1", "0", "1", "1"]
    assert answer["Content-Disposition"] == 'attachment; filename="bao-cao-linh-vuc.csv"'


def test_the_excel_file_has_the_same_figures(supervisor):
    answer = supervisor.get(reverse(FIELDS), {**PERIOD, "format": "xlsx"})

    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[-1][1:] == [4, 0, 2, 1, 0, 1, 1, 0, 1, 1]


def test_a_field_named_like_a_formula_is_harmless_in_a_file(supervisor, made):
    type(made.field).objects.filter(pk=made.field.pk).update(name="=1+1")

    text = supervisor.get(reverse(FIELDS), {**PERIOD, "format": "csv"}).content.decode("utf-8-sig")

    assert text.splitlines()[1].startswith("'=1+1,")


def test_downloads_and_looks_are_recorded(supervisor, made):
    supervisor.get(reverse(FIELDS), {**PERIOD, "format": "csv"})
    supervisor.get(reverse(DOSSIERS), {**PERIOD, "column": "received"})

    told = list(Entry.objects.order_by("pk").values_list("verb", "actor", "subject"))
    assert told == [("exported", made.supervisor.pk, "report"), ("viewed", made.supervisor.pk, "report")]


def test_levels_are_shown_with_shares_that_sum_to_a_hundred(supervisor, made):
    other, case = procedure("1.000001", "Thủ tục khác", field=made.field, online_level=2)
    process(other)
    received(made, version_id=other.pk, case_id=case.pk)

    page = supervisor.get(reverse(LEVELS), PERIOD)

    assert [(share["count"], share["shown"]) for share in page.context["shares"]] == [
        (1, "20,00"),
        (4, "80,00"),
    ]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"to": "2026-10-01"}, "to", "Ngày đầu kỳ phải trước hoặc bằng ngày cuối kỳ."),
        ({"as_of": "2026-10-01"}, "as_of", "Ngày chốt số liệu phải từ ngày đầu kỳ trở đi."),
        ({"centre": "khong-co"}, "centre", None),
        ({"start": "hôm qua"}, "start", None),
    ],
)
def test_a_wrong_period_is_told_at_its_field(supervisor, changes, field, words):
    page = supervisor.get(reverse(FIELDS), {**PERIOD, **changes})

    errors = page.context["form"].errors
    assert list(errors) == [field]
    assert words is None or errors[field] == [words]


@pytest.mark.parametrize("changes", [{}, {"column": "khong-co"}, {"column": "late", "to": "x"}])
def test_a_list_that_no_figure_leads_to_is_not_found(supervisor, changes):
    query = {**PERIOD, **changes} if changes else PERIOD

    assert supervisor.get(reverse(DOSSIERS), query).status_code == 404


@pytest.mark.parametrize("who", ["clerk", "examiner", "outsider"])
def test_others_are_told_whose_page_it_is(client, made, who):
    client.force_login(getattr(made, who))

    assert client.get(reverse(FIELDS)).status_code == 403


def test_figures_of_other_communes_stay_out(client, made):
    appoint(
        made.outsider,
        unit=made.outsider.memberships.get().position.unit,
        role=Role.HEAD_OF_DIVISION,
        title="Trưởng phòng",
        from_on=MONDAY - timedelta(days=365),
    )
    client.force_login(made.outsider)

    page = client.get(reverse(FIELDS), PERIOD)

    assert page.context["rows"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_behind_a_figure_takes_the_same_statements(supervisor, made, count):
    for _dossier in range(count):
        received(made)
    supervisor.get(reverse(DOSSIERS), {**PERIOD, "column": "received"})

    # Session, user, count, page, record; the centres come from memory, and mostly the user too.
    with at_most(5):
        supervisor.get(reverse(DOSSIERS), {**PERIOD, "column": "received"})
