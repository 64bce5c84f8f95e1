"""Which single words that no list knows are names of companies?

A made-up name (``Veldora``) has no head word. What is said around it tells: that it is a company,
where it has its seat, what it will do. One plain statement is enough, of the weak signs it takes
two. What is part of a name of a person here, or stands where places do, is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from searchapp.ingest.entities.evidence import SAID_OF_COMPANY
from searchapp.ingest.entities.gazetteer import find_place
from searchapp.ingest.entities.spans import Span
from searchapp.ingest.entities.state import ReadingState

__all__ = ["read_companies"]

LEAST = 4
MOST = 40
"""How many mentions of one word are looked at."""
MOST_WORDS = 500
"""How many words are looked for, each in the whole text: no release has as many."""
INSIDE = re.compile(r"[\w-]")
NOUNS = (
    r"company|firm|manufacturer|maker|utility|start-?up|supplier|operator|developer|airline|bank"
    r"|group|publisher|retailer|carrier|subsidiary"
    r"|entreprise|société|compagnie|groupe|fabricant|empresa|compañía|fabricante|sociedad|companhia"
    r"|firma|unternehmen|konzern|hersteller|azienda|компани[яиюей]{1,2}|фирм[аыуе]"
)
NOUN_BEFORE = re.compile(rf"\b(?:{NOUNS})[ \u00a0]\Z", re.I)
NOUN_AFTER = re.compile(
    rf"(?:,| –| —| is| are) (?:(?:a|an|the|one of|une?|la|l['’]|una?|el|uma?|ein|eine|der|die|das)"
    rf"[ ]?)(?:[\w'’-]{{1,20}} ){{0,4}}(?:{NOUNS})\b"
)
SEATED = re.compile(
    r",? (?:(?:is |was )?(?:based|headquartered) in|con sede en|com sede (?:em|no|na)|mit Sitz in"
    r"|dont le siège|basée? (?:à|en|au)|со штаб-квартирой)\b"
)
ACTS = re.compile(
    r" (?:plans|expects|intends|announced|published|publishes|opened|opens|bought|sold|launched"
    r"|delivered|delivers|supplied|supplies|employs|operates|runs|produces|makes|builds|built|trains"
    r"|trained|abre|entregará|emploie|exploite|baut|liefert|emprega|produce|produz|fabrica|fabrique)\b"
)
WILL = re.compile(r"(?:, which| will| has| va| ha| hat| wird| vai)\b")
OF_TOWN = re.compile(r" of (?P<town>[A-Z][^\W\d_]{2,})")
MADE_BY = re.compile(r"\b(?:[a-z]{3,}(?:ed|lt) by|made by|hergestellt von)\Z")
PLACED = re.compile(r"\b(?:in|at|near|to|into|around|en|à|em|bei|nach|в|из)[ \u00a0]\Z", re.I)


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
    for word in sorted(unknown[:MOST_WORDS]):
        mentions = _mentions(word, reading.text)
        if _is_company(mentions, reading):
            for start, end in mentions:
                reading.spans.append(Span(start, end, SAID_OF_COMPANY))


def _is_made_up(word: str, flags: int) -> bool:
    plain = not flags and word.isalpha() and len(word) > LEAST and word[1:].islower()
    return plain and find_place(word.lower()) is None


def _mentions(word: str, text: str) -> list[tuple[int, int]]:
    """Return where a word stands that is not part of another."""
    found: list[tuple[int, int]] = []
    start = text.find(word)
    while start >= 0 and len(found) < MOST:
        end = start + len(word)
        if not (INSIDE.match(text, end) or (start and INSIDE.match(text, start - 1))):
            found.append((start, end))
        start = text.find(word, end)
    return found


def _is_company(mentions: Sequence[tuple[int, int]], reading: ReadingState) -> bool:
    """Weigh the signs: at least two, and not only such as are said of people and countries too."""
    signs, telling = 0, False
    for start, end in mentions:
        before = reading.text[max(0, start - 40) : start]
        after = reading.text[end : end + 100]
        if NOUN_BEFORE.search(before) or NOUN_AFTER.match(after) or SEATED.match(after):
            return True
        if PLACED.search(before):
            return False
        town = OF_TOWN.match(after)
        own = bool(
            ACTS.match(after)
            or MADE_BY.search(before.rstrip())
            or (town and find_place(town["town"].lower()))
        )
        signs += own + bool(WILL.match(after))
        telling = telling or own
    return telling and signs > 1
