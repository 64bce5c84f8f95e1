"""Rules for people: whether words are a name, where it ends, and what is said around it."""

from __future__ import annotations

import re

from searchapp.ingest.entities.capitalized_runs import Run
from searchapp.ingest.entities.evidence import (
    COMMON_FAMILY_NAME,
    COMMON_FIRST_NAME,
    LISTED_FAMILY_NAME,
    LISTED_NAME,
    POSSIBLE_NAME,
    SAID_OF_PERSON,
    SPEAKER,
    Evidence,
)
from searchapp.ingest.entities.gazetteer import LARGE, REGION, find_place
from searchapp.ingest.entities.lexicon import (
    ADJECTIVE,
    COMMON,
    CONNECTOR,
    CRAFT,
    DEMONYM,
    DIRECTION,
    FAMILY_FIRST,
    FIRST,
    FUNCTION,
    GENERIC,
    HEAD,
    HONORIFIC,
    LAST,
    LOCATION_SUFFIX,
    MODIFIER,
    MONTH,
    NOT_NAME,
    NOT_ORGANIZATION,
    PARTICLE,
    RARE,
    ROLE,
    SPEECH,
    WEAK_HEAD,
    lexicon,
)
from searchapp.ingest.entities.state import ReadingState

__all__ = [
    "find_inner_name",
    "has_relative_clause",
    "is_name",
    "is_rare_first_name",
    "is_suffix",
    "name_end",
    "name_evidence",
    "read_name",
    "read_speaker",
]

_SUFFIX = {
    "jr",
    "sr",
    "ii",
    "iii",
    "iv",
    "mp",
    "mps",
    "mhr",
    "mla",
    "mlc",
    "ao",
    "am",
    "qc",
    "phd",
    "md",
    "esq",
}
_PARTIES = frozenset("RDI")
_PARTY_PREFIXES = ("R-", "D-", "I-")
_NO_NAME = FUNCTION | MONTH | HEAD | GENERIC | CONNECTOR
_AMBIGUOUS = (
    NOT_NAME | WEAK_HEAD | LOCATION_SUFFIX | NOT_ORGANIZATION | ROLE | HONORIFIC | DIRECTION
    | ADJECTIVE | DEMONYM | MODIFIER
)  # fmt: skip
_PARTY_TAG = re.compile(
    r"\s{0,3}[(\[;,.]?\s{0,2}(?:[DRI]|Democrat|Republican|Ind)[- ]{1,3}[A-Z][A-Za-z.]"
    r"|\s*\((?:D|R|I|ALP|LP|NP|Lib|Lab)\b"
)
_SPEAKS = re.compile(
    r",? (?:also |has |have |had )?"
    r"(?:said|says|added|told|noted|explained|stated|asked|argued|commented|warned)\b"
    r"|,? (?:MP|MHR|MLA|MLC)\b|, \d\d,"
    r"|, (?:(?:the|a|an|his|her|our|then|former|chief|executive|deputy|assistant|managing|senior"
    r"|vice) ){0,4}(?:[Pp]resident|[Mm]inister|[Dd]irector|[Cc]hair|CEO|CFO|[Ff]ounder|[Dd]ean"
    r"|[Mm]ayor|[Ss]ecretary|[Ss]pokes|[Ll]eader|[Mm]anager|[Mm]ember|[Cc]ommissioner|[Pp]rofessor"
    r"|[Aa]ttorney|[Gg]overnor|[Ss]enator|[Hh]ead|[Oo]fficer|[Oo]wner|[Cc]o-)"
)


_WHO = re.compile(r", who(?:se|m)?\b")
_APPOSED = re.compile(r", ((?:[^\W\d_A-Z][^\W\d_]*(?:-[^\W\d_]+)? ?){1,4})")


def is_suffix(word: str) -> bool:
    """Return whether a word stands behind a name: ``Jr.``, ``MP``."""
    return word.lower().strip(".") in _SUFFIX and word[0].isupper()


def _fits(run: Run, at: int, low: int, high: int, *, expected: bool) -> bool:
    """Return whether one word can be part of a name that begins at ``low``."""
    flags, word = run.flags[at], run.words[at]
    if run.is_initial(at):
        return True
    if flags & PARTICLE and at > low and at + 1 < high and word[0].islower():
        return True
    if any(c.isdigit() for c in word):
        return False
    if word.isupper() and len(word) > 1 and word.isalpha():
        return at > low and len(word) > 2 and bool(run.flags[low] & FIRST and flags & LAST)
    if (
        "&" in word
        or "." in word[:-1]
        or word[:2] in _PARTY_PREFIXES
        or ("-" in word and _joins_places(word))
    ):
        return False
    if flags & _NO_NAME and not (flags & MONTH and expected and _is_month_name(run, at, low)):
        return False
    if not flags & (COMMON | _AMBIGUOUS):
        return True
    return _common_word_fits(run, at, low, high, expected=expected)


def _is_month_name(run: Run, at: int, low: int) -> bool:
    """Return whether the name of a month or a season is one of a person: ``Mayor John Spring``."""
    flags = run.flags[at]
    return bool(flags & FIRST or (at > low and flags & LAST and run.flags[low] & FIRST))


def _joins_places(word: str) -> bool:
    """Return whether a hyphen joins places: ``Iran-Iraq``."""
    places = [find_place(part) for part in word.lower().split("-")]
    return any(place is not None and place.tier >= REGION for place in places)


def _common_word_fits(run: Run, at: int, low: int, high: int, *, expected: bool) -> bool:
    """Return whether a common word (``Bill``, ``Brown``, ``King``) is a name here."""
    flags = run.flags[at]
    if at == low and flags & FIRST and at + 1 < high:
        following = run.flags[at + 1]
        return not following & (COMMON | _NO_NAME) or bool(following & LAST) or expected
    if at == low and flags & FAMILY_FIRST and at + 1 < high:
        return expected
    if not flags & LAST:
        return _unlisted_word_fits(run, at, low, high, expected=expected)
    if at > low:
        if flags & (NOT_ORGANIZATION | LOCATION_SUFFIX) and not expected:
            return False
        if flags & ROLE and not (run.flags[low] & FIRST and _ends_name(run, at, high)):
            return False
        return bool(run.flags[low] & FIRST) or run.is_initial(low) or expected
    return expected and not flags & (NOT_NAME | NOT_ORGANIZATION | MODIFIER)


def _ends_name(run: Run, at: int, high: int) -> bool:
    """Return whether a word is the last of the run but for ``Jr``: ``Coretta Scott King``."""
    return at == high - 1 or is_suffix(run.words[at + 1])


_PLAIN = COMMON | RARE | FIRST
"""The flags of a word that is common but has no part to play in names of any kind."""


def _unlisted_word_fits(run: Run, at: int, low: int, high: int, *, expected: bool) -> bool:
    """Return whether a common word that no list calls a family name is a name here.

    Behind a first name it is (``Arlen Specter``); before a family name too if a title stands
    before it (``Senator Kit Bond``). A verb of a headline (``Kerry Calls``) is not.
    """
    flags = run.flags[at]
    if flags & ~_PLAIN:
        return bool(flags & FIRST) and expected and not flags & NOT_NAME
    if at > low:
        first = run.flags[low]
        named = first & FIRST and (expected or not first & COMMON)
        verb = run.keys[at].endswith("s") or (at > low + 1 and run.keys[at].endswith("ing"))
        return bool(named) and not verb
    if not expected or run.keys[at].endswith("s"):
        return False
    return bool(flags & FIRST) or (at + 1 < high and bool(run.flags[at + 1] & LAST))


def name_end(run: Run, low: int, high: int, *, expected: bool) -> int:
    """Return where the name that begins at ``low`` ends; ``low`` if none does.

    :param expected: a title stands before it, so that one word is enough.
    """
    at = low
    while at < high and at - low < 5:
        if at > low and is_suffix(run.words[at]):
            break
        if not _fits(run, at, low, high, expected=expected):
            break
        at += 1
        if run.possessive[at - 1]:
            break
    while at > low and (run.flags[at - 1] & PARTICLE and run.words[at - 1][0].islower()):
        at -= 1
    while at > low and run.is_initial(at - 1):
        at -= 1
    return at


def name_evidence(run: Run, low: int, high: int) -> Evidence | None:
    """Return how good words without a title are as the name of a person.

    :returns: one of the evidences for names, :data:`POSSIBLE_NAME` if only the form is that of a
        name, ``None`` if they are no name.
    """
    while high > low and is_suffix(run.words[high - 1]):
        high -= 1
    if not 2 <= high - low <= 4 or name_end(run, low, high, expected=False) != high:
        return None
    if run.words[low] in _PARTIES and _is_placed(run, low + 1, high):
        return None
    first, last = run.flags[low], run.flags[high - 1]
    if first & FIRST:
        return _first_name_evidence(first, last)
    if run.is_initial(low) and high - low > 2:
        return LISTED_NAME
    if first & FAMILY_FIRST and high - low <= 3 and not last & (COMMON | RARE):
        return None if _is_placed(run, high - 1, high) else LISTED_NAME
    if (first | last) & (COMMON | _AMBIGUOUS):
        return None
    if _is_placed(run, low, low + 1) or _is_placed(run, high - 1, high):
        return None
    return LISTED_FAMILY_NAME if (first | last) & LAST and high - low == 2 else POSSIBLE_NAME


def _first_name_evidence(first: int, last: int) -> Evidence:
    """Return the evidence for a name by the flags of its first name and of its last word."""
    if not last & COMMON:
        doubtful = first & COMMON and last and not last & (LAST | FIRST)
        return COMMON_FIRST_NAME if doubtful else LISTED_NAME
    if not last & LAST:
        return POSSIBLE_NAME
    return LISTED_FAMILY_NAME if first & COMMON else COMMON_FAMILY_NAME


def is_name(run: Run, low: int, high: int, least: Evidence = COMMON_FIRST_NAME) -> bool:
    """Return whether words without a title are a name on evidence no weaker than ``least``."""
    evidence = name_evidence(run, low, high)
    return evidence is not None and evidence.strength >= least.strength


def _is_placed(run: Run, low: int, high: int) -> bool:
    place = find_place(run.key(low, high))
    return place is not None and place.tier >= LARGE


def _is_apposed(run: Run, low: int, high: int) -> bool:
    """Return whether commas stand around: ``the member for Corio, Jane Doe, said``."""
    start = run.starts[low]
    return run.text[max(0, start - 2) : start].startswith(",") and run.after(high, 1) == ","


def _is_said_of_person(run: Run, high: int) -> bool:
    """Return whether what follows is said of persons: ``said``, ``MP``, ``, the director``."""
    after = run.after(high, 60)
    if _SPEAKS.match(after) or _PARTY_TAG.match(after) or _WHO.match(after):
        return True
    apposed = _APPOSED.match(after)
    known = lexicon()
    return bool(apposed) and any(known.get(word, 0) & ROLE for word in apposed[1].split())  # type: ignore[index]


def has_relative_clause(run: Run, low: int, high: int) -> bool:
    """Return whether two words that no list knows as a name have ``, who`` behind them."""
    first, last = run.flags[low], run.flags[high - 1]
    plain = not first & ~(COMMON | RARE | FIRST | LAST) and not last & ~LAST
    return high - low == 2 and plain and _WHO.match(run.after(high, 12)) is not None


def _follows_speech(run: Run, low: int) -> bool:
    """Return whether a verb of speech stands before."""
    return bool(lexicon().get(run.word_before(low), 0) & SPEECH)


# ---- what a run without a title names ------------------------------------------------------------

_SAID_BEHIND = re.compile(r",? sa(?:id|ys)\b")


def is_rare_first_name(run: Run, low: int, begin: int) -> bool:
    """Return whether a word that no list knows belongs to a name: ``Coretta Scott King``."""
    if begin == low or run.flags[begin - 1] or not run.flags[begin] & LAST:
        return False
    return run.words[begin - 1].istitle() and find_place(run.keys[begin - 1]) is None


def find_inner_name(run: Run, low: int, high: int) -> int | None:
    """Return where first and family name begin among other words: lost marks run them together."""
    if high - low < 3:
        return None
    for at in range(low, high - 1):
        first, last = run.flags[at], run.flags[at + 1]
        sure = first & FIRST and not first & COMMON and last & LAST and not last & FIRST
        if sure and is_name(run, at, at + 2, COMMON_FAMILY_NAME):
            return at
    return None


def read_speaker(run: Run, at: int, reading: ReadingState) -> bool:
    """Read the bare name in ``said Hatch`` and ``Hatch said``."""
    flags, key = run.flags[at], run.keys[at]
    if flags & ~(LAST | RARE | COMMON | FIRST) or (flags and not flags & LAST):
        return False
    if (flags & COMMON and key in reading.lower) or run.words[at].isupper() or len(key) < 3:
        return False
    if not (_follows_speech(run, at) or _SAID_BEHIND.match(run.after(at + 1, 8))):
        return False
    reading.add(run, at, at + 1, SPEAKER)
    return True


def _runs_on(run: Run, low: int, high: int) -> bool:
    """Return whether the next person's first name follows a name: ``Ann Lee Melissa``."""
    if high - low != 3:
        return False
    first, last, other = run.flags[low:high]
    return bool(
        first & FIRST and last & LAST and not last & FIRST and other & FIRST and not other & LAST
    )


def read_name(run: Run, low: int, high: int, reading: ReadingState) -> bool:
    """Note words without a title as a person if they are a name, else leave them open.

    :returns: whether they are used up: the name of a ship is, without being noted.
    """
    evidence = name_evidence(run, low, high)
    if evidence is None:
        return False
    if reading.known.get(run.word_before(low), 0) & CRAFT:
        return True
    if _runs_on(run, low, high):
        high -= 1
    while is_suffix(run.words[high - 1]):
        high -= 1
    if (
        reading.follows_person(run.starts[low])
        or _is_said_of_person(run, high)
        or _follows_speech(run, low)
        or (_is_apposed(run, low, high) and run.flags[low] & FIRST)
    ):
        reading.add(run, low, high, SAID_OF_PERSON)
    elif evidence.strength >= COMMON_FIRST_NAME.strength or (
        evidence == LISTED_FAMILY_NAME and not run.opens
    ):
        reading.add(run, low, high, evidence)
    else:
        reading.open.append((run, low, high))
    return True
