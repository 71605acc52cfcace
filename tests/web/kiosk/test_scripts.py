"""What the scripts of the hall say aloud is recorded."""

import re
from pathlib import Path

from motcua.web import kiosk

STATIC = Path(kiosk.__file__).parent / "static" / "kiosk"


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
