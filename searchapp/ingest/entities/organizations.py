"""Rules for organizations: head words, listed names, capitals, and what looks like them."""

from __future__ import annotations

import re

from searchapp.ingest.entities.capitalized_runs import Run
from searchapp.ingest.entities.evidence import (
    ACRONYM,
    CAPITALS,
    HEAD_WORD,
    INNER_CAPITALS,
    LISTED_NAME,
    LISTED_ORGANIZATION,
    ONE_WORD_NAME,
    WEAK_HEAD_WORD,
    Kind,
)
from searchapp.ingest.entities.gazetteer import MEDIUM, REGION, find_place
from searchapp.ingest.entities.lexicon import (
    ADJECTIVE,
    BARE_ORGANIZATION,
    COMMON,
    CONNECTOR,
    DEMONYM,
    FIRST,
    FUNCTION,
    GENERIC,
    HEAD,
    LAST,
    LOCATION_SUFFIX,
    MODIFIER,
    NOT_NAME,
    NOT_ORGANIZATION,
    RARE,
    ROLE,
    WEAK_HEAD,
    kinds_of_organization,
    not_acronyms,
)
from searchapp.ingest.entities.listed_organizations import known_organization, listed_name
from searchapp.ingest.entities.people import is_name
from searchapp.ingest.entities.state import ReadingState

__all__ = [
    "is_law",
    "kind_of_long_form",
    "organization_cut",
    "read_known",
    "read_organization",
    "read_single",
]

_LAWS = {"act", "acts", "bill", "bills", "law", "laws", "amendment", "resolution"}
_MONEY = {"appropriations", "appropriation", "authorization", "authorizations"}
_PARTIES = {"republican", "democratic", "labor", "liberal", "conservative"}
_BARE_PLURALS = {
    "departments", "agencies", "committees", "councils", "universities", "colleges", "hospitals",
    "ministries", "governments", "banks", "schools", "centers", "centres", "authorities", "clinics",
    "boards", "offices", "societies", "institutes", "commissions", "organizations", "associations",
}  # fmt: skip
_NEED_NAME = {"times", "post", "world", "news", "energy", "power", "house", "media", "groups"}
_YEAR = re.compile(r"\d{4}\Z")
_EVENTS = {"conference", "forum", "meeting", "congress", "world"}
_NATION = {"u.s", "us", "united", "states"}
_NUMERALS = {"i", "ii", "iii", "iv", "v", "one", "two"}
_CHAMBERS = {"senate", "house", "congress", "parliament", "congressional"}
AND = {"and", "y", "et", "und", "e", "и"}
_OF = {"of", "for", "on", "de", "du", "des", "del", "della", "da", "do", "für", "d'", "l'", "der"}
_ON_HEADS = {
    "committee", "subcommittee", "commission", "council", "panel", "force", "caucus", "conference",
    "center", "centre", "institute", "office",
}  # fmt: skip
_CAMEL = re.compile(r"[a-z][A-Z]|^[A-Z]{2,}[a-z]{2,}|^[A-Z](?:[a-z]+\d|\d+[A-Z])")
_SCOTTISH = ("Mc", "Mac", "De", "Di", "La", "Le", "Van", "O'", "O’", "Fitz", "St")
_THE_BEFORE = {
    "the",
    "of",
    "at",
    "by",
    "with",
    "from",
    "and",
    "to",
    "la",
    "le",
    "der",
    "die",
    "del",
    "el",
}


def read_known(run: Run, low: int, high: int, reading: ReadingState) -> bool:
    """Note words that are a short form defined here, or that the table knows."""
    surface = run.surface(low, high)
    if high - low == 1 and surface in reading.acronyms:
        kind = reading.acronyms[surface]
        if kind is not None:
            reading.add(run, low, high, ACRONYM[kind])
        return True
    name = listed_name(surface, run.key(low, high))
    if name is None:
        return False
    reading.add(run, low, high, LISTED_ORGANIZATION, name)
    return True


def _is_complete(run: Run, low: int, high: int, *, weak: bool) -> bool:
    """Return whether one side of an "and" stands by itself."""
    while low < high and run.flags[low] & (FUNCTION | CONNECTOR):
        low += 1
    if low >= high:
        return False
    if high - low == 1:
        word, flags = run.words[low], run.flags[low]
        if flags & BARE_ORGANIZATION or known_organization(word):
            return True
        if word.isupper() and len(word) > 2:
            return True
        place = find_place(run.keys[low])
        return place is not None and place.tier >= MEDIUM and not flags & COMMON
    if known_organization(run.surface(low, high)):
        return True
    head = _head_at(run, low, high)
    if head is not None and (weak or run.flags[head] & HEAD):
        return True
    place = find_place(run.key(low, high))
    return (place is not None and place.tier >= MEDIUM) or is_name(run, low, high)


def _head_at(run: Run, low: int, high: int) -> int | None:
    """Return the word that is the head of the phrase: the last word, or one before ``of``."""
    if run.flags[high - 1] & (HEAD | WEAK_HEAD):
        return high - 1
    for at in range(low, high - 1):
        if run.flags[at] & (HEAD | WEAK_HEAD) and run.keys[at + 1] in _OF:
            return at
    foreign = run.flags[low] & HEAD and not run.flags[low] & COMMON
    return low if foreign else None


def organization_cut(run: Run, low: int, high: int) -> int | None:
    """Return the connector at which a run of two things must be cut, or ``None``."""
    heads = [at for at in range(low, high) if run.flags[at] & (HEAD | WEAK_HEAD)]
    if not heads:
        return None
    for at in range(high - 2, low, -1):
        key = run.keys[at]
        if key in AND:
            if run.flags[low] & GENERIC and (at - low == 1 or run.keys[low] == "government"):
                return at
            if run.keys[at + 1] == "the" and run.any_flag(at + 2, high, HEAD | WEAK_HEAD):
                return at
            of_form = any(run.keys[k] in _OF for k in range(low, at))
            left = _is_complete(run, low, at, weak=True)
            if left and _is_complete(run, at + 1, high, weak=not of_form):
                return at
        elif (key == "on" and not set(run.keys[low:at]) & _ON_HEADS) or (
            key in _OF and heads[0] > at and not run.flags[at - 1] & ADJECTIVE
        ):
            return at
    return None


def is_law(run: Run, low: int, high: int) -> bool:
    """Return whether the last word makes it a law, an event or a program, no organization."""
    if high - low > 2 and _YEAR.match(run.keys[high - 1]) and run.keys[high - 2] == "of":
        high -= 2
    if run.keys[high - 1] in _NUMERALS and high - low > 1:
        high -= 1
    last = run.flags[high - 1]
    if run.keys[high - 1] in _LAWS and run.keys[high - 2] not in _OF:
        return True
    if any(run.keys[at] in _EVENTS and run.keys[at + 1] == "on" for at in range(low, high - 1)):
        return True
    if not last & NOT_ORGANIZATION or last & (HEAD | WEAK_HEAD):
        return False
    return not any(
        run.flags[at] & (HEAD | WEAK_HEAD) and run.keys[at + 1] in _OF
        for at in range(low, high - 1)
    )


def _has_weight(run: Run, low: int, high: int) -> bool:
    """Return whether the words are more than a common noun with a capital."""
    words = [
        at
        for at in range(low, high)
        if not run.flags[at] & (CONNECTOR | FUNCTION) and run.keys[at] not in _NATION
    ]
    if not words or run.key(low, high) in kinds_of_organization():
        return False
    if _is_kind(run, words):
        return False
    plain = len([at for at in words if not run.words[at - 1][0].islower()])
    if plain > 7:
        return False
    if len(words) == 2 and run.keys[words[1]] == "government":
        first = run.flags[words[0]]
        return not first & COMMON or bool(first & DEMONYM)
    if len(words) == 2 and run.keys[words[0]] in _CHAMBERS and run.flags[words[1]] & GENERIC:
        return False
    if run.any_flag(low, high, HEAD):
        lone = len(words) == 2 and "-" in run.keys[words[0]] and run.flags[words[0]] & COMMON
        return len(words) > 1 and not lone
    named = [
        at for at in words
        if not run.flags[at] & (COMMON | RARE | WEAK_HEAD) or run.flags[at] & (ADJECTIVE | DEMONYM)
    ]  # fmt: skip
    plural = run.keys[high - 1] in ("services", "forces", "workers", "systems")
    return len(words) > 1 and bool(named or (len(words) > 2 and not plural))


def _is_kind(run: Run, words: list[int]) -> bool:
    """Return whether only common words stand before a head: a kind of organization."""
    last = run.keys[words[-1]]
    if last not in _BARE_PLURALS | _NEED_NAME or _head_at(run, words[0], words[-1]) is not None:
        return False
    before = [run.flags[at] for at in words[:-1]]
    named = last in _NEED_NAME and any(flags & (ADJECTIVE | DEMONYM) for flags in before)
    return not named and all(flags & COMMON and not flags & DEMONYM for flags in before)


def read_organization(run: Run, low: int, high: int, reading: ReadingState) -> bool:
    """Note the words as an organization if one of them says so.

    :returns: whether the words are used up (a law or a program is, without being noted).
    """
    if not run.any_flag(low, high, HEAD | WEAK_HEAD):
        return False
    if is_law(run, low, high):
        return True
    last = run.flags[high - 1]
    if (
        last & LOCATION_SUFFIX
        and not last & (HEAD | WEAK_HEAD)
        and not run.any_flag(low, high, HEAD)
    ):
        return False
    if high - low == 2 and run.keys[low] in _PARTIES and run.keys[high - 1] in _CHAMBERS:
        low += 1
    plural = next((at for at in range(low, high) if run.keys[at] not in _NATION), low)
    if run.keys[plural] == "departments" and _read_departments(run, plural, high, reading):
        return True
    if _ends_with_money(run, low, high):
        high -= 1
    if run.flags[high - 1] & MODIFIER and _role_follows(run, high, reading):
        high -= 1
    head = _head_at(run, low, high)
    if head is None:
        return _read_headed(run, low, high, reading)
    if not _has_weight(run, low, high):
        return _read_alone(run, low, high, reading)
    evidence = HEAD_WORD if run.any_flag(low, high, HEAD) else WEAK_HEAD_WORD
    reading.add(run, low, high, evidence)
    return True


def _read_departments(run: Run, low: int, high: int, reading: ReadingState) -> bool:
    """Read ``Departments of Labor and Education``: each is an organization."""
    if high - low < 3 or run.keys[low + 1] != "of":
        return False
    whole = f"Department of {run.surface(low + 2, high)}"
    cut = next((at for at in range(low + 3, high - 1) if run.keys[at] == "and"), None)
    if cut is None or known_organization(whole):
        reading.add(run, low, high, HEAD_WORD, whole)
        return True
    for begin, start, end in ((low, low + 2, cut), (cut + 1, cut + 1, high)):
        name = f"Department of {run.surface(start, end)}"
        reading.add(run, begin, end, HEAD_WORD, name)
    return True


def _ends_with_money(run: Run, low: int, high: int) -> bool:
    """Return whether a department's budget is meant: ``Department of Defense Appropriations``."""
    if run.keys[low] not in ("department", "departments", "ministry") or high - low < 4:
        return False
    given = run.keys[high - 1] == "assistance" and run.after(high, 4) == " to "
    return (given or run.keys[high - 1] in _MONEY) and run.keys[high - 2] not in _OF | AND


_FOLLOWING = re.compile(r" ([a-z-]+)")


def _role_follows(run: Run, high: int, reading: ReadingState) -> bool:
    """Return whether a role in lower case follows: the last word belongs to it."""
    match = _FOLLOWING.match(run.after(high, 24))
    return match is not None and bool(reading.known.get(match.group(1), 0) & ROLE)


def _read_headed(run: Run, low: int, high: int, reading: ReadingState) -> bool:
    """Read ``Energy Commission Ann Lee``: what is behind the head word is new."""
    strong = [at for at in range(low, high) if run.flags[at] & HEAD]
    if not strong:
        return False
    at = strong[-1]
    if not read_organization(run, low, at + 1, reading):
        return False
    for k in range(at + 1, high):
        reading.open.append((run, k, k + 1))
    if high - at - 1 > 1 and is_name(run, at + 1, high):
        reading.add(run, at + 1, high, LISTED_NAME)
    return True


def _read_alone(run: Run, low: int, high: int, reading: ReadingState) -> bool:
    """Read ``Congress`` and the like; other heads alone name nothing."""
    if high - low == 1 and run.flags[low] & BARE_ORGANIZATION:
        return read_bare(run, low, reading)
    return high - low == 1 or run.any_flag(low, high, GENERIC)


def read_bare(run: Run, at: int, reading: ReadingState) -> bool:
    """Read an organization that goes by one common word: only with a capital inside a sentence."""
    if run.opens and at == 0 and run.keys[at] in reading.lower:
        return True
    if run.flags[at] & MODIFIER and run.keys[at] in reading.lower:
        return True
    reading.add(run, at, at + 1, ONE_WORD_NAME)
    return True


def read_single(run: Run, at: int, reading: ReadingState) -> bool:
    """Read one word that is neither place nor name: capitals, inner capitals."""
    word, flags = run.words[at], run.flags[at]
    if flags & BARE_ORGANIZATION:
        return read_bare(run, at, reading)
    if word.isupper() and 3 <= len(word) <= 7 and word.isalpha():
        return _read_capitals(run, at, reading)
    if _CAMEL.search(word) and not word.startswith(_SCOTTISH) and not flags:
        if reading.text.count(word) >= 2:
            reading.add(run, at, at + 1, INNER_CAPITALS)
        return True
    return False


def _read_capitals(run: Run, at: int, reading: ReadingState) -> bool:
    word = run.words[at]
    if (
        run.after(at + 1, 1) == ":"
        or word in not_acronyms()
        or run.flags[at] & (COMMON | FUNCTION | NOT_NAME | FIRST | LAST)
    ):
        return True
    if run.word_before(at) in _THE_BEFORE or reading.text.count(word) >= 2:
        reading.add(run, at, at + 1, CAPITALS)
    return True


def kind_of_long_form(run: Run) -> Kind | None:
    """Return what a long form is whose short form stands behind it in brackets."""
    low, high = 0, run.length
    while low < high and run.flags[low] & FUNCTION:
        low += 1
    if low >= high:
        return None
    if is_law(run, low, high) or (
        run.flags[high - 1] & NOT_ORGANIZATION and not run.any_flag(low, high, HEAD)
    ):
        return None
    if run.key(low, high) in kinds_of_organization():
        return None
    place = find_place(run.key(low, high))
    last = run.flags[high - 1] & (LOCATION_SUFFIX | HEAD | WEAK_HEAD)
    if (place and place.tier >= REGION) or (
        last == LOCATION_SUFFIX and not run.any_flag(low, high, HEAD)
    ):
        return "place"
    if run.any_flag(low, high, HEAD | WEAK_HEAD):
        return "organization"
    capitals = sum(word[0].isupper() for word in run.words[low:high])
    common = sum(bool(flags & COMMON) for flags in run.flags[low:high])
    return "organization" if capitals >= 2 and common < run.length else None
