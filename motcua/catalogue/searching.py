"""Search over procedure names in memory: no diacritics, everyday words, typing errors forgiven.

A query is folded and tried in readings (as typed, then with everyday words replaced by official ones). Each
word stands for the names' words that equal it or begin with it; only when some word stands for nothing, or no
name has them all, the words near it in spelling are tried; and last the names that have most of them.
"""

import csv
import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from motcua.base.text import fold

SYNONYMS = Path(__file__).parent / "data" / "synonyms.csv"
# Words of a sentence that say nothing about which procedure is meant.
_EMPTY = frozenset(
    ("toi", "em", "minh", "muon", "lam", "xin", "cho", "cua", "va", "la", "o", "tai", "nhu", "the")
    + ("nao", "hoi", "ve", "di", "giay", "cac")
)
_EMPTY_PHRASES = ("thu tuc", "ho so", "giay to")
_WORD = re.compile(r"[^\W_]+")
_EXACT, _PREFIX, _NEAR = 1.0, 0.8, 0.6
# Least share of the query's weight that a name must hold to be offered at all.
_LEAST = 0.55


# The words of a query in one reading, and how much less it counts.
Readings = list[tuple[list[str], float]]


@dataclass(frozen=True, slots=True)
class Named:
    """What is searched: a key, its code, its folded name, and whether much is known about it."""

    key: int
    code: str
    folded_name: str
    is_rich: bool = False


@dataclass
class Index:
    """Names by their words."""

    names: dict[int, Named] = field(default_factory=dict)
    words: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    folded: dict[int, str] = field(default_factory=dict)
    present: dict[int, frozenset[str]] = field(default_factory=dict)
    lengths: dict[int, int] = field(default_factory=dict)
    vocabulary: list[str] = field(default_factory=list)

    def weight(self, word: str) -> float:
        """Rare words tell more."""
        return math.log(1 + len(self.names) / (1 + len(self.words.get(word, ()))))


# From a typed word (and whether it is the last) to the words of names it stands for, each with its fit.
Reach = Callable[[Index, str, bool], dict[str, float]]


def index_of(named: Iterable[Named]) -> Index:
    """Return the index of these names."""
    index = Index()
    for one in named:
        words = _words(one.folded_name)
        index.names[one.key] = one
        index.folded[one.key] = " ".join(words)
        index.present[one.key] = frozenset(words)
        index.lengths[one.key] = max(len(words), 1)
        for word in words:
            index.words[word].add(one.key)
    index.vocabulary = sorted(index.words)
    return index


def find(index: Index, text: str) -> list[tuple[float, int]]:
    """Return (score, key) of what the text may mean, best first."""
    folded = fold(text)
    by_code = _by_code(index, folded)
    if by_code:
        return by_code
    readings = _readings(folded)
    # Folded, an empty word may be a telling one ("hỏi", "hội"), so they are left out only when need be.
    telling = [
        (kept, handicap)
        for words, handicap in readings
        if (kept := [word for word in words if word not in _EMPTY])
    ]
    for reach in (_reach_spelled, _reach_near):
        for tried in (readings, telling):
            found = _found(index, tried, reach)
            if found:
                return _ranked(index, found)
    return _ranked(index, _holding_most(index, [words for words, _handicap in telling]))


def _found(index: Index, readings: Readings, reach: Reach) -> dict[int, float]:
    found: dict[int, float] = {}
    for words, handicap in readings:
        # Only the last word may be half typed.
        stands = [reach(index, word, at == len(words) - 1) for at, word in enumerate(words)]
        for key, score in _holding_all(index, words, stands).items():
            found[key] = max(found.get(key, 0.0), score - handicap)
    return found


def _words(folded: str) -> list[str]:
    return _WORD.findall(folded)


def _by_code(index: Index, folded: str) -> list[tuple[float, int]]:
    if " " in folded or not (any(letter.isdigit() for letter in folded) or folded.startswith("lt.")):
        return []
    asked = folded.upper()
    hits = [
        (2.0 if one.code == asked else 1.0, one.key)
        for one in index.names.values()
        if one.code.startswith(asked) or (len(asked) >= 4 and asked in one.code)
    ]
    return sorted(hits, key=lambda hit: (-hit[0], index.names[hit[1]].code))


def _readings(folded: str) -> Readings:
    """Return the query's words as typed, then each way everyday words can be read, each with its handicap."""
    padded = f" {' '.join(_words(folded))} "
    for phrase in _EMPTY_PHRASES:
        if padded.strip() != phrase:
            padded = padded.replace(f" {phrase} ", " ")
    typed = padded.split()
    heard = [said for said in synonyms() if f" {said} " in padded]
    # An everyday phrase typed alone means its official words first: "phở" is no beginning of "phòng".
    readings = [(typed, 0.3 if " ".join(typed) in heard else 0.0)]
    for said in heard:
        # "mất sổ đỏ" has a meaning of its own, so "sổ đỏ" in it is not read again.
        if not any(said != longer and f" {said} " in f" {longer} " for longer in heard):
            for meant in synonyms()[said]:
                readings.append((padded.replace(f" {said} ", f" {meant} ").split(), 0.05))
    return [(words, handicap) for words, handicap in readings if words]


def _reach_spelled(index: Index, word: str, is_last: bool) -> dict[str, float]:
    """Return the words of names that a typed word stands for: itself, and those it begins while being typed."""
    stands: dict[str, float] = {}
    if is_last and len(word) > 1:
        start = bisect_left(index.vocabulary, word)
        end = bisect_left(index.vocabulary, word + "\uffff", start)
        stands = dict.fromkeys(index.vocabulary[start:end], _PREFIX)
    if word in index.words:
        stands[word] = _EXACT
    return stands


def _reach_near(index: Index, word: str, is_last: bool) -> dict[str, float]:
    """Return what a word stands for when it may be mistyped."""
    stands = _reach_spelled(index, word, is_last)
    if len(word) > 1:
        slips = 1 if len(word) < 6 else 2
        near = process.extract(word, index.vocabulary, scorer=OSA.distance, score_cutoff=slips, limit=12)
        for known, _distance, _place in near:
            stands.setdefault(known, _NEAR)
    return stands


def _holding_all(
    index: Index, words: Sequence[str], stands: Sequence[Mapping[str, float]]
) -> dict[int, float]:
    """Return the score of every name that holds all the words."""
    keys: set[int] | None = None
    for one in stands:
        having = set().union(*(index.words[known] for known in one)) if one else set()
        keys = having if keys is None else keys & having
        if not keys:
            return {}
    phrase = " ".join(words)
    fits = {key: _fit(index, key, stands) for key in keys or ()}
    # Short words near in spelling and nothing else: chance, not a slip of the fingers.
    least = 0.0 if min(map(len, words)) > 4 else _NEAR + 0.01
    return {key: _score(index, key, len(words), phrase, fit) for key, fit in fits.items() if fit > least}


def _fit(index: Index, key: int, stands: Sequence[Mapping[str, float]]) -> float:
    present = index.present[key]
    return sum(max(one[known] for known in one.keys() & present) for one in stands) / len(stands)


def _score(index: Index, key: int, asked: int, phrase: str, fit: float) -> float:
    folded = index.folded[key]
    cover = min(asked / index.lengths[key], 1.0)
    together = 0.25 if f" {phrase}" in f" {folded}" else 0.0
    return fit + 0.4 * cover + together + (0.05 if index.names[key].is_rich else 0.0)


def _holding_most(index: Index, readings: Sequence[Sequence[str]]) -> dict[int, float]:
    """Return the score of names that hold the greater part of a reading, rare words counting more."""
    found: dict[int, float] = {}
    for words in readings:
        parts = [part for word in words for part in _split(index, word)]
        whole = sum(index.weight(part) for part in parts) or 1.0
        held: dict[int, float] = defaultdict(float)
        for part in parts:
            # Short words are near too many others to tell anything on their own.
            stands = _reach_near(index, part, False) if len(part) > 4 else _reach_spelled(index, part, False)
            best: dict[int, float] = {}
            for known, value in stands.items():
                for key in index.words[known]:
                    best[key] = max(best.get(key, 0.0), value)
            for key, value in best.items():
                held[key] += value * index.weight(part) / whole
        for key, share in held.items():
            if share >= _LEAST:
                rich = 0.05 if index.names[key].is_rich else 0.0
                cover = 0.2 * min(len(parts) / index.lengths[key], 1.0)
                found[key] = max(found.get(key, 0.0), share + cover + rich)
    return found


def _split(index: Index, word: str) -> list[str]:
    """Return a word typed without its space as two words: khaisinh → khai sinh."""
    if word in index.words:
        return [word]
    halves = ((word[:at], word[at:]) for at in range(2, len(word) - 1))
    both = next((pair for pair in halves if pair[0] in index.words and pair[1] in index.words), None)
    return list(both) if both else [word]


def _ranked(index: Index, found: Mapping[int, float]) -> list[tuple[float, int]]:
    order = sorted(found.items(), key=lambda item: (-item[1], index.lengths[item[0]], index.folded[item[0]]))
    return [(score, key) for key, score in order]


@lru_cache(maxsize=1)
def synonyms() -> dict[str, list[str]]:
    """Return what everyday words mean: folded words as people say them → folded official words."""
    meant: dict[str, list[str]] = defaultdict(list)
    with SYNONYMS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            meant[" ".join(_words(fold(row["said"])))].append(" ".join(_words(fold(row["means"]))))
    return dict(meant)
