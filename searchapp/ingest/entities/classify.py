"""Order of the rules over a run of capitalized words, and the cuts that come before them.

A run is cut at possessives, titles and connectors until every piece is one thing or nothing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from searchapp.ingest.entities.capitalized_runs import Run
from searchapp.ingest.entities.evidence import (
    COURTESY_TITLE,
    HELD_OFFICE,
    INNER_NAME,
    LISTED_FAMILY_NAME,
    LISTED_NAME,
    LOWER_CASE_ROLE,
    OFFICE_OF_PLACE,
    OWNED_LANDFORM,
    PLACE_BEFORE_NAME,
    RELATIVE_WHO,
    ROLE_TITLE,
    SHARED_TITLE,
)
from searchapp.ingest.entities.gazetteer import LARGE, REGION, find_place
from searchapp.ingest.entities.lexicon import (
    COMMON,
    CONNECTOR,
    FIRST,
    FUNCTION,
    HEAD,
    HONORIFIC,
    LAST,
    MODIFIER,
    NOT_NAME,
    PARTICLE,
    ROLE,
    SPLITTER,
    WEAK_HEAD,
)
from searchapp.ingest.entities.organizations import (
    AND,
    organization_cut,
    read_known,
    read_organization,
    read_single,
)
from searchapp.ingest.entities.people import (
    find_inner_name,
    has_relative_clause,
    is_name,
    is_rare_first_name,
    is_suffix,
    name_end,
    read_name,
    read_speaker,
)
from searchapp.ingest.entities.places import read_inner_places, read_landform, read_place
from searchapp.ingest.entities.run_bounds import (
    ARTICLES,
    TRIMMED,
    office_start,
    owned_landform,
    trim,
)
from searchapp.ingest.entities.state import ReadingState

__all__ = ["read_run"]

_PARTY_AND_STATE = re.compile(r"(?:[DRI]|ID) [A-Z][A-Za-z]{1,4}\.?\Z")
_PARTY = re.compile(r"[DRIL](?:-[A-Z].*)?\.?\Z")
_JOINED = re.compile(
    r"([^\W\d_]\S*?)-(?i:based|area|led|run|style|born|owned|backed|funded|wide|made|held)\Z"
)
_PLURAL = {
    "senators",
    "sens",
    "reps",
    "representatives",
    "messrs",
    "congressmen",
    "ministers",
    "governors",
    "mps",
}


def read_run(run: Run, reading: ReadingState) -> None:
    """Read one run: cut it at possessives and read each piece."""
    low = 0
    for at in range(run.length):
        joined = _JOINED.match(run.words[at]) if "-" in run.words[at] else None
        if joined:
            read_piece(run, low, at, reading)
            _read_joined(run, at, len(joined.group(1)), reading)
            low = at + 1
        elif run.possessive[at] and (start := owned_landform(run, low, at)) is not None:
            read_piece(run, low, start, reading)
            reading.add(run, start, at + 2, OWNED_LANDFORM)
            return
        elif run.possessive[at] and (start := office_start(run, low, at)) is not None:
            read_piece(run, low, start, reading)
            reading.add(run, start, at + 2, OFFICE_OF_PLACE)
            low = at + 2
        elif run.possessive[at] and at + 1 < run.length:
            read_piece(run, low, at + 1, reading)
            low = at + 1
        elif (
            at > low
            and run.flags[at] & SPLITTER
            and run.words[at].istitle()
            and len(run.keys[at]) > 1
        ):
            read_piece(run, low, at, reading)
            low = at
    read_piece(run, low, run.length, reading)


def _read_joined(run: Run, at: int, length: int, reading: ReadingState) -> None:
    """Read the place in ``Shenzhen-based``."""
    start = run.starts[at]
    part = Run(run.text, start, start + length)
    part.opens = False
    read_piece(part, 0, part.length, reading)


def read_piece(run: Run, low: int, high: int, reading: ReadingState) -> None:
    """Read the words from ``low`` up to ``high``, as a whole or cut in two."""
    if _read_listed(run, low, high, reading):
        return
    if reading.language != "en" and high - low > 1 and run.keys[low] in ARTICLES:
        low += 1
    low, high = trim(run, low, high)
    if low >= high or _is_party(run, low, high):
        return
    if not any(rule(run, low, high, reading) for rule in _WHOLE):
        _read_parts(run, low, high, reading)


def _is_party(run: Run, low: int, high: int) -> bool:
    """Return whether the words are an initial or a party: ``R``, ``D-NV``, ``R Tex.``."""
    if high - low == 1:
        return _PARTY.match(run.words[low]) is not None or run.is_initial(low)
    return high - low == 2 and _PARTY_AND_STATE.match(run.surface(low, high)) is not None


def _read_parts(run: Run, low: int, high: int, reading: ReadingState) -> None:
    """Read words that no rule takes as they stand: an organization, or two things."""
    cut = organization_cut(run, low, high)
    if cut is None and read_organization(run, low, high, reading):
        return
    if cut is None:
        cut = _first_connector(run, low, high)
    if cut is None:
        _read_words(run, low, high, reading)
    elif not _read_linked_name(run, low, high, reading):
        read_piece(run, low, cut, reading)
        read_piece(run, cut + 1, high, reading)


def _read_listed(run: Run, low: int, high: int, reading: ReadingState) -> bool:
    """Read a listed name that begins like a sentence: ``Des Moines``, ``The Australian``."""
    if high - low < 2 or not run.flags[low] & TRIMMED or (run.opens and run.keys[low] == "the"):
        return False
    return read_known(run, low, high, reading) or read_place(run, low, high, reading)


def _read_linked_name(run: Run, low: int, high: int, reading: ReadingState) -> bool:
    """Read a name with particles, which look like connectors: ``Maria de la Cruz``."""
    if not run.any_flag(low, high, PARTICLE) or not is_name(run, low, high):
        return False
    reading.add(run, low, high, LISTED_NAME)
    return True


def _first_connector(run: Run, low: int, high: int) -> int | None:
    for at in range(low + 1, high - 1):
        if (run.flags[at] & CONNECTOR and run.words[at][0].islower()) or run.words[at] == "&":
            return at
    return None


def _read_title(run: Run, low: int, high: int, reading: ReadingState) -> bool:
    """Read a name behind a title: the words before the title and behind the name are read too."""
    if low == 0 and _read_after_role(run, low, high, reading):
        return True
    if not run.any_flag(low, high, ROLE | HONORIFIC):
        return False
    for at in range(low, high - 1):
        if not run.flags[at] & (ROLE | HONORIFIC) or run.words[at][0].islower():
            continue
        if _is_family_name(run, low, at):
            continue
        if run.flags[at + 1] & HONORIFIC and not run.possessive[at + 1]:
            continue
        if _read_named_title(run, low, at, high, reading):
            return True
    return _read_office(run, low, high, reading)


def _is_family_name(run: Run, low: int, at: int) -> bool:
    """Return whether a title is a family name here: ``Martin Luther King Jr. Center``."""
    if at < low + 2 or not run.flags[at] & LAST or run.flags[at] & HONORIFIC:
        return False
    names = run.flags[low:at]
    return any(f & (FIRST | LAST) for f in names) and not any(f & ~(FIRST | LAST) for f in names)


def _read_after_role(run: Run, low: int, high: int, reading: ReadingState) -> bool:
    """Read a name behind a title in lower case: ``spokesman Jan Brandt``."""
    if not reading.known.get(run.word_before(low), 0) & (ROLE | HONORIFIC):
        return False
    end = name_end(run, low, high, expected=True)
    if end - low < 2 and (
        end == low or run.flags[low] & (COMMON | ROLE | HONORIFIC) or find_place(run.keys[low])
    ):
        return False
    if end - low < 2 and run.word_before(low) in ("member", "members", "general"):
        return False
    if end - low < 2 and end < high and run.flags[end] & (HEAD | WEAK_HEAD):
        return False
    reading.add(run, low, end, LOWER_CASE_ROLE)
    read_piece(run, end, high, reading)
    return True


class _Title(NamedTuple):
    """What a title says of the name behind it.

    :param is_courtesy: a name follows, whatever it looks like: ``Mr.``, ``Senator``.
    :param is_plural: names of several people follow: ``Senators``.
    """

    is_courtesy: bool
    is_plural: bool


def _read_named_title(run: Run, low: int, at: int, high: int, reading: ReadingState) -> bool:
    """Read the title at ``at`` with the name behind it, if there is one."""
    title = _Title(bool(run.flags[at] & HONORIFIC), run.keys[at] in _PLURAL)
    begin = at + 1
    if high - begin >= 3 and not run.flags[begin] & FIRST:
        place = find_place(run.keys[begin])
        if place is not None and place.tier >= LARGE:
            reading.add(run, begin, begin + 1, PLACE_BEFORE_NAME, place.name)
            begin += 1
    end = name_end(run, begin, high, expected=True)
    if end == begin or not _is_name_behind(title, run, begin, end, reading):
        return False
    reading.add(run, begin, end, COURTESY_TITLE if title.is_courtesy else ROLE_TITLE)
    start = _start_of_title(run, low, at)
    if start > low:
        read_piece(run, low, start, reading)
    _read_behind_name(title, run, end, high, reading)
    return True


def _start_of_title(run: Run, low: int, at: int) -> int:
    """Return where a title begins: its modifiers too, but not the last word of a name before it.

    ``Deputy Prime Minister`` is all title, of ``Department of Labor Secretary`` only the last word.
    """
    start = at
    while start > low and run.flags[start - 1] & (MODIFIER | ROLE | HONORIFIC):
        if _is_county(run, start - 1, low):
            return start
        start -= 1
    cut = start > low and run.flags[start - 1] & CONNECTOR and run.keys[start - 1] not in AND
    return at if cut and run.any_flag(low, start, HEAD | WEAK_HEAD) else start


def _is_county(run: Run, at: int, low: int) -> bool:
    """Return whether a word of a title belongs to a place: ``Orange County District Attorney``."""
    if at == low or run.keys[at] not in ("county", "parish", "city"):
        return False
    return not run.flags[at - 1] & (MODIFIER | ROLE | HONORIFIC | CONNECTOR | HEAD | WEAK_HEAD)


def _is_verb(key: str, reading: ReadingState) -> bool:
    """Return whether a word can be a verb in the third person, as headlines have it: ``Speaks``."""
    known = reading.known
    return key.endswith("s") and bool(known.get(key, 0) & known.get(key[:-1], 0) & COMMON)


def _is_name_behind(title: _Title, run: Run, low: int, high: int, reading: ReadingState) -> bool:
    """Return whether words behind a title are a name: not ``Senators Call on``."""
    place = find_place(run.key(low, high))
    is_region = place is not None and place.tier >= REGION
    if high - low > 1:
        return not is_region
    flags, key = run.flags[low], run.keys[low]
    if is_suffix(run.words[low]) or (flags & (HEAD | WEAK_HEAD) and not flags & LAST):
        return False
    if title.is_plural and flags & COMMON and key in reading.lower:
        return False
    if flags & ROLE and not (title.is_courtesy and flags & LAST):
        return False
    if title.is_courtesy:
        return True
    return not (flags & NOT_NAME or _is_verb(key, reading) or is_region)


def _read_behind_name(title: _Title, run: Run, low: int, high: int, reading: ReadingState) -> None:
    """Read what follows a name; after ``Senators`` a second name needs no title."""
    while low < high and (run.flags[low] & CONNECTOR or is_suffix(run.words[low])):
        low += 1
    if low >= high:
        return
    if title.is_plural:
        end = name_end(run, low, high, expected=True)
        if end > low:
            reading.add(run, low, end, SHARED_TITLE)
            low = end
    read_piece(run, low, high, reading)


def _read_office(run: Run, low: int, high: int, reading: ReadingState) -> bool:
    """Read ``Secretary of the Interior Jane Doe``: an office, not an organization."""
    for at in range(low, high):
        if not run.flags[at] & (ROLE | HONORIFIC) or run.words[at][0].islower():
            continue
        if at + 1 < high and not run.flags[at + 1] & CONNECTOR:
            continue
        if _is_family_name(run, low, at):
            continue
        within = at > low and run.any_flag(low, at, HEAD | WEAK_HEAD)
        if within and run.flags[at - 1] & CONNECTOR and run.keys[at - 1] not in AND:
            return False
        start = _start_of_title(run, low, at)
        read_piece(run, low, start, reading)
        _read_office_of(run, at + 1, high, reading)
        return True
    return False


def _read_office_of(run: Run, low: int, high: int, reading: ReadingState) -> None:
    """Read what an office is of, and the name of its holder at the end."""
    while low < high and run.flags[low] & (CONNECTOR | FUNCTION):
        low += 1
    for begin in (high - 3, high - 2):
        if (
            begin > low
            and run.flags[begin] & FIRST
            and is_name(run, begin, high, LISTED_FAMILY_NAME)
        ):
            reading.add(run, begin, high, HELD_OFFICE)
            high = begin
            break
    if low < high:
        read_piece(run, low, high, reading)


def _read_words(run: Run, low: int, high: int, reading: ReadingState) -> None:
    """Read a piece without connector, title or head word."""
    if high - low == 1:
        if not read_single(run, low, reading) and not read_speaker(run, low, reading):
            reading.open.append((run, low, high))
        return
    if (
        high - low == 4
        and run.flags[low] & FIRST
        and run.flags[low + 2] & FIRST
        and is_name(run, low, low + 2)
        and is_name(run, low + 2, high)
    ):
        reading.add(run, low, low + 2, LISTED_NAME)
        reading.add(run, low + 2, high, LISTED_NAME)
        return
    if read_name(run, low, high, reading):
        return
    if has_relative_clause(run, low, high):
        reading.add(run, low, high, RELATIVE_WHO)
        return
    begin = find_inner_name(run, low, high)
    if begin is None:
        read_inner_places(run, low, high, reading)
        return
    end = begin + 2
    begin -= is_rare_first_name(run, low, begin)
    reading.add(run, begin, end, INNER_NAME)
    read_piece(run, low, begin, reading)
    read_piece(run, end, high, reading)


_WHOLE = (read_known, read_place, _read_title, read_landform)
"""The rules that may take a piece as it stands, in the order in which they are asked."""
