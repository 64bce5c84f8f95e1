"""Organizations that no head word in a run of capitals shows.

``Committee on Trade, Energy and Water`` and ``Trade, Energy and Water Committee`` have a list in
their name, at whose commas every other rule would cut it; they are read first.

A made-up name (``Veldora``) has no head word. What is said around it shows that it is a company,
where it has its seat, what it will do. One plain statement is enough, of the weak signs it takes
two. What is part of a name of a person here, or stands where places do, is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from searchapp.ingest.entities.evidence import LIST_IN_NAME, SAID_OF_COMPANY
from searchapp.ingest.entities.gazetteer import find_place
from searchapp.ingest.entities.lexicon import (
    BARE_ORGANIZATION,
    COMMON,
    FIRST,
    HONORIFIC,
    ROLE,
    fold,
)
from searchapp.ingest.entities.spans import Span
from searchapp.ingest.entities.state import ReadingState

__all__ = ["MAX_UNKNOWN_WORDS", "read_companies", "read_enumerations"]

# ---- lists in names ------------------------------------------------------------------------------

_CAP = r"[A-Z][\w-]{1,30}"
_ITEM = rf"{_CAP}(?: {_CAP}){{0,3}}"
_LIST = rf"{_ITEM}(?:[,;] {_ITEM}){{1,6}}[,;]? (?:and|&) {_ITEM}"
_COMMITTEES = ("Subcommittee", "Committee", "Department", "Ministry", "Commission")
# The first letter is tested before what stands before it: the engine skips to it at full speed.
_COMMITTEE = re.compile("|".join(rf"{word[0]}(?<!\w.){word[1:]}\b" for word in _COMMITTEES))
_LIST_BEHIND = re.compile(rf" (?:on|of|for) (?:the )?({_LIST})")
_LIST_BEFORE = re.compile(rf"(?:\A|(?<=[^\w,;] )|(?<=[a-z] ))({_LIST}) \Z")
_CHAMBER = re.compile(r"(?:\b(?:U\.S\. )?(?:Senate|House) )\Z")
_MAX_LIST_CHARS = 150


def _is_plain(words: str, reading: ReadingState) -> bool:
    """Return whether a list holds nothing but common words: no person, no place."""
    for word in re.findall(r"[\w-]+", words):
        flags = reading.known.get(fold(word), 0)
        if word[0].isupper() and not flags & (COMMON | BARE_ORGANIZATION):
            return False
        if flags & (HONORIFIC | ROLE) or (flags & FIRST and not flags & COMMON):
            return False
    return True


def read_enumerations(reading: ReadingState) -> None:
    """Note the organizations of a text that have a list in their name."""
    text = reading.text
    for head in _COMMITTEE.finditer(text):
        start, end = head.span()
        behind = _LIST_BEHIND.match(text, end, end + _MAX_LIST_CHARS)
        if behind and _is_plain(behind.group(1), reading):
            chamber = _CHAMBER.search(text, max(0, start - 14), start)
            start = chamber.start() if chamber else start
            _add(reading, start, behind.end())
            continue
        window = text[max(0, start - _MAX_LIST_CHARS) : start]
        before = _LIST_BEFORE.search(window) if "," in window or ";" in window else None
        if before and _is_plain(before.group(1), reading):
            skipped = 4 if before.group(1).startswith("The ") else 0
            _add(reading, start - len(window) + before.start(1) + skipped, end)


def _add(reading: ReadingState, start: int, end: int) -> None:
    reading.spans.append(Span(start, end, LIST_IN_NAME))


# ---- companies -----------------------------------------------------------------------------------

_MIN_LETTERS = 4
_MAX_MENTIONS = 40
"""How many mentions of one word are looked at."""
MAX_UNKNOWN_WORDS = 500
"""How many words are looked for, each in the whole text: no release has as many."""
_INSIDE = re.compile(r"[\w-]")
_NOUNS = (
    r"company|firm|manufacturer|maker|utility|start-?up|supplier|operator|developer|airline|bank"
    r"|group|publisher|retailer|carrier|subsidiary"
    r"|entreprise|société|compagnie|groupe|fabricant|empresa|compañía|fabricante|sociedad|companhia"
    r"|firma|unternehmen|konzern|hersteller|azienda|компани[яиюей]{1,2}|фирм[аыуе]"
)
_NOUN_BEFORE = re.compile(rf"\b(?:{_NOUNS})[ \u00a0]\Z", re.I)
_NOUN_AFTER = re.compile(
    rf"(?:,| –| —| is| are) (?:(?:a|an|the|one of|une?|la|l['’]|una?|el|uma?|ein|eine|der|die|das)"
    rf"[ ]?)(?:[\w'’-]{{1,20}} ){{0,4}}(?:{_NOUNS})\b"
)
_SEATED = re.compile(
    r",? (?:(?:is |was )?(?:based|headquartered) in|con sede en|com sede (?:em|no|na)|mit Sitz in"
    r"|dont le siège|basée? (?:à|en|au)|со штаб-квартирой)\b"
)
_ACTS = re.compile(
    r" (?:plans|expects|intends|announced|published|publishes|opened|opens|bought|sold|launched"
    r"|delivered|delivers|supplied|supplies|employs|operates|runs|produces|makes|builds|built|trains"
    r"|trained|abre|entregará|emploie|exploite|baut|liefert|emprega|produce|produz|fabrica|fabrique)\b"
)
_WILL = re.compile(r"(?:, which| will| has| va| ha| hat| wird| vai)\b")
_OF_TOWN = re.compile(r" of (?P<town>[A-Z][^\W\d_]{2,})")
_MADE_BY = re.compile(r"\b(?:[a-z]{3,}(?:ed|lt) by|made by|hergestellt von)\Z")
_PLACED = re.compile(r"\b(?:in|at|near|to|into|around|en|à|em|bei|nach|в|из)[ \u00a0]\Z", re.I)


def read_companies(reading: ReadingState) -> None:
    """Note every mention of the words that the text shows to be companies."""
    words = dict.fromkeys(
        run.words[low]
        for run, low, high in reading.open
        if high - low == 1 and _is_made_up(run.words[low], run.flags[low])
    )
    named = {
        part
        for span in reading.spans
        if span.kind == "person"
        for part in reading.text[span.start : span.end].split()
    }
    unknown = [w for w in words if w not in named and w.lower() not in reading.lower]
    for word in sorted(unknown[:MAX_UNKNOWN_WORDS]):
        mentions = _mentions(word, reading.text)
        if _is_company(mentions, reading):
            for start, end in mentions:
                reading.spans.append(Span(start, end, SAID_OF_COMPANY))


def _is_made_up(word: str, flags: int) -> bool:
    plain = not flags and word.isalpha() and len(word) > _MIN_LETTERS and word[1:].islower()
    return plain and find_place(word.lower()) is None


def _mentions(word: str, text: str) -> list[tuple[int, int]]:
    """Return where a word stands that is not part of another."""
    found: list[tuple[int, int]] = []
    start = text.find(word)
    while start >= 0 and len(found) < _MAX_MENTIONS:
        end = start + len(word)
        if not (_INSIDE.match(text, end) or (start and _INSIDE.match(text, start - 1))):
            found.append((start, end))
        start = text.find(word, end)
    return found


def _is_company(mentions: Sequence[tuple[int, int]], reading: ReadingState) -> bool:
    """Weigh the signs: at least two, and not only such as are said of people and countries too."""
    signs, telling = 0, False
    for start, end in mentions:
        before = reading.text[max(0, start - 40) : start]
        after = reading.text[end : end + 100]
        if _NOUN_BEFORE.search(before) or _NOUN_AFTER.match(after) or _SEATED.match(after):
            return True
        if _PLACED.search(before):
            return False
        town = _OF_TOWN.match(after)
        own = bool(
            _ACTS.match(after)
            or _MADE_BY.search(before.rstrip())
            or (town and find_place(town["town"].lower()))
        )
        signs += own + bool(_WILL.match(after))
        telling = telling or own
    return telling and signs > 1
