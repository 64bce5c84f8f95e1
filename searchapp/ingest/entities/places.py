"""Rules for places: what words of a run, or before the dash of a dateline, are one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from searchapp.ingest.entities.capitalized_runs import Run
from searchapp.ingest.entities.evidence import (
    CODE_AFTER_TOWN,
    DATELINE,
    INNER_PLACE,
    LANDFORM,
    LANDFORM_BEFORE_NAME,
    LANDFORM_OF,
    STATE_CODE,
    TOWN_AND_CODE,
    UNLISTED_TOWN,
    gazetteer_evidence,
)
from searchapp.ingest.entities.gazetteer import (
    COUNTRY,
    LARGE,
    MEDIUM,
    REGION,
    Place,
    find_place,
    state_of,
)
from searchapp.ingest.entities.lexicon import (
    ADJECTIVE,
    COMMON,
    CONNECTOR,
    DEMONYM,
    DIRECTION,
    FIRST,
    HEAD,
    HONORIFIC,
    LAST,
    LOCATION_PREFIX,
    LOCATION_SUFFIX,
    NOT_NAME,
    NOT_ORGANIZATION,
    PLACE_PREPOSITION,
    RARE,
    ROLE,
    SPEECH,
    STRONG_PREPOSITION,
    WEAK_HEAD,
)
from searchapp.ingest.entities.spans import Span
from searchapp.ingest.entities.state import ReadingState

__all__ = ["read_datelines", "read_inner_places", "read_landform", "read_place"]

_REGION_AFTER = re.compile(r"[,;]\s{1,2}([A-Z][\w.]*(?: [A-Z]\w+)?)")
_STATE_AFTER = re.compile(r"[,;]?\s{1,2}([A-Z]{2}|[A-Z][a-z]{1,4}\.)(?![\w-])")
_LIST_LINK = re.compile(
    r"(?:'s)?(?:[,;] ?(?:and|or|y|et|und|e)? ?| (?:and|or|to|y|et|und|e) (?:de |in |à |en |em )?)\Z"
)
_SAID = re.compile(r"\s+(?:said|says|told|added|noted|asked|wants|wrote)\b")
_POSTCODE = re.compile(r" \d{4}\b")
_SEATS = {"member", "senator", "mp", "candidate"}
_NATURE = {"lake", "mount", "mt", "fort", "ft", "port", "cape", "isle", "camp", "point"}


def _region_follows(run: Run, high: int) -> bool:
    """Return whether a state or country stands behind a comma, as after a town."""
    after = run.after(high, 30)
    match = _STATE_AFTER.match(after)
    if match and state_of(match.group(1), run.text):
        return True
    match = _REGION_AFTER.match(after)
    if match is None:
        return False
    words = match.group(1).lower().rstrip(".")
    for key in (words, words.split(" ")[0]):
        place = find_place(key)
        if place is not None and place.tier >= REGION:
            return True
    return False


def _in_list(run: Run, low: int, reading: ReadingState) -> bool:
    """Return whether a list of places goes on here."""
    start, last = run.starts[low], reading.last_place
    return 0 <= start - last <= 8 and _LIST_LINK.match(reading.text[last:start]) is not None


def _in_context(run: Run, low: int, high: int, reading: ReadingState) -> bool:
    before = reading.known.get(run.word_before(low), 0)
    if before & PLACE_PREPOSITION or _is_seat(run, low):
        return True
    return _in_list(run, low, reading) or _region_follows(run, high)


def _in_strong_context(run: Run, low: int, high: int, reading: ReadingState) -> bool:
    """Return whether a name that has another meaning stands where only a place can."""
    before = reading.known.get(run.word_before(low), 0)
    return (
        bool(before & STRONG_PREPOSITION)
        or _is_seat(run, low)
        or _in_list(run, low, reading)
        or _region_follows(run, high)
    )


def _is_seat(run: Run, low: int) -> bool:
    """Return whether it is what a member of parliament is the member for."""
    return low > 1 and run.keys[low - 1] == "for" and run.keys[low - 2] in _SEATS


def _is_certain(run: Run, low: int, high: int, place: Place, reading: ReadingState) -> bool:
    """Return whether the bare name is a place here."""
    if high - low > 1:
        return _is_certain_phrase(run, low, high, place, reading)
    flags = run.flags[low]
    if flags & (HEAD | WEAK_HEAD) and place.tier < LARGE:
        return _region_follows(run, high)
    is_lowered = run.keys[low] in reading.lower or run.words[low].islower()
    if place.tier >= COUNTRY:
        return not (run.opens and low == 0 and is_lowered and flags & COMMON)
    if flags & (COMMON | NOT_NAME | ADJECTIVE) or is_lowered:
        return _is_certain_common_word(run, low, place, reading)
    is_speaker = _SAID.match(run.after(high, 12)) is not None
    if place.tier >= LARGE and not is_speaker:
        return _is_certain_city(run, low, place, reading)
    if flags & (FIRST | LAST):
        return _in_strong_context(run, low, high, reading)
    if place.tier >= MEDIUM and not flags & RARE:
        return True
    return not is_speaker and _in_context(run, low, high, reading)


def _is_certain_phrase(run: Run, low: int, high: int, place: Place, reading: ReadingState) -> bool:
    """Decide on several words: they can be first and family name of a person."""
    if place.tier >= LARGE:
        return True
    first, last = run.flags[low], run.flags[high - 1]
    is_person = first & FIRST and last & LAST and not first & DIRECTION
    return not is_person or _in_context(run, low, high, reading)


def _is_certain_common_word(run: Run, at: int, place: Place, reading: ReadingState) -> bool:
    """Decide on a word that means something else too, or that stands in lower case elsewhere."""
    if run.keys[at] in reading.lower or run.flags[at] & (NOT_NAME | ADJECTIVE | HEAD):
        return False
    if place.tier < MEDIUM:
        return _region_follows(run, at + 1)
    return _in_strong_context(run, at, at + 1, reading)


def _is_certain_city(run: Run, at: int, place: Place, reading: ReadingState) -> bool:
    """Decide on a large place of one word: a city that opens a sentence can be a person."""
    if place.tier >= REGION or not run.flags[at] & (FIRST | LAST):
        return True
    return not run.opens or _in_context(run, at, at + 1, reading)


def read_place(run: Run, low: int, high: int, reading: ReadingState) -> bool:
    """Note the words as a place if the gazetteer knows them and nothing speaks against it."""
    if high - low > 6:
        return False
    if high - low == 1 and _read_code(run, low, reading):
        return True
    if high - low == 1 and run.words[low].isupper() and not _may_be_shouted(run, low):
        return False
    if high - low > 1 and _read_town_and_code(run, low, high, reading):
        return True
    if _is_kind_of_organization(run, low, high) or (high - low == 1 and run.flags[low] & HONORIFIC):
        return False
    place = find_place(run.key(low, high))
    if place is None and "." in run.words[high - 1]:
        place = find_place(run.surface(low, high).lower())
    if place is not None and high - low == 1 and run.flags[low] & DEMONYM:
        return False
    if place is None or not _is_certain(run, low, high, place, reading):
        return _read_unknown_town(run, low, high, reading) if place is None else False
    evidence = gazetteer_evidence(place.kind, is_region=place.tier >= REGION)
    reading.add(run, low, high, evidence, place.name)
    return True


def _is_kind_of_organization(run: Run, low: int, high: int) -> bool:
    """Return whether it is an article and a head word: ``El Centro`` in a Spanish text."""
    return (
        high - low == 2
        and run.keys[low] in ("el", "la", "le")
        and bool(run.flags[high - 1] & (HEAD | WEAK_HEAD))
    )


def _read_town_and_code(run: Run, low: int, high: int, reading: ReadingState) -> bool:
    """Read ``Fort Smith AR``, where the comma was lost."""
    code = run.words[high - 1]
    state = state_of(code, run.text) if len(code) in (2, 3) and code.isupper() else None
    place = find_place(run.key(low, high - 1)) if state else None
    if state is None or place is None or run.words[low].isupper():
        return False
    reading.add(run, low, high - 1, TOWN_AND_CODE, place.name)
    reading.add(run, high - 1, high, CODE_AFTER_TOWN, state)
    return True


def _may_be_shouted(run: Run, at: int) -> bool:
    """Return whether capitals can be a place: a country, a large city, a town before its state."""
    word = run.words[at]
    place = find_place(run.keys[at])
    if place is None or not word.isalpha():
        return True
    if len(word) <= 3:
        return place.tier >= COUNTRY and bool(place.name)
    return place.tier >= LARGE or _region_follows(run, at + 1)


def _read_code(run: Run, at: int, reading: ReadingState) -> bool:
    """Read ``TX`` after ``Cuero,``, and ``NSW`` in a text about Australia."""
    word = run.words[at]
    state = state_of(word, run.text) if len(word) <= 6 else None
    if state is None or (at and run.keys[at - 1] != "of"):
        return False
    australian = state_of(word) != state
    placed = bool(reading.known.get(run.word_before(at), 0) & PLACE_PREPOSITION) or (
        _POSTCODE.match(run.after(at + 1, 6)) is not None
    )
    if not (
        _follows_town(run, reading)
        or (australian and word.isupper() and (placed or (len(word) == 3 and word != "ACT")))
    ):
        return False
    reading.add(run, at, at + 1, STATE_CODE, state)
    return True


def _follows_town(run: Run, reading: ReadingState) -> bool:
    gap = reading.text[max(0, run.starts[0] - 3) : run.starts[0]]
    return 0 <= run.starts[0] - reading.last_place <= 4 and ("," in gap or ";" in gap)


def _read_unknown_town(run: Run, low: int, high: int, reading: ReadingState) -> bool:
    """Read a town that no list knows by the state behind it: ``Doan's Crossing, TX``."""
    if high - low > 3 or run.any_flag(low, high, CONNECTOR | HEAD | HONORIFIC | ROLE | FIRST):
        return False
    match = _STATE_AFTER.match(run.after(high, 12))
    if (
        match is None
        or not match.group(0).startswith((",", ";"))
        or not state_of(match.group(1), run.text)
    ):
        return False
    if all(flags & COMMON for flags in run.flags[low:high]):
        return False
    reading.add(run, low, high, UNLISTED_TOWN)
    return True


def read_landform(run: Run, low: int, high: int, reading: ReadingState) -> bool:
    """Read ``Sweetwater County``, ``Lake Champlain``, ``Town of Ripley``."""
    last = run.flags[high - 1]
    if last & LOCATION_SUFFIX:
        low = _behind_capitals(run, low, high)
    count = high - low
    if last & LOCATION_SUFFIX and 2 <= count <= 4:
        rest = run.flags[low : high - 1]
        place = find_place(run.key(low, high - 1))
        if all(flags & (COMMON | NOT_NAME | DIRECTION) for flags in rest) and place is None:
            return False
        if any(flags & (HEAD | WEAK_HEAD | CONNECTOR) for flags in rest):
            return False
        if run.keys[high - 1] == "district" and (
            run.keys[high - 2] == "congressional" or all(flags & DIRECTION for flags in rest)
        ):
            return True
        name = f"{run.surface(low, high - 1)} County" if run.keys[high - 1] == "counties" else ""
        reading.add(run, low, high, LANDFORM, name)
        return True
    placed = reading.known.get(run.word_before(low), 0) & PLACE_PREPOSITION
    if (
        run.keys[low] in _NATURE
        and count in (2, 3)
        and (placed or not run.flags[low + 1] & COMMON)
        and not run.any_flag(low, high, HEAD | WEAK_HEAD | CONNECTOR | NOT_ORGANIZATION)
    ):
        reading.add(run, low, high, LANDFORM_BEFORE_NAME)
        return True
    return _read_of(run, low, high, reading)


def _behind_capitals(run: Run, low: int, high: int) -> int:
    """Return where a landform begins behind a short form: ``HSI Orange County``."""
    while high - low > 2 and run.words[low].isupper() and len(run.words[low]) > 2:
        low += 1
    return low


def _read_of(run: Run, low: int, high: int, reading: ReadingState) -> bool:
    if high - low < 3 or run.keys[low + 1] not in ("of", "de", "do", "da") or high - low > 6:
        return False
    if not run.flags[low] & LOCATION_PREFIX or run.any_flag(low + 2, high, HEAD | WEAK_HEAD):
        return False
    if "and" in run.keys[low:high]:
        return False
    if all(flags & (COMMON | CONNECTOR) for flags in run.flags[low + 2 : high]):
        return False
    reading.add(run, low, high, LANDFORM_OF)
    return True


def read_inner_places(run: Run, low: int, high: int, reading: ReadingState) -> bool:
    """Read well known places inside a run that is nothing as a whole; the rest stays open."""
    at, hit = low, False
    while at < high:
        for length in (4, 3, 2, 1):
            if at + length > high:
                continue
            place = find_place(run.key(at, at + length))
            least = REGION if length == 1 else LARGE
            if place is None or place.tier < least or run.flags[at] & SPEECH:
                continue
            if length == 1 and (run.flags[at] & (COMMON | FIRST) and place.tier < COUNTRY):
                continue
            reading.add(run, at, at + length, INNER_PLACE, place.name)
            at, hit = at + length, True
            break
        else:
            reading.open.append((run, at, at + 1))
            at += 1
    return hit


# ---- datelines -----------------------------------------------------------------------------------

_OPENING = re.compile(
    r" {0,4}(?P<place>[^\W\d_][^\W\d_.'’-]*(?:[ '’-][^\W\d_][^\W\d_.'’-]*){0,3})"
    r"(?P<date>(?:,[^\n–—()\d]{0,24}\d[^\n–—()]{0,20}?)?)(?:,[^\n–—()\d,]{2,24})?"
    r"\s{0,2}(?:–|—|--)\s{0,2}(?=[^\s])"
)
_SMALL_WORDS = frozenset({"de", "la", "le", "les", "du", "del", "am", "an", "der", "sur", "upon"})


def read_datelines(reading: ReadingState) -> None:
    """Note the place before a dash that a paragraph opens with, in the spelling of prose.

    Capitals or a date must show that it is a dateline, and the gazetteer that it is a place.
    """
    for match in _openings(reading.text):
        surface = match["place"]
        place = find_place(surface.lower())
        if place is None or not (surface.isupper() or match["date"]):
            continue
        plain = reading.known.get(surface.lower(), 0) & COMMON
        if plain and place.tier < LARGE and not match["date"]:
            continue
        name = place.name or (_prose_case(surface) if surface.isupper() else "")
        reading.spans.append(Span(*match.span("place"), DATELINE, name))


def _openings(text: str) -> Iterator[re.Match[str]]:
    """Yield the matches at line starts: none is tried anywhere else."""
    start, free_from = 0, 0
    while start >= 0:
        match = _OPENING.match(text, start) if start >= free_from else None
        if match:
            yield match
            free_from = match.end()
        start = text.find("\n", start) + 1 or -1


def _prose_case(surface: str) -> str:
    """Return a place in capitals as prose writes it: ``RIO DE JANEIRO`` as ``Rio de Janeiro``."""
    words = re.split(r"([ '’-])", surface.lower())
    return "".join(
        word if index and word in _SMALL_WORDS else word.capitalize()
        for index, word in enumerate(words)
    )
