import io
from dataclasses import replace

import pytest
from django.utils import translation
from pypdf import PdfReader

from motcua.documents.printing import qr_svg
from motcua.dossiers.actions import PaperIn
from motcua.dossiers.queries import dossier_page
from motcua.dossiers.receipts import receipt_form, receipt_pdf
from motcua.people.rules import Details
from tests.factories import intake, received, world

pytestmark = pytest.mark.django_db
# Points: A5 is 148 × 210 mm, A4 is 210 × 297 mm.
SIZES = {"a5": (420, 595), "a4": (595, 842)}


def pages(made, dossier, size="a5") -> list[str]:
    """Return the text of each page, its line breaks made spaces."""
    read = PdfReader(io.BytesIO(receipt_pdf(dossier.number, rights=made.rights(made.clerk), size=size)))
    return [" ".join(page.extract_text().split()) for page in read.pages]


@pytest.mark.parametrize("size", SIZES)
def test_the_receipt_says_everything_form_01_asks_for(size):
    made = world()
    dossier = received(made)

    (text,) = pages(made, dossier, size)

    for said in (
        "ỦY BAN NHÂN DÂN PHƯỜNG LẠC HỒNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập – Tự do – Hạnh phúc",
        "Lạc Hồng, ngày 23 tháng 11 năm 2026",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Số: 0001/TTPVHCC",
        "Mã hồ sơ: H99.12-261123-0001",
        "Tiếp nhận hồ sơ của Ông/Bà: NGUYỄN THỊ HOA (nộp trực tiếp)",
        "Địa chỉ: Tổ 4, phường Lạc Hồng, tỉnh Hồng Lạc",
        "Điện thoại: 0912345678",
        "••••••••1234",
        "Đăng ký thành lập hộ kinh doanh (mã thủ tục 1.001612)",
        "Giấy đề nghị đăng ký hộ kinh doanh",
        "2. Số lượng hồ sơ: 01 bộ",
        "3. Thời gian giải quyết theo quy định: 03 ngày làm việc",
        "4. Thời gian nhận hồ sơ: 09 giờ 00 phút, ngày 23/11/2026",
        "5. Hẹn trả kết quả: 09 giờ 00 phút, Thứ Sáu, ngày 27/11/2026",
        "6. Đăng ký nhận kết quả: Nhận tại quầy",
        "Phí, lệ phí: 100.000 đ",
        "0211 3 888 999",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "Trần Thị Thu Hà",
        "Mẫu 01 · Trang 1/1",
    ):
        assert said in text


@pytest.mark.parametrize(("size", "points"), SIZES.items())
def test_the_receipt_has_the_size_asked_for(size, points):
    made = world()
    dossier = received(made)

    made_pdf = receipt_pdf(dossier.number, rights=made.rights(made.clerk), size=size)

    box = PdfReader(io.BytesIO(made_pdf)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == points


def test_the_identity_number_is_never_whole_on_the_receipt():
    made = world()

    (text,) = pages(made, received(made))

    assert "001189001234" not in text


def test_a_representative_files_and_signs_for_the_owner():
    made = world()
    son = Details(name="Nguyễn Văn Con", number="001089001234", phone="0987654321", address="Tổ 9")

    (text,) = pages(made, received(made, representative=son))

    assert "Tiếp nhận hồ sơ của Ông/Bà: NGUYỄN VĂN CON" in text
    assert "Chủ hồ sơ: NGUYỄN THỊ HOA" in text


def test_nobody_signs_for_a_dossier_filed_online():
    made = world()

    (text,) = pages(made, received(made, channel="online"))

    assert "NGƯỜI NỘP HỒ SƠ" not in text


def test_what_somebody_typed_is_never_markup():
    made = world()
    nasty = '#panic("x") $a$ *b* _c_ <d> @e \\ "f" `g` = h // i'
    papers = (PaperIn(nasty, originals=1),)

    (text,) = pages(made, received(made, papers=papers, content=nasty))

    assert text.count('#panic("x") $a$ *b* _c_ <d> @e \\ "f" `g` = h // i') == 2


def test_a_long_dossier_goes_on_to_a_second_page_with_the_head_of_the_table():
    made = world()
    papers = tuple(PaperIn(f"Giấy tờ số {at} " + "rất dài " * 12, copies=1) for at in range(1, 21))

    dossier = received(made, papers=papers)

    told = pages(made, dossier)

    assert len(told) > 1
    assert all("Tên giấy tờ" in text for text in told[:2])
    assert all(f"Trang {at}/{len(told)}" in text for at, text in enumerate(told, 1))
    assert all(text.endswith(dossier.number) for text in told)


def test_a_word_longer_than_the_paper_is_wide_stays_on_the_paper():
    made = world()
    endless = "Nghiêng" * 40
    dossier = received(made, content=endless)
    made_pdf = receipt_pdf(dossier.number, rights=made.rights(made.clerk), size="a5")

    lines = PdfReader(io.BytesIO(made_pdf)).pages[0].extract_text().replace("\u200b", "").splitlines()

    assert endless in "".join(lines).replace(" ", "")
    assert max(len(line) for line in lines) < 110


def test_the_receipt_can_be_archived_and_read_aloud():
    made = world()
    dossier = received(made)

    read = PdfReader(io.BytesIO(receipt_pdf(dossier.number, rights=made.rights(made.clerk), size="a5")))

    root = read.trailer["/Root"]
    assert read.metadata.title == f"Giấy tiếp nhận hồ sơ và hẹn trả kết quả {dossier.number}"
    assert root["/Lang"] == "vi"
    assert root["/MarkInfo"]["/Marked"]
    marks = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in marks
    assert "<pdfuaid:part>1</pdfuaid:part>" in marks


def test_only_our_own_font_is_used_and_travels_with_the_paper():
    made = world()
    dossier = received(made)
    made_pdf = receipt_pdf(dossier.number, rights=made.rights(made.clerk), size="a5")

    fonts = PdfReader(io.BytesIO(made_pdf)).pages[0]["/Resources"]["/Font"].values()

    within = [font.get_object()["/DescendantFonts"][0].get_object() for font in fonts]
    assert {font["/BaseFont"].split("+")[1].split("-")[0] for font in within} == {"Tinos"}
    assert all("/FontFile2" in font["/FontDescriptor"] for font in within)


def test_the_same_dossier_gives_the_same_bytes():
    made = world()
    dossier = received(made)
    rights = made.rights(made.clerk)

    first = receipt_pdf(dossier.number, rights=rights, size="a5")

    assert receipt_pdf(dossier.number, rights=rights, size="a5") == first


def test_the_paper_stays_vietnamese_on_an_english_screen():
    made = world()
    dossier = received(made)
    vietnamese = pages(made, dossier)

    with translation.override("en"):
        assert pages(made, dossier) == vietnamese


def test_the_code_opens_the_page_where_the_dossier_is_followed(settings):
    settings.PUBLIC_URL = "https://motcua.honglac.example"
    made = world()
    dossier = received(made)

    form = receipt_form(dossier_page(dossier.number, made.rights(made.clerk)))

    # The number and nothing else: no name, no phone, no digits that open the page.
    assert form.head.tracking_qr == qr_svg(f"https://motcua.honglac.example/track/{dossier.number}", border=0)


def test_nobody_prints_the_receipt_of_a_dossier_out_of_scope():
    made = world()
    dossier = received(made)

    assert receipt_pdf(dossier.number, rights=made.rights(made.outsider), size="a5") is None


def test_two_sets_are_written_with_two_digits():
    made = world()
    dossier = received(made)
    page = dossier_page(dossier.number, made.rights(made.clerk))
    page.dossier.sets = 2

    assert replace(receipt_form(page)).sets == "02"


def test_an_intake_without_papers_says_so():
    made = world()

    (text,) = pages(made, received(made, papers=(), request_key=intake(made).request_key))

    assert "Không có giấy tờ kèm theo" in text
