"""Files as scanners and phones make them, and as they must not be."""

import io
import time

from PIL import Image
from pypdf import PdfReader, PdfWriter


def page(text: int = 0, *, size: tuple[int, int] = (124, 175)) -> Image.Image:
    """A page with a grey of its own, so that no two pages are alike."""
    return Image.new("RGB", size, (text % 256, (text * 7) % 256, 200))


def pdf(pages: int = 1, *, seed: int = 0) -> bytes:
    """A scanned PDF."""
    made = io.BytesIO()
    first, *rest = [page(seed * 50 + at) for at in range(pages)]
    # A fixed date: the same pages are the same file.
    day = time.gmtime(0)
    first.save(made, "PDF", save_all=True, append_images=rest, resolution=15, creationDate=day, modDate=day)
    return made.getvalue()


def image(kind: str = "JPEG", *, seed: int = 0, **how: object) -> bytes:
    """A picture of one page."""
    made = io.BytesIO()
    page(seed).save(made, kind, **how)
    return made.getvalue()


def tiff(pages: int = 2) -> bytes:
    """A TIFF of several pages."""
    made = io.BytesIO()
    first, *rest = [page(at) for at in range(pages)]
    first.save(made, "TIFF", save_all=True, append_images=rest)
    return made.getvalue()


def encrypted_pdf(*, user: str = "mật khẩu", owner: str = "chủ") -> bytes:
    """A PDF with a password; with `user=""` it opens but is locked against change."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt(user, owner)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def huge_png() -> bytes:
    """A few kilobytes that would unpack to 400 million points."""
    made = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(made, "PNG")
    return made.getvalue()
