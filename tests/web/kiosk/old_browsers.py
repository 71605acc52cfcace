"""What a Chromium of some age knows: names of scripts and of styles, and since which version."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Feature:
    """Something a page may use, and the first Chromium that knows it (chromestatus.com, caniuse.com)."""

    name: str
    since: int
    pattern: re.Pattern
    # Without it the page is plainer and works all the same.
    is_dispensable: bool = False


def feature(name, since, pattern, **more):
    return Feature(name, since, re.compile(pattern), **more)


SYNTAX = [
    feature("optional catch binding", 66, r"\bcatch\s*\{"),
    feature("numeric separators", 75, r"\b\d+_\d"),
    feature("optional chaining", 80, r"\?\.(?!\d)"),
    feature("nullish coalescing", 80, r"\?\?"),
    feature("logical assignment", 85, r"(\|\||&&)="),
    feature("private members", 74, r"#[a-zA-Z_]\w*"),
    feature("static blocks", 94, r"\bstatic\s*\{"),
    feature("big integers", 67, r"\b\d+n\b"),
    feature("top-level await", 89, r"^await\b"),
    feature("regular expressions by sets", 112, r"/[dgimsuy]*v[dgimsuy]*(?=[\s.,;)])"),
    feature("import()", 63, r"\bimport\s*\("),
]
NAMES = [
    feature("Array.flat, flatMap", 69, r"\.flat(Map)?\("),
    feature("globalThis", 71, r"\bglobalThis\b"),
    feature("queueMicrotask", 71, r"\bqueueMicrotask\b"),
    feature("Object.fromEntries", 73, r"\bfromEntries\b"),
    feature("String.matchAll", 73, r"\.matchAll\("),
    feature("requestSubmit", 76, r"\.requestSubmit\("),
    feature("Promise.allSettled", 76, r"\ballSettled\b"),
    feature("event.submitter", 81, r"\.submitter\b"),
    feature("replaceAll", 85, r"\.replaceAll\("),
    feature("Promise.any", 85, r"\bPromise\.any\b"),
    feature("replaceChildren", 86, r"\.replaceChildren\("),
    feature("at()", 92, r"\.at\("),
    feature("crypto.randomUUID", 92, r"\brandomUUID\b"),
    feature("Object.hasOwn", 93, r"\bhasOwn\("),
    feature("Error cause", 93, r"\{\s*cause\s*:"),
    feature("findLast", 97, r"\.findLast(Index)?\("),
    feature("structuredClone", 98, r"\bstructuredClone\b"),
    feature("inert", 102, r"\.inert\b"),
    feature("AbortSignal.timeout", 103, r"\bAbortSignal\.timeout\b"),
    feature("toSorted and its kin", 110, r"\.to(Sorted|Reversed|Spliced)\("),
    feature("popover", 114, r"\.(show|hide|toggle)Popover\("),
    feature("Promise.withResolvers", 119, r"\bwithResolvers\b"),
]
SELECTORS = [
    feature(":focus-within", 60, r":focus-within\b"),
    feature(":focus-visible", 86, r":focus-visible\b", is_dispensable=True),
    feature(":is()", 88, r":is\("),
    feature(":where()", 88, r":where\("),
    feature(":not() with several", 88, r":not\([^()]*,"),
    feature(":has()", 105, r":has\("),
    feature("nesting", 112, r"&"),
]
DECLARATIONS = [
    feature("flow-root", 58, r"display:\s*flow-root"),
    feature("conic-gradient", 69, r"conic-gradient\("),
    feature("backdrop-filter", 76, r"backdrop-filter:", is_dispensable=True),
    feature("min(), max(), clamp()", 79, r"(?<![-\w])(min|max|clamp)\("),
    feature("gap between flex items", 84, r"display:\s*(inline-)?flex\b.*(?<![-\w])gap:"),
    feature("inset", 87, r"(?<![-\w])inset(-\w+)*:"),
    feature("logical margins and paddings", 87, r"\b(margin|padding|border)-(inline|block)(-\w+)?:"),
    feature("aspect-ratio", 88, r"(?<![-\w])aspect-ratio:"),
    feature("overflow: clip", 90, r"overflow(-[xy])?:\s*clip\b"),
    feature("accent-color", 93, r"accent-color:", is_dispensable=True),
    feature("dynamic viewport units", 108, r"\d(d|s|l)v(h|w|i|b|min|max)\b"),
    feature("color-mix", 111, r"color-mix\("),
    feature("text-wrap", 114, r"text-wrap:", is_dispensable=True),
    feature("scrollbar-gutter", 94, r"scrollbar-gutter:", is_dispensable=True),
]
AT_RULES = [
    feature("@layer", 99, r"@layer\b"),
    feature("@container", 105, r"@container\b"),
    feature("@scope", 118, r"@scope\b"),
    feature("@property", 85, r"@property\b"),
    feature("range media queries", 104, r"@media[^{]*[<>]"),
]


def bare_script(text):
    """Return a script without comments and with empty strings: what is left is syntax and names."""
    parts = r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|(?<=[=(,:?&|])\s*/(?![/*])(?:\\.|\[(?:\\.|[^\]])*\]|[^/\\\n])+/\w*"""
    return re.sub(
        parts, lambda found: "" if found[0].startswith(("//", "/*")) else '""', text, flags=re.DOTALL
    )


def too_new_in_script(text, *, known):
    """Return what a script uses that a Chromium of this version does not know."""
    bare = bare_script(text)
    lines = re.compile("", re.MULTILINE).flags
    return sorted(
        one.name
        for one in (*SYNTAX, *NAMES)
        if one.since > known and re.search(one.pattern.pattern, bare, lines)
    )


def rules_of(text):
    """Yield the selector and the declarations of every rule of a style sheet; those of @media too."""
    bare = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    bare = re.sub(r"@(media|supports|page)[^{;]*\{", "", bare)
    for selector, body in re.findall(r"([^{}@;]+)\{([^{}]*)\}", bare):
        yield selector.strip(" \n}"), " ".join(body.split())


def too_new_in_styles(text, *, known, concerns=lambda selector: True):
    """Return what style rules use that a Chromium of this version does not know; dispensable things left out."""
    found = {
        f"{one.name}: {selector}"
        for selector, body in rules_of(text)
        if concerns(selector)
        for features, where in ((SELECTORS, selector), (DECLARATIONS, body))
        for one in features
        if one.since > known and not one.is_dispensable and one.pattern.search(where)
    }
    bare = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return sorted(found | {one.name for one in AT_RULES if one.since > known and one.pattern.search(bare)})
