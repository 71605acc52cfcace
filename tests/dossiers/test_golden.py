"""Every form against its stored text and its stored pictures; README.md beside them tells how to renew."""

import io
import json
import os
from pathlib import Path

import pytest
from pypdf import PdfReader

from motcua.base import clock
from motcua.documents import printing
from motcua.dossiers.forms import Kind, values
from motcua.dossiers.receipts.batch import TEMPLATES, slips_pdf
from tests.dossiers.samples import SAMPLES
from tests.factories import MONDAY

GOLDEN = Path(__file__).parent / "golden"
# Small in the repository, yet a line that moves is another picture.
PPI = 36
MADE_AT = clock.at(MONDAY)


def check(path, made):
    if os.environ.get("MOTCUA_RENEW_GOLDEN"):
        path.write_bytes(made)
    assert path.read_bytes() == made


@pytest.mark.parametrize("name", SAMPLES)
def test_the_text_of_the_form_is_the_stored_one(name):
    kind, form, paper = SAMPLES[name]

    read = PdfReader(io.BytesIO(slips_pdf(kind, [form], paper=paper, made_at=MADE_AT)))

    text = "\n\f\n".join(page.extract_text() for page in read.pages)
    check(GOLDEN / f"{name}.txt", f"{text}\n".encode())


@pytest.mark.parametrize("name", SAMPLES)
def test_the_pages_of_the_form_look_like_the_stored_ones(name):
    kind, form, paper = SAMPLES[name]

    # Fonts and compiler are locked: the same pixels give the same bytes.
    drawn = printing._compiler(TEMPLATES[kind]).compile(
        sys_inputs={"values": json.dumps(values([form], paper=paper))}, format="png", ppi=PPI
    )

    for at, picture in enumerate(drawn if isinstance(drawn, list) else [drawn], 1):
        check(GOLDEN / f"{name}-{at}.png", picture)


def test_every_form_is_among_the_samples():
    assert {kind for kind, _form, _paper in SAMPLES.values()} == set(Kind)


def test_no_golden_file_belongs_to_a_form_that_is_gone():
    kept = {path.name.removesuffix(".txt") for path in GOLDEN.glob("*.txt")}
    drawn = {path.stem.rpartition("-")[0] for path in GOLDEN.glob("*.png")}

    assert (kept, drawn) == (set(SAMPLES), set(SAMPLES))
