"""Organizations whose names go on in lower case, in the languages that write them so.

There only the first word of a name has a capital: ``Organisation mondiale de la Santé``. Where such
a name ends is seen from the short form that follows it in brackets.
"""

from __future__ import annotations

import re

from searchapp.ingest.entities.evidence import ACRONYM, EXPLAINED_NAME
from searchapp.ingest.entities.language_rules import LanguageRules
from searchapp.ingest.entities.lexicon import HEAD, WEAK_HEAD, flags_of
from searchapp.ingest.entities.spans import Span
from searchapp.ingest.entities.state import ReadingState

__all__ = ["RULES"]

_SHORT_FORM = re.compile(r" ?\(([A-Z]{2}[A-Z-]{0,8})\)")
_CAPITALIZED = re.compile(r"(?<![\w-])[A-ZÀ-Ý][a-zà-ÿ]{3,}")
_BREAK = re.compile(r"[\n.;:!?()«»,]")
_MAX_CHARS = 120
"""How far before its short form a name may begin."""
_MAX_WORDS = 10


def _explain_short_forms(reading: ReadingState) -> dict[str, str]:
    """Note the organizations that go on in lower case up to their short form in brackets.

    ``Agence internationale de l'eau douce (IFA)``: the first head word with a capital from which
    the words up to the bracket can be one name begins it.

    :returns: the long forms by their short forms.
    """
    found: dict[str, str] = {}
    for match in _SHORT_FORM.finditer(reading.text):
        before = _BREAK.split(reading.text[max(0, match.start() - _MAX_CHARS) : match.start()])[-1]
        heads = [
            word.start()
            for word in _CAPITALIZED.finditer(before)
            if flags_of(word.group().lower(), reading.known) & (HEAD | WEAK_HEAD)
        ]
        head = next((at for at in heads if 2 <= len(before[at:].split()) <= _MAX_WORDS), None)
        if head is None:
            continue
        start, end = match.start() - len(before) + head, match.start()
        found[match[1]] = reading.text[start:end]
        reading.acronyms[match[1]] = "organization"
        reading.spans.append(Span(start, end, EXPLAINED_NAME))
        reading.spans.append(Span(*match.span(1), ACRONYM["organization"]))
    return found


RULES = LanguageRules(
    frozenset({"fr", "es", "pt", "it", "ca", "ro", "de", "nl", "sv", "da", "no", "nb"}),
    explain=_explain_short_forms,
)
