"""People, organizations and places of Chinese text, where no capital shows a name.

Of organizations and places only what the lists know is found: countries, regions, large cities.
Of people only what can hardly be anything else: a name between a title and a mark, a verb of speech
or another title. A Chinese name must begin with a family name; a foreign one has dots between its
parts.
"""

from __future__ import annotations

import re
from functools import lru_cache

from searchapp.ingest.entities.evidence import UNCASED_TITLE
from searchapp.ingest.entities.gazetteer import LARGE
from searchapp.ingest.entities.language_rules import LanguageRules
from searchapp.ingest.entities.languages.uncased_script import (
    Target,
    names_in_script,
    read_short_forms,
)
from searchapp.ingest.entities.lexicon import read_table, split_list
from searchapp.ingest.entities.spans import Span
from searchapp.ingest.entities.state import ReadingState

__all__ = ["RULES"]

_HAN = "\u4e00-\u9fff"
_RUN = re.compile(f"[{_HAN}]{{2,}}")
_SHORT_FORM = re.compile(f"[{_HAN}] ?[（(]([A-Z]{{3,8}})[)）]")
_DOTS = "·・‧•"
_MAX_NAME = 12
"""Characters of the longest listed name that is looked for."""


@lru_cache(maxsize=1)
def _listed_names() -> dict[str, Target]:
    return names_in_script("\u4e00", "\u9fff", lambda name, place: place.tier >= LARGE)


def _read_run(reading: ReadingState, text: str, offset: int) -> None:
    """Read one run of Han characters: the longest name at each place."""
    names = _listed_names()
    at = 0
    while at < len(text) - 1:
        for length in range(min(_MAX_NAME, len(text) - at), 1, -1):
            target = names.get(text[at : at + length])
            if target is not None:
                start = offset + at
                reading.spans.append(Span(start, start + length, *target))
                at += length
                break
        else:
            at += 1


def _any_of(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(set(words), key=lambda word: (-len(word), word))))


@lru_cache(maxsize=1)
def _name_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a name behind a title, before one, and of a foreign name."""
    table = read_table("languages/chinese.toml")
    single = "".join(split_list(table, "surnames"))
    name = rf"(?:{_any_of(split_list(table, 'long_surnames'))}|[{single}])[{_HAN}]"
    before, after = (
        _any_of(split_list(table, "titles_before")),
        _any_of(split_list(table, "titles_after")),
    )
    follows = rf"(?=[^\w]|\Z|{after}|{_any_of(split_list(table, 'goes_on'))})"
    part = rf"(?:博(?!士)|[{''.join(split_list(table, 'foreign')).replace('博', '')}])"
    dotted = rf"{part}{{1,7}}(?:[{_DOTS}]{part}{{1,7}}){{1,3}}"
    # The shorter name is tried first: 王毅表示 is Wang Yi, not three characters and a half verb.
    return (
        re.compile(rf"(?:{before})({name}[{_HAN}]??){follows}"),
        re.compile(rf"(?:\A|(?<=[^\w])|(?<=[由与和同向对是给请]))({name}[{_HAN}]??)(?={after})"),
        re.compile(rf"(?:{before})?({dotted})"),
    )


def _read_names(reading: ReadingState) -> None:
    """Note the short forms, the listed names and the people that a title shows."""
    read_short_forms(reading, _SHORT_FORM)
    for run in _RUN.finditer(reading.text):
        _read_run(reading, run.group(), run.start())
    if re.search(f"[{_HAN}]", reading.text):
        for pattern in _name_patterns():
            for match in pattern.finditer(reading.text):
                reading.spans.append(Span(*match.span(1), UNCASED_TITLE))


RULES = LanguageRules(read=_read_names)
