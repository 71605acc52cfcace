#!/usr/bin/env python3
"""Make the recorded words of the boards with espeak-ng, sox and opusenc (Debian: espeak-ng, sox, opus-tools).

    scripts/voice.py [vi|vi-vn-x-central|vi-vn-x-south]

espeak-ng is run as a program of its own; what it says is not covered by its licence (see the README beside the clips).
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLIPS = ROOT / "motcua" / "web" / "kiosk" / "static" / "kiosk" / "voice"
SCRIPTS = ROOT / "motcua" / "web" / "kiosk" / "static" / "kiosk" / "js"


def words():
    """Yield the name of each clip and what it says, as the script of the boards has them."""
    script = (SCRIPTS / "voice.js").read_text()
    digits = re.findall(r'"([^"]+)"', re.search(r"DIGITS = \[(.*?)\]", script, re.DOTALL).group(1))
    letters = re.findall(r'(\w): "([^"]+)"', re.search(r"LETTERS = \{(.*?)\}", script, re.DOTALL).group(1))
    yield from {"moi-so": "mời số", "den-quay-so": "đến quầy số"}.items()
    yield from {"muoi-10": "mười", "muoi": "mươi", "mot-1": "mốt", "lam-5": "lăm"}.items()
    yield from ((f"so-{at}", word) for at, word in enumerate(digits))
    yield from ((f"chu-{letter.lower()}", said) for letter, said in letters)


def sentences():
    """Yield the name, the language and the words of what the kiosk reads of each of its pages."""
    script = re.search(r"SENTENCES = \{(.*?)\n  \};", (SCRIPTS / "say.js").read_text(), re.DOTALL).group(1)
    for language, pages in re.findall(r"(\w\w): \{(.*?)\n    \}", script, re.DOTALL):
        for page, said in re.findall(r'(\w+): "([^"]+)"', pages):
            yield f"trang-{page}-{language}", language, said


def main():
    accent = sys.argv[1] if len(sys.argv) > 1 else "vi"
    CLIPS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, said in words():
            record(name, said, voice=accent, folder=Path(folder))
        for name, language, said in sentences():
            record(name, said, voice=accent if language == "vi" else language, folder=Path(folder))


def record(name, said, *, voice, folder):
    """Let espeak-ng say something into the clip of that name."""
    wave, cut = folder / f"{name}.wav", folder / f"{name}-cut.wav"
    speak = ["espeak-ng", "-v", voice, "-s", "145", "-a", "160", "-g", "2", "-w", str(wave), said]
    subprocess.run(speak, check=True)
    # No silence at either end: words follow one another like speech.
    quiet = ["silence", "1", "0.01", "0.4%", "reverse"]
    subprocess.run(["sox", str(wave), str(cut), *quiet, *quiet, "pad", "0", "0.04"], check=True)
    code = ["opusenc", "--quiet", "--bitrate", "24", "--discard-comments", str(cut)]
    subprocess.run([*code, str(CLIPS / f"{name}.ogg")], check=True)
    print(name, said)


if __name__ == "__main__":
    main()
