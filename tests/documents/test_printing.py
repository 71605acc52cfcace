import re
from datetime import UTC, datetime

import pytest
import segno

from motcua.documents.printing import pdf, qr_svg

MADE_AT = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)
ADDRESS = "https://motcua.honglac.example/track/H99.12-261124-0032"


def test_a_form_that_is_not_there_is_named():
    with pytest.raises(FileNotFoundError, match="dossiers/no_such_form.typ"):
        pdf("dossiers/no_such_form.typ", {}, made_at=MADE_AT)


def dark_modules(svg: str) -> set[tuple[int, int]]:
    """Return the dark squares an SVG of a QR code draws, read from its one path."""
    drawn, x, y = set(), 0, 0.0
    for command, numbers in re.findall(r"([Mmh])([^Mmh\"]+)", re.search(r' d="([^"]+)"', svg).group(1)):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if command == "h":
            drawn |= {(at, int(y)) for at in range(x, x + int(values[0]))}
            x += int(values[0])
        else:
            x, y = (x, y) if command == "m" else (0, 0.0)
            x, y = x + int(values[0]), y + values[1]
    return drawn


def test_the_squares_of_the_code_are_those_of_the_address():
    code = segno.make(ADDRESS, error="m", micro=False)
    dark = {(x, y) for y, row in enumerate(code.matrix) for x, module in enumerate(row) if module}

    assert dark_modules(qr_svg(ADDRESS, border=0)) == dark


def test_a_code_on_a_page_carries_no_inline_style():
    assert "style=" not in qr_svg(ADDRESS)
