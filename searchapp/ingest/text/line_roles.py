"""Roles of lines: date, contact, caption, number, mark, share button and other furniture.

Each line is judged by its own words first, then contact blocks are grown over the lines beside a
telephone number or an address. A line without a role is ``""``: prose, a heading or a menu.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Final

from searchapp.ingest.dates.calendar_words import calendar_key, date_words
from searchapp.ingest.dates.find import find_dates
from searchapp.ingest.text.lines import Line, is_web_address
from searchapp.ingest.text.link_bars import is_link_bar, language_switch
from searchapp.ingest.text.page_phrases import phrases

__all__ = [
    "JUNK_ROLES",
    "PART_ROLES",
    "SECTION_ROLES",
    "grow_contacts",
    "has_date",
    "is_advisory",
    "line_role",
    "line_roles",
]

PART_ROLES: Final = frozenset(
    {"date", "contact", "caption", "number", "start-mark", "end-mark", "mark"}
)
"""Roles that take a line out of the body and keep it."""
JUNK_ROLES: Final = frozenset({"share", "menu", "read-more", "cookie", "legal", "form", "related"})
"""Roles of boilerplate."""
SECTION_ROLES: Final = frozenset({"related", "form", "cookie", "legal", "end-mark"})
"""Roles that open what stands below a release."""

_WORD = re.compile(r"[^\s\d!-,./:-@\[-`{-~‘’“”„«»،、，。：（）–—·•]+")
"""A word of a date line, hyphens and the vowel signs of Hindi and Thai within it."""
_END_MARK = re.compile(
    r"[#*\s]*#[#*\s]*|[-–—\s]*30[-–—\s]+|[-–—*\s]*(?i:ends?|ende|fin|fim)[-–—*.\s]*"
)
_CAPTION = re.compile(
    r"\((?:Photos?|Foto|Fotos|Image|Bild|Credit|Source|Quelle|Crédit|Фото)\s?:[^)]{1,80}\)\W*$"
    r"|^(?:Photos?|Foto|Fotos|Caption|Image|Bild|BU|Picture|Фото)\s?:\s"
    r"|,\s(?:[Pp]hoto|[Ff]oto|[Bb]ild)\s?:\s|^Фото из |^Photo (?:by|courtesy|credit)\b"
    r"|^©\s[^\d]{3,60}/[^\d]{3,40}$|[^。]\s\S{1,4}\s?摄$"
)
_LEGAL = re.compile(
    r"(?i)©\s?\S{0,20}\s?(?:19|20)\d\d|(?:19|20)\d\d\s?©|\(c\)\s?(?:19|20)\d\d"
    r"|copyright\b.{0,40}(?:19|20)\d\d|all rights reserved|alle rechte vorbehalten"
    r"|tous droits réservés|derechos reservados|direitos reservados|все права защищены"
    r"|版权所有|جميع الحقوق"
)
_LEGAL_WORDS = ("copyright", "right", "recht", "droit", "derecho", "direito", "права", "版权", "حق")
_NUMBER = re.compile(
    r"(?i)(?:(?:press\s|news\s|media\s)?(?:release|case|reference|ref|document|communiqué"
    r"|pressemitteilung)\W{0,2})?(?:no|nr|number|n°|#|№)\W{0,3}[\w/.-]{0,12}\d[\w/.-]{0,14}"
    r"|(?:case|ref|reference|release)\W{1,3}[\w/.-]{0,12}\d[\w/.-]{0,14}"
    r"|[A-Z]{2,6}[/-]\d{2,4}[/-]\d{1,5}|\d{1,4}/(?:19|20)\d\d|第\s?\d{1,5}\s?号"
)
_PHONE = re.compile(
    r"(?<![\w/])(?:\+\d{1,3}(?:[\s./()–-]{0,3}\d{1,6}){2,7}"
    r"|\(?\d{3}\)?\s?[-./ ]\s?\d{3}\s?[-. ]\s?\d{4}|\(0\d{1,5}\)\s?\d[\d ]{4,10}"
    r"|0\d{2,4}[-/ ]\d{5,9}(?:-\d{1,5})?)(?!\w)"
)
_MAIL = re.compile(r"[\w.+-]{1,64}(?:@|\s?\(at\)\s?|\s?\[at\]\s?)[\w-]{1,64}\.[\w.-]{2,40}")
_POST = re.compile(
    r"(?i)\b(?:office|spokes\w+|director|secretary|communications?|press|media|officer|manager"
    r"|counsel|chief|relations|department|division|editor|pressesprecher\w*|presse\w*"
    r"|porte-parole|prensa)\b"
)
_ADVISORY = re.compile(
    r"(?:WHO|WHAT|WHEN|WHERE|WHY|HOW|W[Hh]o|W[Hh]at|W[Hh]en|W[Hh]ere|WER|WAS|WANN|WO|QUI|QUOI|QUAND|OÙ"
    r"|QUIÉN|QUÉ|CUÁNDO|DÓNDE|КТО|ЧТО|КОГДА|ГДЕ)\s?:\s"
)
_OPENS_CONTACT = frozenset({"contact", "date", "start-mark", "number"})
_UNLESS_PROSE = frozenset({"contact", "read-more", "legal"})
_AROUND_WEEKDAY = " ,()|،、，（）-–—"
_MAX_DATE_LINE = 14
"""In words, as the limits below: a longer line is a sentence and has no such role."""
_MAX_WORDS = 60
_MAX_SHORT = 30
_MAX_BUTTON = 12
_MAX_CAPTION = 45


def has_date(text: str) -> bool:
    """Return whether a short text holds a calendar date with its year."""
    return bool(_date_spans(text))


@lru_cache(maxsize=4096)
def _date_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return start and end of each date in a text; a line is asked for its dates several times."""
    if not any(map(str.isdigit, text)) and "年" not in text:
        return ()
    return tuple((date.start, date.end) for date in find_dates(text))


def is_advisory(line: Line) -> bool:
    """Return whether a line answers one of the questions of a media advisory: ``WHO: ...``."""
    return _ADVISORY.match(line.text) is not None


def line_role(line: Line) -> str:
    """Return what a line says it is by its own words, or ``""``."""
    if line.words > _MAX_WORDS or is_advisory(line):
        return "menu" if not line.ends and language_switch(line.lowered) else ""
    if line.words <= 2 and _END_MARK.fullmatch(line.text):
        return "end-mark"
    if not any(map(str.isalpha, line.text)):
        return _mark_role(line)
    return _long_role(line) if line.words > _MAX_SHORT else _short_role(line)


def _mark_role(line: Line) -> str:
    """Return the role of a line without letters: a date, a telephone number, or a mere mark."""
    if line.tokens and has_date(line.text):
        return "date"
    if line.words <= 1 or not _has_phone_or_mail(line):
        number = line.tokens and _NUMBER.fullmatch(line.text.strip(" .:()"))
        return "number" if number else "mark"
    return "contact"


def _long_role(line: Line) -> str:
    if _is_legal(line):
        return "legal"
    if phrases().role(line.folded) == "cookie":
        return "cookie"
    if not line.ends and language_switch(line.lowered):
        return "menu"
    return "caption" if line.words <= _MAX_CAPTION and _CAPTION.search(line.text) else ""


def _short_role(line: Line) -> str:
    role = _phrase_role(line)
    if role:
        dated = role in {"start-mark", "contact"} and "0" in line.folded and has_date(line.text)
        return "date" if dated else role
    if "0" in line.folded and _is_date_line(line):
        return "date"
    if _is_legal(line):
        return "legal"
    if _CAPTION.search(line.text):
        return "caption"
    if is_web_address(line.text) or is_link_bar(line):
        return "menu"
    if not line.ends and language_switch(line.lowered):
        return "menu"
    if "0" in line.folded and line.words <= 8 and _NUMBER.fullmatch(line.text.strip(" .:()")):
        return "number"
    return (
        "contact"
        if line.words <= 24 and not _is_long_sentence(line) and _has_phone_or_mail(line)
        else ""
    )


def _phrase_role(line: Line) -> str:
    role = phrases().role(line.folded)
    if role == "about" or (role == "contact" and not _is_contact(line)):
        return ""
    if role in {"share", "related", "menu"} and line.words > _MAX_BUTTON:
        return ""
    return "" if role in _UNLESS_PROSE and _is_long_sentence(line) else role


def _is_long_sentence(line: Line) -> bool:
    return line.words > 14 and line.ends


def _is_date_line(line: Line) -> bool:
    """Return whether a line is a date, and little else beside what introduces one."""
    if line.words > _MAX_DATE_LINE or not has_date(line.text):
        return False
    if line.folded.startswith("for immediate release"):
        return True
    rest = _words_beside_dates(line.text)
    if "contact" in rest or "contacts" in rest:
        return len(rest) <= 7
    introduced = sum(map(date_words().line_introducers.__contains__, rest))
    left = len(rest) - introduced
    sentence = line.ends and not line.text.endswith(("m.", "г.", "р."))
    few = left <= 2 and "," in line.text and not sentence
    return left == 0 or (left <= 5 and introduced > 0) or few


def _words_beside_dates(text: str) -> list[str]:
    """Return the folded words of a line that belong to no date and add something to it."""
    known = date_words()
    borders = [0, *chain.from_iterable(_date_spans(text)), len(text)]
    beside = [text[start:end] for start, end in zip(borders[::2], borders[1::2], strict=True)]
    words = (
        calendar_key(part)
        for piece in beside
        if calendar_key(piece.strip(_AROUND_WEEKDAY)) not in known.weekdays
        for word in _WORD.findall(piece)
        for part in ((word,) if calendar_key(word) in known.weekdays else word.split("-"))
        if part
    )
    return [
        word
        for word in words
        if not (word in known.months or word in known.weekdays or word in known.line_fillers)
    ]


def _is_legal(line: Line) -> bool:
    likely = "©" in line.text or "(c)" in line.text or "(C)" in line.text
    likely = likely or any(map(line.folded.__contains__, _LEGAL_WORDS))
    return likely and _LEGAL.search(line.text) is not None


def _has_phone_or_mail(line: Line) -> bool:
    """Return whether a line gives a telephone number or a mail address."""
    if "0" in line.folded and _PHONE.search(line.text):
        return True
    mail = "@" in line.text or "at)" in line.text or "at]" in line.text
    return mail and _MAIL.search(line.text) is not None


def _is_contact(line: Line) -> bool:
    """Return whether a line that opens like a contact gives one, or announces it."""
    return line.folded in phrases().whole or ":" in line.text[:40] or _has_phone_or_mail(line)


def line_roles(lines: Sequence[Line]) -> list[str]:
    """Return the role of each line, contact blocks grown."""
    return grow_contacts(lines, [line_role(line) for line in lines])


def grow_contacts(lines: Sequence[Line], roles: Sequence[str]) -> list[str]:
    """Return the roles with contact blocks grown.

    Names and posts stand under a contact heading, or above a telephone number.
    """
    out = list(roles)
    left = 0
    for index, line in enumerate(lines):
        if out[index] in _OPENS_CONTACT:
            left = 4
        elif (
            out[index] == ""
            and left
            and _may_be_contact_name(line)
            and _precedes_contact(out, index)
        ):
            if _is_post(line) or "contact" in (out[index - 1], out[index + 1]):
                out[index] = "contact"
            left -= 1
        else:
            left = 0
    return out


def _precedes_contact(roles: Sequence[str], index: int) -> bool:
    """Return whether a contact line follows within four lines."""
    return "contact" in roles[index + 1 : index + 5]


def _may_be_contact_name(line: Line) -> bool:
    """Return whether a line may be the name, the post or the street of a contact."""
    return line.words <= 9 and not line.text.endswith(("?", "!")) and not line.text.isupper()


def _is_post(line: Line) -> bool:
    return line.words <= 3 or _POST.search(line.text) is not None
