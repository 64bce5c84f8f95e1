"""Identification of the language of a release, foreign lines in it notwithstanding.

The script decides first: it names the language outright for Greek, Hebrew, Thai, Hindi, Korean,
Japanese and Chinese. For the rest py3langid (naive Bayes over byte n-grams) reads a few chunks
spread over the lines of the main script, and the chunks vote, two being enough where they agree; so
one foreign line, a menu or a quotation does not turn an English release Russian.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from searchapp.ingest.text.function_words import function_word_counts, function_words

__all__ = ["LANGUAGES", "UNKNOWN", "identify"]

UNKNOWN = "und"

LANGUAGES = (
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr",
    "hu", "id", "it", "ja", "ko", "lt", "lv", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr",
    "sv", "th", "tr", "uk", "vi", "zh",
)  # fmt: skip
"""The tags that :func:`identify` may answer, beside :data:`UNKNOWN`."""

_MIN_CONFIDENCE = 0.4
_MIN_LETTERS = 4
_CHUNK_CHARS = 240
_MAX_CHUNKS = 4
_AGREEING_CHUNKS = 2
_AGREEMENT = 0.8
"""Share that one language must have of two chunks for the other chunks to be skipped."""
_BY_FUNCTION_WORDS = frozenset({"de", "en"})
"""Languages that no other one of the list is mistaken for by their function words."""
_MIN_WORDS = 60
"""Words of a sample whose function words are counted; with fewer their shares are chance."""
_MIN_SHARE = 0.25
_MAX_SECOND = 0.5
_WORDS = re.compile(r"[^\W\d_]+")
_MAX_SCANNED = 20_000
"""Characters of a line, or of a text without lines, that are looked at."""
_MAX_SAMPLE = 2_000
_MIN_LINE = 60
"""Characters of a line of prose; menus and captions have fewer."""
_KANA_SHARE = 0.05
_HAN_WEIGHT = 3
"""Letters of an alphabet that one Chinese character is worth."""

_SCRIPTS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(f"[{letters}][{letters}]*")
    for name, letters in {
        "latin": r"A-Za-z\u00c0-\u024f\u1e00-\u1eff",
        "cyrillic": r"\u0400-\u052f",
        "arabic": r"\u0600-\u0669\u066e-\u06ef\u06fa-\u06ff\u0750-\u077f",
        "han": r"\u3400-\u4dbf\u4e00-\u9fff",
        "kana": r"\u3041-\u30fa",
        "hangul": r"\u1100-\u11ff\uac00-\ud7a3",
        "greek": r"\u0370-\u03ff",
        "hebrew": r"\u05d0-\u05ea",
        "thai": r"\u0e01-\u0e4e",
        "devanagari": r"\u0904-\u0963",
    }.items()
}
_ONE_LANGUAGE = {"hangul": "ko", "greek": "el", "hebrew": "he", "thai": "th", "devanagari": "hi"}
_OF_SCRIPT: Mapping[str, tuple[str, ...]] = {
    "cyrillic": ("bg", "ru", "sr", "uk"),
    "arabic": ("ar", "fa"),
    "latin": tuple(
        tag
        for tag in LANGUAGES
        if tag not in {"ar", "bg", "el", "fa", "he", "hi", "ja", "ko", "ru", "th", "uk", "zh"}
    ),
}
_SAME = {"nn": "no", "nb": "no"}


def identify(text: str | Sequence[str]) -> tuple[str, float]:
    """Return the language of a text, or of lines, as a BCP 47 primary tag and a confidence 0 to 1.

    The tag is ``und`` where there are hardly any letters or nothing is sure enough.
    """
    lines = text[:_MAX_SCANNED].split("\n") if isinstance(text, str) else text
    sample = _sample(lines)
    counts = _scripts(" ".join(sample))
    if sum(counts.values()) < _MIN_LETTERS:
        return UNKNOWN, 0.0
    script, share = _main_script(counts)
    if script not in _OF_SCRIPT:
        return (script, round(share, 3)) if share >= _MIN_CONFIDENCE else (UNKNOWN, share)
    if script == "latin" and (identified := _by_function_words(sample)):
        return identified
    tag, confidence = _vote(_chunks(sample, script), script)
    return (tag, confidence) if confidence >= _MIN_CONFIDENCE else (UNKNOWN, confidence)


def _by_function_words(sample: Sequence[str]) -> tuple[str, float] | None:
    """Return the language where function words leave no doubt, else ``None``: the model decides."""
    words = _WORDS.findall(" ".join(sample).lower())
    if len(words) < _MIN_WORDS:
        return None
    found = function_word_counts(words)
    latin = function_words().keys() & set(_OF_SCRIPT["latin"])
    shares = sorted(((found.get(tag, 0) / len(words), tag) for tag in latin), reverse=True)
    (best, tag), (second, _) = shares[:2]
    if tag not in _BY_FUNCTION_WORDS or best < _MIN_SHARE or second > best * _MAX_SECOND:
        return None
    return tag, round(1 - second / best / 10, 3)


def _sample(lines: Sequence[str]) -> list[str]:
    """Return pieces of lines spread over the text, the longer lines first where there are any."""
    stripped = [" ".join(line[:_MAX_SCANNED].split()) for line in lines[:2_000]]
    telling = [line for line in stripped if len(line) >= _MIN_LINE]
    if sum(map(len, telling)) < _CHUNK_CHARS:
        telling = [line for line in stripped if line]
    every = max(1, len(telling) // 16)
    picked = telling[::every]
    each = max(_CHUNK_CHARS, _MAX_SAMPLE // max(1, len(picked)))
    out, left = [], _MAX_SAMPLE
    for line in picked:
        out.append(line[: min(each, left)])
        left -= len(out[-1])
        if left <= 0:
            break
    return out


def _scripts(text: str) -> Counter[str]:
    if text.isascii():
        return Counter(latin=_count(_SCRIPTS["latin"], text))
    return Counter({name: _count(letters, text) for name, letters in _SCRIPTS.items()})


def _count(letters: re.Pattern[str], text: str) -> int:
    """Return how many characters are of the class of which the pattern is a run."""
    return sum(map(len, letters.findall(text)))


def _main_script(counts: Counter[str]) -> tuple[str, float]:
    """Return the script that most letters are of, or the language it names, and its share."""
    weighed = Counter(counts)
    east = counts["han"] + counts["kana"]
    weighed["han"] = _HAN_WEIGHT * east
    del weighed["kana"]
    script, most = max(weighed.items(), key=lambda item: item[1])
    if script == "han":
        script = "ja" if counts["kana"] > _KANA_SHARE * east else "zh"
    return _ONE_LANGUAGE.get(script, script), most / max(1, sum(weighed.values()))


def _chunks(sample: Iterable[str], script: str) -> list[str]:
    """Return up to four chunks of lines that are mostly of the script."""
    letters = _SCRIPTS[script]
    own = " ".join(
        line for line in sample if 2 * _count(letters, line) >= len(line.replace(" ", ""))
    ) or " ".join(sample)
    every = max(_CHUNK_CHARS, len(own) // _MAX_CHUNKS)
    return [own[start : start + _CHUNK_CHARS] for start in range(0, len(own), every)][:_MAX_CHUNKS]


def _vote(chunks: Sequence[str], script: str) -> tuple[str, float]:
    shares: dict[str, float] = defaultdict(float)
    identifier = _identifier(script)
    read = 0
    for count, chunk in enumerate((*chunks[::2], *chunks[1::2]), start=1):
        tag, confidence = identifier.classify(chunk)
        shares[_SAME.get(tag, tag)] += confidence * len(chunk)
        read += len(chunk)
        if count == _AGREEING_CHUNKS and max(shares.values()) >= _AGREEMENT * read:
            break
    tag = max(sorted(shares), key=lambda name: shares[name])
    return tag, round(shares[tag] / read, 3)


@cache
def _identifier(script: str) -> LanguageIdentifier:
    """Return the model restricted to the languages of a script; it is read from disk once."""
    full = _model()
    restricted = LanguageIdentifier(*_parts(full), norm_probs=True, tk_row=full.tk_row)
    tags = _OF_SCRIPT[script]
    restricted.set_languages([*tags, "nn"] if "no" in tags else tags)
    return restricted


@cache
def _model() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _parts(model: LanguageIdentifier) -> tuple[object, ...]:
    ptc, pc, classes = model._full_model
    return ptc, pc, classes, model.tk_nextmove, model.tk_output
