"""German nouns, which all have a capital and so look like people and towns."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from searchapp.ingest.entities.evidence import SAID_OF_PERSON
from searchapp.ingest.entities.language_rules import LanguageRules
from searchapp.ingest.entities.lexicon import FIRST, LAST, flags_of, read_table
from searchapp.ingest.entities.spans import Span
from searchapp.ingest.entities.state import ReadingState

__all__ = ["RULES", "nouns_like_towns"]


@lru_cache(maxsize=1)
def nouns_like_towns() -> frozenset[str]:
    """Return the nouns, in lower case, that are also names of towns."""
    return frozenset(cast("list[str]", read_table("languages/german.toml")["nouns"]))


def _drop_nouns(reading: ReadingState) -> None:
    """Take back people and places that are nouns.

    A person needs a title, or a first or family name of the lists.
    """
    reading.spans = [span for span in reading.spans if not _is_noun(span, reading)]


def _is_noun(span: Span, reading: ReadingState) -> bool:
    words = reading.text[span.start : span.end].lower().split()
    if span.kind == "place":
        return len(words) == 1 and words[0] in nouns_like_towns()
    if span.kind != "person" or span.evidence.strength > SAID_OF_PERSON.strength:
        return False
    flags = [flags_of(word, reading.known) for word in words]
    has_family_name = span.evidence == SAID_OF_PERSON and any(flag & LAST for flag in flags)
    return not flags[0] & FIRST and not has_family_name


RULES = LanguageRules(frozenset({"de"}), revise=_drop_nouns)
