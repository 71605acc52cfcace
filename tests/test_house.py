"""House rules that no linter knows (docs/house-style.md)."""

import ast
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
CONTRACTS = PYPROJECT["tool"]["importlinter"]["contracts"]
FUNCTION_LINES, FILE_LINES = 60, 500
TEXT_ENDINGS = {
    ".py",
    ".html",
    ".css",
    ".js",
    ".md",
    ".toml",
    ".txt",
    ".sh",
    ".yml",
    ".yaml",
    ".csv",
    ".typ",
    ".json",
    ".lock",
}


@cache
def tracked() -> list[Path]:
    """Return the files of the repository, ours and new ones; vendored code is not ours to judge."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    paths = [ROOT / name for name in listed if "vendor" not in name]
    return [path for path in paths if path.is_file()]


def ending_with(*endings: str) -> list[Path]:
    return [path for path in tracked() if path.suffix in endings]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def our_python() -> list[Path]:
    return [path for path in ending_with(".py") if "migrations" not in path.parts]


def functions(path: Path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def rows() -> list[set[str]]:
    """Return the rows of the map from top to bottom, as the import contract lists them."""
    layers = next(contract for contract in CONTRACTS if contract["containers"] == ["motcua"])["layers"]
    return [set(re.findall(r"\w+", layer)) for layer in layers]


def row_of(model) -> int:
    package = model.__module__.split(".")[1]
    return next(at for at, row in enumerate(rows()) if package in row)


def test_foreign_keys_point_down_or_stay_home():
    ours = [model for model in apps.get_models() if model.__module__.startswith("motcua.")]

    upward = [
        f"{model.__name__}.{field.name} → {field.related_model.__name__}"
        for model in ours
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model in ours
        # Strangers of one row may not point at one another either.
        if row_of(field.related_model) <= row_of(model)
        and field.related_model.__module__.split(".")[1] != model.__module__.split(".")[1]
    ]

    assert upward == []


def test_every_function_fits_on_a_screen():
    long = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in our_python()
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 >= FUNCTION_LINES
    ]

    assert long == []


def test_no_file_is_too_long_to_know():
    code = [*our_python(), *ending_with(".html", ".js", ".css", ".typ", ".sh")]

    assert [name(path) for path in code if len(path.read_text().splitlines()) > FILE_LINES] == []


def test_every_package_says_what_it_is():
    packages = [path for path in our_python() if path.name == "__init__.py" and "motcua" in path.parts]
    silent = [
        name(path)
        for path in packages
        if not {"management", "commands", "templatetags"} & set(path.parts)
        if not ast.get_docstring(ast.parse(path.read_text()))
    ]

    assert silent == []


DOMAIN_MODULES = ("rules", "queries", "actions")


def test_every_public_verb_rule_and_query_says_what_one_gets():
    silent = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in our_python()
        if path.is_relative_to(ROOT / "motcua")
        and {path.stem, path.parent.name} & set(DOMAIN_MODULES)
        and "management" not in path.parts
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if not ast.get_docstring(node)
    ]

    assert silent == []


def test_nothing_is_left_for_later():
    pattern = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError|coming soon|sắp ra mắt|đang phát triển)\b")
    left = [
        f"{name(path)}:{at}"
        for path in ending_with(".py", ".html", ".js", ".css")
        if path != Path(__file__)
        for at, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line)
    ]

    assert left == []


def test_no_template_carries_inline_style_or_script():
    pattern = re.compile(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\bsrc=)|javascript:")
    inline = [
        f"{name(path)}:{at}"
        for path in ending_with(".html")
        for at, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line)
    ]

    assert inline == []


TAG = re.compile(r"{%\s*blocktranslate.*?endblocktranslate\s*%}|{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
VIETNAMESE = re.compile(
    r"[ăâđêôơưàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵằắẳẵặầấẩẫậềếểễệồốổỗộờớởỡợừứửữự]", re.IGNORECASE
)
# The name of a language is written in that language.
OWN_NAMES = ("Tiếng Việt",)


def test_every_visible_text_of_a_template_can_be_translated():
    bare = []
    for path in ending_with(".html"):
        left = TAG.sub(lambda found: "\n" * found.group().count("\n"), path.read_text())
        for own in OWN_NAMES:
            left = left.replace(own, "")
        bare += [
            f"{name(path)}:{at}" for at, line in enumerate(left.splitlines(), 1) if VIETNAMESE.search(line)
        ]

    assert bare == []


TRANSLATING = re.compile(r"{%\s*(translate|blocktranslate|plural)\b.*?%}|_\(\"[^\"]*\"\)", re.DOTALL)


def test_no_tag_of_a_template_is_given_text_past_the_translator():
    bare = [
        f"{name(path)}: {tag}"
        for path in ending_with(".html")
        for tag in re.findall(r"{%.*?%}|{{.*?}}", TRANSLATING.sub("", path.read_text()), re.DOTALL)
        if VIETNAMESE.search(tag)
    ]

    assert bare == []


def test_every_fragment_is_used_by_some_page():
    templates = {path: path.read_text() for path in [*ending_with(".html"), *our_python()]}
    unused = [
        name(path)
        for path in ending_with(".html")
        if path.name.startswith("_")
        and not any(path.name in text for other, text in templates.items() if other != path)
    ]

    assert unused == []


# A palette colour vanishes in the dark and contrast modes; only semantic tokens may colour text (ux.md §4.2).
# The grounds below stay indigo in every mode, so gold and white stand on them.
PALETTE = re.compile(r"(?<![\w-])color:\s*var\(--(cham|gold)[\w-]*\)")
INDIGO_GROUNDS = re.compile(
    r"promise|official|hero|mc-side|mc-top|mc-foot|mc-desk|ticket|bulk|undo|brand-bar|keys"
)


def test_no_palette_colour_is_used_for_text():
    wrong = [
        f"{name(path)}: {rule.strip()[:80]}"
        for path in ending_with(".css")
        for rule in path.read_text().split("}")
        if PALETTE.search(rule) and not INDIGO_GROUNDS.search(rule)
    ]

    assert wrong == []


def test_the_repository_stands_alone():
    # Written apart, so that this file does not find itself.
    forbidden = [
        *(f"/{folder}/" for folder in ("work", "root")),
        "pypi" + ".org",
        "npmjs" + ".",
        "deb.debian" + ".org",
        "pythonhosted" + ".org",
        ".." + "/shared",
    ]
    found = [
        f"{name(path)}: {word}"
        for path in tracked()
        if path.suffix in TEXT_ENDINGS or path.name in ("Makefile", "run")
        for word in forbidden
        if word in path.read_text(errors="ignore")
    ]

    assert found == []


def test_locks_carry_hashes_and_no_address():
    for path in ending_with(".lock"):
        text = path.read_text()
        assert "://" not in text
        assert text.count("==") <= text.count("--hash=sha256:")


def glossary() -> list[list[str]]:
    """Return the rows of the glossary: English, Vietnamese, word of the code, meaning, source."""
    lines = (ROOT / "docs" / "glossary.md").read_text().splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in rows if row[0] not in ("English", "---")]


@pytest.mark.parametrize("column", [0, 1], ids=["English", "Vietnamese"])
def test_every_concept_of_the_glossary_has_one_word(column):
    words = [row[column] for row in glossary()]

    assert len(words) >= 80
    assert sorted(words) == sorted(set(words))


def test_every_word_of_the_glossary_is_a_word_of_the_code():
    code = set()
    for path in our_python():
        if path.is_relative_to(ROOT / "motcua"):
            code |= set(re.findall(r"\w+", path.read_text()))

    wanted = [row[2].strip("`") for row in glossary() if row[2] != "–"]

    assert [word for word in wanted if word not in code] == []


def test_every_dependency_has_its_reason():
    project = PYPROJECT["project"]
    wanted = [
        *project["dependencies"],
        *(one for group in project["optional-dependencies"].values() for one in group),
    ]
    lines = (ROOT / "pyproject.toml").read_text().splitlines()

    unexplained = [one for one in wanted if not any(f'"{one}"' in line and "#" in line for line in lines)]

    assert unexplained == []


@pytest.mark.parametrize("path", [path for path in our_python() if path.name.startswith("test_")], ids=name)
def test_test_names_are_sentences(path):
    short = [
        node.name
        for node in functions(path)
        if node.name.startswith("test_") and len(node.name.split("_")) < 4
    ]

    assert short == []


def test_no_text_to_translate_hides_in_an_f_string():
    # xgettext does not look inside: such a text never reaches the catalogue.
    hidden = [
        f"{name(path)}:{call.lineno}"
        for path in our_python()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.JoinedStr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        if isinstance(call.func, ast.Name)
        if call.func.id == "_" or "gettext" in call.func.id
    ]

    assert hidden == []
