"""A slip as the bytes that a thermal printer of 80 mm understands (ESC/POS).

The printers know no code page with Vietnamese letters, so the whole slip is drawn with our own typeface and sent as
a picture: what comes out is the same on every make.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFont

from motcua.web import ui
from motcua.web.kiosk.slips import Line, Slip

FONTS = Path(ui.__file__).parent / "static" / "ui" / "fonts"
# 72 mm at 203 dots an inch; a printer takes a picture in bands, some have memory for few rows.
WIDTH, BAND = 576, 128
BEGIN, CUT = b"\x1b@", b"\x1bd\x04\x1dVB\x00"
# Typeface, size in dots, and the height of a row.
LOOKS = {
    "small": ("400", 22, 32),
    "normal": ("400", 26, 38),
    "left": ("400", 26, 38),
    "strong": ("700", 30, 44),
    "huge": ("700", 170, 220),
}
GAP = 12
QR_DOTS = 260


def rendered(slip: Slip) -> bytes:
    """Return the bytes that print a slip and cut it off."""
    return BEGIN + b"".join(_bands(picture(slip))) + CUT


def picture(slip: Slip) -> Image.Image:
    """Return a slip as a picture in black and white, as wide as the paper."""
    drawn = [_drawn(line) for line in slip.lines]
    whole = Image.new("1", (WIDTH, sum(one.height + GAP for one in drawn)), 1)
    top = 0
    for one in drawn:
        whole.paste(one, (0, top))
        top += one.height + GAP
    return whole


def _drawn(line: Line) -> Image.Image:
    if line.look == "qr":
        return _qr(line.text)
    weight, size, row = LOOKS[line.look]
    font = _font(weight, size)
    rows = list(_wrapped(line.text, font))
    made = Image.new("1", (WIDTH, row * len(rows)), 1)
    pen = ImageDraw.Draw(made)
    for at, text in enumerate(rows):
        left = 0 if line.look == "left" else (WIDTH - font.getlength(text)) // 2
        pen.text((left, at * row), text, font=font, fill=0)
    return made


def _wrapped(text: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    """Yield the rows of a text; a word longer than the paper is broken."""
    row = ""
    for word in text.split():
        longer = f"{row} {word}".strip()
        if font.getlength(longer) <= WIDTH:
            row = longer
            continue
        if row:
            yield row
        while font.getlength(word) > WIDTH:
            fits = next(count for count in range(len(word), 0, -1) if font.getlength(word[:count]) <= WIDTH)
            yield word[:fits]
            word = word[fits:]
        row = word
    if row:
        yield row


def _qr(text: str) -> Image.Image:
    code = segno.make_qr(text, error="m")
    scale = max(QR_DOTS // code.symbol_size(border=0)[0], 3)
    rows = [list(row) for row in code.matrix_iter(scale=scale, border=2)]
    made = Image.new("1", (WIDTH, len(rows)), 1)
    drawn = Image.new("1", (len(rows[0]), len(rows)), 1)
    drawn.putdata([0 if dark else 1 for row in rows for dark in row])
    made.paste(drawn, ((WIDTH - drawn.width) // 2, 0))
    return made


@cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"be-vietnam-pro-{weight}.woff2"), size)


def _bands(whole: Image.Image) -> Iterator[bytes]:
    for top in range(0, whole.height, BAND):
        band = whole.crop((0, top, WIDTH, min(top + BAND, whole.height)))
        # A printer's one is black, a picture's is white.
        dots = bytes(byte ^ 0xFF for byte in band.tobytes())
        head = (WIDTH // 8).to_bytes(2, "little") + band.height.to_bytes(2, "little")
        yield b"\x1dv0\x00" + head + dots
