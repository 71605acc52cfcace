"""One filled form of each kind, with the long names and tables that paper must bear."""

from dataclasses import replace

from motcua.documents.printing import qr_svg
from motcua.dossiers.forms import (
    ApologyForm,
    Applicant,
    ControlForm,
    HandOverForm,
    HandOverLine,
    Head,
    HistoryForm,
    HistoryLine,
    JointLine,
    JointReceiptForm,
    Kind,
    LateLeg,
    Leg,
    ListedPaper,
    ListedResult,
    NewDateForm,
    ReceiptForm,
    RefusalForm,
    RegisterForm,
    RegisterLine,
    ResultForm,
    StopForm,
    SupplementForm,
    SupplementItem,
    TakenPaper,
    named,
)
from motcua.dossiers.forms.kinds import SETS

NUMBER = "H99.12-261124-0032"
SITE = "https://motcua.honglac.example"
PEOPLES_COMMITTEE = "Ủy ban nhân dân phường Lạc Hồng"
CENTRE = "Trung tâm Phục vụ hành chính công phường Lạc Hồng"
DIVISION = "Phòng Kinh tế, Hạ tầng và Đô thị phường Lạc Hồng"
NEWEST = SETS[-1][0]
PROCEDURE = (
    "Đăng ký đất đai, cấp Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất lần đầu đối "
    "với tổ chức đang sử dụng đất, hộ gia đình, cá nhân, cộng đồng dân cư"
)
APPLICANT = Applicant(
    filer="Nguyễn Thị Hoa",
    filer_address="Số 12, ngõ 45/7, tổ dân phố số 4, phường Lạc Hồng, tỉnh Hồng Lạc",
    phone="0912345678",
    email="hoa.nguyen@example.vn",
    identity="••••••••1234",
    channel="nộp trực tiếp",
    owner="Công ty trách nhiệm hữu hạn một thành viên Thương mại và Dịch vụ Hoa Sen",
    owner_address="Lô B7, cụm công nghiệp Lạc Hồng, phường Lạc Hồng, tỉnh Hồng Lạc",
)


def head(kind, *, on=NEWEST, number=NUMBER, order="", is_public=True, agency=CENTRE):
    form = named(kind, on=on)
    return Head(
        superior="" if agency == PEOPLES_COMMITTEE else PEOPLES_COMMITTEE,
        agency=agency,
        place_and_date="Lạc Hồng, ngày 05 tháng 3 năm 2026",
        order=order,
        mark=form.mark,
        title=form.title,
        number=number,
        site=SITE,
        tracking_qr=qr_svg(f"{SITE}/track/{number}", border=0) if is_public else "",
    )


RECEIPT = ReceiptForm(
    head=head(Kind.RECEIPT, order="0032/TTPVHCC"),
    applicant=APPLICANT,
    content="Đăng ký thành lập hộ kinh doanh",
    procedure_code="1.001612",
    papers=(
        ListedPaper("Giấy đề nghị đăng ký hộ kinh doanh", 1, 0, 0, False),
        ListedPaper("Hợp đồng thuê, mượn địa điểm kinh doanh có xác nhận của chủ nhà", 0, 1, 2, True),
    ),
    sets="01",
    time_limit="03 ngày làm việc",
    received_at="09 giờ 41 phút, ngày 05/03/2026",
    due_at="09 giờ 41 phút, Thứ Ba, ngày 10/03/2026",
    why=(
        "Nhận 09:41 Thứ Năm 05/03/2026: không tính ngày nhận",
        "Không tính 02 ngày nghỉ hằng tuần",
        "Ngày làm việc thứ 3: Thứ Ba 10/03/2026",
    ),
    result_channel="Nhận tại quầy",
    fee="100.000 đ",
    centre_phone="0211 3 888 999",
    filer_signs=True,
    receiver="Trần Thị Thu Hà",
)
TWELVE_PAPERS = replace(
    RECEIPT,
    content=PROCEDURE,
    papers=tuple(
        ListedPaper(
            f"Giấy tờ thứ {at}: bản vẽ, sơ đồ, văn bản xác nhận của cơ quan có thẩm quyền", 1, 0, 1, False
        )
        for at in range(1, 13)
    ),
)
SUPPLEMENT = SupplementForm(
    head=head(Kind.SUPPLEMENT, order="07/YCBS"),
    applicant=APPLICANT,
    centre=CENTRE,
    content=PROCEDURE,
    procedure_code="1.013978",
    ordinal="02",
    approver="ông Bùi Quang Huy, Chủ tịch Ủy ban nhân dân phường Lạc Hồng",
    items=(
        SupplementItem(
            "Đơn đăng ký đất đai, tài sản gắn liền với đất (Mẫu số 15)",
            "Thiếu chữ ký của người thừa kế thứ hai",
            "ký thêm vào mục 5, không cần làm lại đơn",
            originals=1,
        ),
        SupplementItem("Sơ đồ thửa đất", "Bản nộp mờ, không đọc được kích thước cạnh phía Bắc", "", copies=2),
        SupplementItem(
            "Giấy ủy quyền", "Chưa được chứng thực", "chứng thực tại quầy số 3", certified_copies=1
        ),
    ),
    reason="hồ sơ chưa đủ căn cứ để xác định người sử dụng đất theo Điều 135 Luật Đất đai.",
    expires_on="26/03/2026",
    time_after="Thời hạn giải quyết được tính lại từ đầu kể từ khi nhận đủ hồ sơ.",
    contact_phone="0211 3 888 999",
    guide="Trần Thị Thu Hà",
)
REFUSAL = RefusalForm(
    head=head(Kind.REFUSAL, order="03/TCTN"),
    applicant=APPLICANT,
    centre=CENTRE,
    content=PROCEDURE,
    procedure_code="1.013978",
    filed_at="09 giờ 41 phút, ngày 05/03/2026",
    reason="Thửa đất thuộc địa bàn tỉnh khác, không thuộc thẩm quyền giải quyết của tỉnh Hồng Lạc.",
    guidance="Ông/Bà nộp hồ sơ tại Trung tâm Phục vụ hành chính công nơi có đất hoặc trên Cổng Dịch vụ công quốc gia.",
    contact_phone="0211 3 888 999",
    filer_signs=True,
    refuser="Trần Thị Thu Hà",
)
APOLOGY = ApologyForm(
    head=head(Kind.APOLOGY, order="12/VBXL", agency=PEOPLES_COMMITTEE),
    recipient="Nguyễn Thị Hoa",
    recipient_address=APPLICANT.filer_address,
    phone="0912345678",
    centre=CENTRE,
    agency=PEOPLES_COMMITTEE,
    field="Đất đai",
    procedure=PROCEDURE,
    received_on="ngày 05 tháng 3 năm 2026",
    due_at="09 giờ 41 phút, ngày 10/03/2026",
    reason="việc lấy ý kiến khu dân cư về nguồn gốc sử dụng đất kéo dài hơn dự kiến.",
    legs=(
        LateLeg(DIVISION, "Thẩm định hồ sơ", "2 ngày làm việc 3 giờ"),
        LateLeg(PEOPLES_COMMITTEE, "Ký duyệt", "30 phút"),
    ),
    new_due_at="16 giờ 30 phút, Thứ Hai, ngày 16/03/2026",
    proposes=True,
    is_draft=False,
    signer_title="Chủ tịch",
    signer="Bùi Quang Huy",
    recipients=("Như trên;", f"{CENTRE};", "Lưu: VT, hồ sơ."),
)
APOLOGY_2018 = replace(
    APOLOGY,
    head=head(Kind.APOLOGY, on=SETS[0][0], order="12/PXL", agency=PEOPLES_COMMITTEE),
    legs=(),
    proposes=False,
    is_draft=True,
)
STOP = StopForm(
    head=head(Kind.STOP, order="04/TB"),
    applicant=APPLICANT,
    centre=CENTRE,
    content=PROCEDURE,
    procedure_code="1.013978",
    received_at="09 giờ 41 phút, ngày 05/03/2026",
    asked_on="09/03/2026",
    asked_how="đơn nộp trực tiếp tại quầy",
    reason="chuyển địa điểm kinh doanh",
    state="đang được thẩm định, chưa có quyết định hoặc kết quả giải quyết",
    stopped_on="ngày 09 tháng 3 năm 2026",
    papers=(ListedPaper("Giấy đề nghị đăng ký hộ kinh doanh", 1, 0, 0, False),),
    money="100.000 đ đã thu được hoàn trả tại quầy thu phí.",
    contact_phone="0211 3 888 999",
    signer_title="Giám đốc",
    signer="Hoàng Kim Sơn",
    recipients=("Như trên;", f"{DIVISION};", "Lưu: VT, hồ sơ."),
)
EXTENDED = NewDateForm(
    head=head(Kind.NEW_DATE, order="09/TB"),
    applicant=APPLICANT,
    centre=CENTRE,
    content=PROCEDURE,
    procedure_code="1.013978",
    contact_phone="0211 3 888 999",
    received_at="09 giờ 41 phút, ngày 05/03/2026",
    was="09 giờ 41 phút, Thứ Ba, ngày 10/03/2026",
    new_due_at="16 giờ 30 phút, Thứ Hai, ngày 16/03/2026",
    reason="phải lấy ý kiến khu dân cư về nguồn gốc sử dụng đất",
    apologises=PEOPLES_COMMITTEE,
    signer_title="Thủ trưởng đơn vị",
    signer="",
    recipients=("Như trên;", f"{DIVISION};", "Lưu: VT, hồ sơ."),
)
RECALENDARED = replace(
    EXTENDED,
    applicant=replace(APPLICANT, owner=APPLICANT.filer, owner_address=APPLICANT.filer_address),
    reason="lịch làm việc thay đổi theo Thông báo số 101/TB-BNV.",
    apologises="",
)
LEGS = (
    Leg(
        CENTRE,
        DIVISION,
        "Tiếp nhận",
        "09 giờ 41 phút, ngày 05/03/2026",
        "Trần Thị Thu Hà",
        "Phạm Văn Lợi",
        "Trước hạn",
        "",
    ),
    Leg(
        DIVISION,
        DIVISION,
        "Phân công",
        "10 giờ 05 phút, ngày 05/03/2026",
        "Phạm Văn Lợi",
        "Lê Minh Đức",
        "Đúng hạn",
        "",
    ),
    Leg(
        DIVISION,
        PEOPLES_COMMITTEE,
        "Thẩm định",
        "16 giờ 05 phút, ngày 11/03/2026",
        "Lê Minh Đức",
        "Bùi Quang Huy",
        "Quá hạn",
        "Chờ ý kiến khu dân cư",
    ),
    Leg(
        PEOPLES_COMMITTEE,
        DIVISION,
        "Ký duyệt",
        "08 giờ 10 phút, ngày 12/03/2026",
        "Bùi Quang Huy",
        "",
        "",
        "Trả lại bước trước: sửa căn cứ",
    ),
)
CONTROL = ControlForm(
    head=head(Kind.CONTROL),
    owner=APPLICANT.owner,
    procedure=PROCEDURE,
    received_at="09 giờ 41 phút, ngày 05/03/2026",
    due_at="09 giờ 41 phút, ngày 10/03/2026",
    unit=DIVISION,
    partners="Chi nhánh Văn phòng đăng ký đất đai khu vực 3; Thuế cơ sở 2 tỉnh Hồng Lạc",
    legs=LEGS * 2,
    outcome="Đang quá hạn",
)
CONTROL_2018 = replace(CONTROL, head=head(Kind.CONTROL, on=SETS[0][0]), legs=LEGS[:1])
HISTORY = HistoryForm(
    head=head(Kind.HISTORY),
    owner=APPLICANT.owner,
    procedure=PROCEDURE,
    received_at="09 giờ 41 phút, ngày 05/03/2026",
    due_at="09 giờ 41 phút, ngày 10/03/2026",
    lines=(
        HistoryLine(
            "09:41 05/03/2026",
            "Trần Thị Thu Hà",
            "Trung tâm PVHCC",
            "Tiếp nhận",
            "",
            "Phòng Kinh tế",
            "10:41 05/03/2026",
        ),
        HistoryLine(
            "10:05 05/03/2026",
            "Phạm Văn Lợi",
            "Phòng Kinh tế",
            "Chuyển bước",
            "",
            "Lê Minh Đức, Phòng Kinh tế",
            "11:30 09/03/2026",
        ),
        HistoryLine(
            "16:05 11/03/2026",
            "Lê Minh Đức",
            "Phòng Kinh tế",
            "Trả lại bước trước",
            "hồ sơ thiếu ý kiến khu dân cư về nguồn gốc sử dụng đất, đề nghị bổ sung trước khi trình ký",
            "Phạm Văn Lợi, Phòng Kinh tế",
            "11:30 12/03/2026",
        ),
    ),
)
REGISTER = RegisterForm(
    head=head(Kind.REGISTER, number="", is_public=False),
    period="Từ ngày 01 tháng 3 năm 2026 đến ngày 31 tháng 3 năm 2026",
    lines=tuple(
        RegisterLine(
            f"H99.12-2603{at:02d}-0001",
            PROCEDURE if at % 5 == 0 else "Đăng ký thành lập hộ kinh doanh",
            "01",
            "Nguyễn Thị Hoa" if at % 4 else APPLICANT.owner,
            "Tổ 4, phường Lạc Hồng, tỉnh Hồng Lạc",
            "0912345678",
            "Phòng Kinh tế",
            f"{at:02d}/03/2026",
            f"{at + 3:02d}/03/2026",
            f"{at + 2:02d}/03/2026" if at < 12 else "",
            f"{at + 3:02d}/03/2026" if at < 10 else "",
            "Nhận tại quầy",
            "Công dân yêu cầu rút hồ sơ" if at == 12 else "",
        )
        for at in range(1, 16)
    ),
)
RESULT = ResultForm(
    head=head(Kind.RESULT),
    procedure=PROCEDURE,
    procedure_code="1.013978",
    owner=APPLICANT.owner,
    giver="Vũ Quốc Bình",
    giver_phone="0211 3 888 999",
    receiver="Nguyễn Thị Hoa",
    receiver_phone="0912345678",
    results=(
        ListedResult("Giấy chứng nhận", "AA 01234567", "Quyền sử dụng thửa đất số 45, tờ bản đồ số 12"),
    ),
    returned_at="10 giờ 15 phút, ngày 10/03/2026",
    taken=(TakenPaper("Giấy chứng nhận đã cấp năm 1998", "01"),),
    note="nhận thay theo giấy ủy quyền số 45/2026",
)
HAND_OVER = HandOverForm(
    head=head(Kind.HAND_OVER, number="", is_public=False, agency=PEOPLES_COMMITTEE),
    giver_unit=PEOPLES_COMMITTEE,
    taker_unit=CENTRE,
    lines=tuple(
        HandOverLine(
            f"H99.12-260305-{at:04d}",
            PROCEDURE if at == 2 else "Đăng ký thành lập hộ kinh doanh",
            f"{at}/GCN-UBND",
            "Nguyễn Thị Hoa",
            "Tổ 4, phường Lạc Hồng, tỉnh Hồng Lạc",
            at % 2 == 0,
            at == 3,
        )
        for at in range(1, 6)
    ),
    moment="16 giờ 30 phút, ngày 09/03/2026",
    giver="Đặng Thúy Nga",
    taker="",
)
JOINT_RECEIPT = JointReceiptForm(
    head=head(Kind.JOINT_RECEIPT, number="", order="……/TTPVHCC"),
    applicant=APPLICANT,
    lines=tuple(
        JointLine(
            f"H99.12-260305-{at:04d}",
            PROCEDURE if at == 2 else "Đăng ký thành lập hộ kinh doanh",
            DIVISION,
            f"09:{40 + at} 05/03/2026",
            f"09:{40 + at} 10/03/2026",
            "03 ngày làm việc",
            "01",
            APPLICANT.owner if at % 2 else "Nguyễn Thị Hoa",
        )
        for at in range(1, 8)
    ),
    sets="07",
    received_at="09 giờ 41 phút, ngày 05/03/2026",
    first_due_at="09 giờ 41 phút, Thứ Ba, ngày 10/03/2026",
    result_channel="Nhận tại quầy",
    centre_phone="0211 3 888 999",
    filer_signs=True,
    receiver="Trần Thị Thu Hà",
)
# Name of the golden files: kind, filled form, paper.
SAMPLES = {
    "receipt-a5": (Kind.RECEIPT, RECEIPT, "a5"),
    "receipt-a4": (Kind.RECEIPT, RECEIPT, "a4"),
    "receipt-twelve-papers-a5": (Kind.RECEIPT, TWELVE_PAPERS, "a5"),
    "receipt-twelve-papers-a4": (Kind.RECEIPT, TWELVE_PAPERS, "a4"),
    "supplement": (Kind.SUPPLEMENT, SUPPLEMENT, "a4"),
    "refusal": (Kind.REFUSAL, REFUSAL, "a4"),
    "apology": (Kind.APOLOGY, APOLOGY, "a4"),
    "apology-2018": (Kind.APOLOGY, APOLOGY_2018, "a4"),
    "stop": (Kind.STOP, STOP, "a4"),
    "new-date": (Kind.NEW_DATE, EXTENDED, "a4"),
    "new-date-by-calendar": (Kind.NEW_DATE, RECALENDARED, "a4"),
    "control": (Kind.CONTROL, CONTROL, "a4"),
    "control-2018": (Kind.CONTROL, CONTROL_2018, "a4"),
    "register": (Kind.REGISTER, REGISTER, "a4"),
    "history": (Kind.HISTORY, HISTORY, "a4"),
    "result": (Kind.RESULT, RESULT, "a4"),
    "hand-over": (Kind.HAND_OVER, HAND_OVER, "a4"),
    "joint-receipt": (Kind.JOINT_RECEIPT, JOINT_RECEIPT, "a4"),
}
