"""House rules of the look that no linter knows."""

import re
from pathlib import Path

import pytest

import motcua.web

WEB = Path(motcua.web.__file__).parent
UI = WEB / "ui" / "static" / "ui"
TEMPLATES = sorted(WEB.glob("*/templates/**/*.html"))
STYLES = sorted(UI.glob("*.css"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_carries_a_style_or_script_of_its_own(path):
    text = path.read_text(encoding="utf-8")

    assert re.findall(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*src=)|javascript:", text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_icon_of_a_template_is_in_the_sprite(path):
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (UI / "icons.svg").read_text(encoding="utf-8")))

    used = set(re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8")))

    assert used - drawn == set()


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_palette_token_never_colours_text(path):
    """--cham-800 is dark in every theme: on a dark surface it would vanish (ux.md §4.2)."""
    found = re.findall(
        r"(?<![-\w])color:\s*var\(--(cham-(?:800|900|950))\)", path.read_text(encoding="utf-8")
    )

    assert found == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_no_style_asks_another_site_for_anything(path):
    assert re.findall(r"@import|https?://", path.read_text(encoding="utf-8")) == []


def test_the_first_page_has_room_for_its_letters():
    """Under 100 kB with everything: letters may take half of it."""
    fonts = sum(path.stat().st_size for path in (UI / "fonts").glob("*.woff2"))

    assert fonts < 50_000


def tokens(path):
    return set(re.findall(r"(--[\w-]+):", path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", ["dark.css", "contrast.css"])
def test_a_theme_only_gives_new_values_to_tokens_that_exist(name):
    assert tokens(UI / name) - tokens(UI / "tokens.css") == set()
