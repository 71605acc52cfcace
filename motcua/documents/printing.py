"""One way from a typst template and plain values to a PDF; QR codes as SVG.

Values go in as JSON, never pasted into the template, so nothing somebody typed can become markup.
"""

import io
import json
import threading
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import segno
import typst
from django.template.utils import get_app_template_dirs

FONTS = Path(__file__).parent / "fonts"
_thread = threading.local()


def pdf(template: str, values: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """Return the template filled with the values; the same values and moment give the same bytes."""
    made = _compiler(template).compile(
        sys_inputs={"values": json.dumps(values, ensure_ascii=False)},
        timestamp=int(made_at.timestamp()),
        # For archives (TT 13/2023/TT-BNV) and for screen readers (TT 26/2020/TT-BTTTT).
        pdf_standards=["a-2a", "ua-1"],
    )
    return cast(bytes, made)  # one file, as a PDF is; pictures would be a list


def _compiler(template: str) -> typst.Compiler:
    """One compiler a thread and template: it keeps fonts and the parsed template, but serves one at a time."""
    kept: dict[str, typst.Compiler] = _thread.__dict__.setdefault("compilers", {})
    if template not in kept:
        path = _path(template)
        kept[template] = typst.Compiler(str(path), root=str(path.parent), font_paths=_fonts())
    return kept[template]


@cache
def _fonts() -> typst.Fonts:
    # Only our own: a form must look the same on every machine.
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


@cache
def _path(template: str) -> Path:
    for folder in get_app_template_dirs("templates"):
        path = Path(folder) / template
        if path.is_file():
            return path
    raise FileNotFoundError(template)


def qr_svg(text: str, *, border: int = 2) -> str:
    """Return a QR code of the text as an SVG image that scales to its frame."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", border=border, xmldecl=False, svgns=True, omitsize=True, dark="#1b1f27"
    )
    return drawn.getvalue().decode()
