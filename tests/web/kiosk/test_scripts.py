"""The scripts and styles of the hall run where nobody changes the machine for ten years."""

import re
from pathlib import Path

import pytest

from motcua.web import kiosk

STATIC = Path(kiosk.__file__).parent / "static" / "kiosk"
# What Chromium 69 (ES2018 and less) does not know.
TOO_NEW = re.compile(
    r"\?\.|\?\?|\|\|=|&&=|\.at\(|replaceAll|replaceChildren|\.flat\(|structuredClone|catch \{|#\w+ =|\bstatic \{"
)
CSS_TOO_NEW = re.compile(
    r"(?<!grid-)\bgap:|\binset:|:is\(|:where\(|:has\(|aspect-ratio:\s|color-mix|\bmin\(|\bmax\(|clamp\(|dvh"
)


@pytest.mark.parametrize("path", sorted((STATIC / "js").glob("*.js")), ids=lambda path: path.name)
def test_scripts_use_only_what_old_browsers_know(path):
    assert TOO_NEW.findall(path.read_text()) == []


@pytest.mark.parametrize("name", ["kiosk.css", "board.css", "screen.css"])
def test_styles_use_only_what_old_browsers_know(name):
    rules = re.sub(r"/\*.*?\*/|@media [^{]*", "", (STATIC / name).read_text(), flags=re.DOTALL)

    assert CSS_TOO_NEW.findall(rules) == []


def test_every_word_of_a_call_and_every_page_of_the_kiosk_has_a_clip():
    script = (STATIC / "js" / "voice.js").read_text()
    letters = [f"chu-{letter.lower()}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    words = re.findall(r'"(moi-so|den-quay-so|muoi-10|muoi|mot-1|lam-5)"', script)

    said = re.findall(
        r'^    (vi|en): \{|^      (\w+): "', (STATIC / "js" / "say.js").read_text(), re.MULTILINE
    )
    language, sentences = "", set()
    for begun, page in said:
        language = begun or language
        sentences |= {f"trang-{page}-{language}"} if page else set()

    wanted = {*letters, *words, *sentences, *(f"so-{digit}" for digit in range(10))}

    assert {path.stem for path in (STATIC / "voice").glob("*.ogg")} == wanted
