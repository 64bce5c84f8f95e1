"""Folding: text without case, accents and typographic variants."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["fold"]

# Marks that a reader leaves out when typing: Latin, Greek and Cyrillic accents, Hebrew points,
# Arabic vowel signs. The voicing marks of kana and the vowel signs of Indic scripts are letters.
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]+")


def fold(text: str) -> str:
    """Return ``text`` case-folded, in compatibility form (NFKC), without accents.

    Folding twice changes nothing: ``fold(fold(text)) == fold(text)``.
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", _ACCENTS.sub("", plain))
