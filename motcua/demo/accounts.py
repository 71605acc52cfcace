"""Who may sign in to the demo: one account per role, one password for all."""

from dataclasses import dataclass

from motcua.accounts.models import User
from motcua.organisations.models import Position

Role = Position.Role
# Published with the product: a deployment with real people never loads the demo.
PASSWORD = "mot-cua-2026"


@dataclass(frozen=True, slots=True)
class Post:
    """A position in a unit of the demo, by the unit's code."""

    unit: str
    role: str
    title: str


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody of the staff with a name of their own."""

    username: str
    full_name: str
    posts: tuple[Post, ...]
    # Where the work of this account is shown first.
    start: str = "/cases"


DEMO_ACCOUNTS = (
    Account(
        "tiepnhan",
        "Trần Thị Thu Hà",
        (Post("hong-lac", Role.RECEPTION, "Cán bộ tiếp nhận, quầy 05"),),
        "/desk/serve",
    ),
    Account("thuly", "Lê Minh Đức", (Post("lac-hong-kinh-te", Role.EXAMINER, "Chuyên viên"),)),
    Account(
        "truongphong", "Phạm Thị Hồng Vân", (Post("lac-hong-kinh-te", Role.HEAD_OF_DIVISION, "Trưởng phòng"),)
    ),
    Account("lanhdao", "Bùi Quang Huy", (Post("ubnd-lac-hong", Role.HEAD_OF_AGENCY, "Phó Chủ tịch"),)),
    Account("vanthu", "Đặng Thúy Nga", (Post("ubnd-lac-hong", Role.RECORDS, "Văn thư"),)),
    Account(
        "traketqua",
        "Vũ Quốc Bình",
        (Post("hong-lac", Role.RETURNS, "Cán bộ trả kết quả, quầy 14"),),
        "/desk/returns",
    ),
    Account(
        "giamsat",
        "Hoàng Kim Sơn",
        (Post("hong-lac", Role.SUPERVISOR, "Bộ phận Hỗ trợ – Giám sát"),),
        "/ops/reports/fields",
    ),
    Account(
        "giamdoc",
        "Trịnh Mỹ Linh",
        (Post("hong-lac", Role.DIRECTOR, "Giám đốc Trung tâm"),),
        "/ops/reports/fields",
    ),
    Account(
        "quantri",
        "Ngô Tấn Tài",
        (Post("hong-lac", Role.CATALOGUE_KEEPER, "Quản trị thủ tục"),),
        "/admin/procedures",
    ),
    Account("thue", "Đinh Công Thành", (Post("thue-tinh", Role.PARTNER, "Công chức thuế"),)),
    Account(
        "datdai", "Mai Xuân Phước", (Post("cn-dat-dai-lac-hong", Role.EXAMINER, "Viên chức đăng ký đất đai"),)
    ),
    # A commune with four people: each of them holds several positions.
    Account(
        "haiyen",
        "Cao Thị Diệu Hiền",
        (
            Post("hai-yen", Role.RECEPTION, "Công chức Một cửa"),
            Post("hai-yen", Role.RETURNS, "Công chức Một cửa"),
            Post("ubnd-hai-yen", Role.RECORDS, "Văn thư kiêm nhiệm"),
        ),
        "/desk/serve",
    ),
    # The figures of the former district centre stay readable after it was dissolved.
    Account(
        "huongtra",
        "Hồ Thị Ngọc Trinh",
        (Post("huong-tra", Role.SUPERVISOR, "Giữ số liệu lưu trữ"),),
        "/ops/reports/fields",
    ),
)


def told() -> list[str]:
    """Return what the person who starts the demo reads about the accounts it has."""
    present = set(User.objects.values_list("username", flat=True))
    lines = [f"Staff of the demo sign in with the password {PASSWORD}:"]
    for account in DEMO_ACCOUNTS:
        if account.username not in present:
            continue
        post = account.posts[0]
        lines.append(f"  {account.username:13}{account.full_name}, {post.title} ({post.unit})")
    return lines
