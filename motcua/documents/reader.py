"""The program that opens files of strangers: one file a run, with little memory, little time, no database.

A broken or hostile file can end this process; it cannot end or slow down the server. Called by `reading`, by
its path, so that nothing of the product is loaded: `python -I reader.py JOB`. The answer is one line of JSON.
"""

import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw
from PIL import Image, ImageOps, ImageSequence

MEMORY = 1536 * 2**20  # bytes
SECONDS = 30
IMAGES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/tiff": "TIFF"}
# A writer that was interrupted leaves a PDF without its end; some programs add a little after it.
PDF_END, PDF_TAIL = b"%%EOF", 2048


class Faulty(Exception):
    """The file cannot be taken in; the message is one of the words `rules.why_not_read` knows."""


def main(job: dict[str, Any]) -> dict[str, Any]:
    """Return the number of pages, after drawing those asked for into a folder."""
    wanted = job["only"]
    pages = 0
    for number, picture in _pictures(job):
        pages = number
        if number > job["pages"]:
            raise Faulty("too_many_pages")
        if picture is not None and (wanted is None or number == wanted):
            picture.save(Path(job["folder"]) / f"{number}.webp", "WEBP", quality=job["quality"])
    if not pages:
        raise Faulty("no_pages")
    return {"pages": pages}


def _pictures(job: dict[str, Any]) -> Iterator[tuple[int, Image.Image | None]]:
    if job["media_type"] == "application/pdf":
        return _of_pdf(Path(job["path"]), box=tuple(job["box"]), only=job["only"], most=job["pages"])
    return _of_image(
        Path(job["path"]), IMAGES[job["media_type"]], box=tuple(job["box"]), pixels=job["pixels"]
    )


def _of_pdf(
    path: Path, *, box: tuple[int, int], only: int | None, most: int
) -> Iterator[tuple[int, Image.Image | None]]:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - PDF_TAIL))
        if PDF_END not in file.read():
            raise Faulty("cut")
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        is_locked = error.err_code in (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY)
        raise Faulty("locked" if is_locked else "broken") from error
    # Locked against change only: it opens, but may not go into an archive (PDF/A forbids encryption).
    if pypdfium2.raw.FPDF_GetSecurityHandlerRevision(document.raw) != -1:
        raise Faulty("locked")
    if len(document) > most:
        raise Faulty("too_many_pages")
    for at in range(len(document)):
        if only is not None and at + 1 != only:
            yield at + 1, None
            continue
        page = document[at]
        width, height = page.get_size()
        if not (width > 0 and height > 0):
            raise Faulty("broken")
        picture = page.render(scale=min(box[0] / width, box[1] / height)).to_pil()
        page.close()
        yield at + 1, picture.convert("RGB")


def _of_image(
    path: Path, kind: str, *, box: tuple[int, int], pixels: int
) -> Iterator[tuple[int, Image.Image]]:
    # Our own limit is asked before anything is unpacked.
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(path, formats=[kind]) as image:
        # Phones put a preview behind the picture, and PNG may move: only TIFF has pages.
        frames = ImageSequence.Iterator(image) if kind == "TIFF" else [image]
        for number, frame in enumerate(frames, start=1):
            if frame.width * frame.height > pixels:
                raise Faulty("too_many_pixels")
            frame.draft("RGB", box)
            frame.load()
            # Orientation before size: a phone held upright marks its pictures as turned.
            picture = ImageOps.exif_transpose(frame)
            picture.thumbnail(box)
            yield number, picture.convert("RGB")


def answer(job: dict[str, Any]) -> dict[str, Any]:
    """Return what `main` says, or what is wrong with the file; anything else ends this process."""
    try:
        return main(job)
    except Faulty as fault:
        return {"fault": str(fault)}
    except MemoryError:
        return {"fault": "too_heavy"}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(answer(json.loads(sys.argv[1]))))
