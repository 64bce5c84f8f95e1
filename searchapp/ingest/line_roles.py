"""What does a line say it is: a date, a contact, a caption, a mark, a share button?

Each line is judged by its own words first, then contact blocks are grown over the lines beside a
telephone number or an address. A line without a role is ``""``: prose, a heading or a menu.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from searchapp.ingest.dump_words import date_words, phrases
from searchapp.ingest.lines import Line

__all__ = ["JUNK_ROLES", "PART_ROLES", "SECTION_ROLES", "has_date", "line_role", "line_roles"]

PART_ROLES: Final = frozenset(
    {"date", "contact", "caption", "number", "start-mark", "end-mark", "mark"}
)
"""Roles that take a line out of the body and keep it."""
JUNK_ROLES: Final = frozenset({"share", "menu", "read-more", "cookie", "legal", "form", "related"})
"""Roles of boilerplate."""
SECTION_ROLES: Final = frozenset({"related", "form", "cookie", "legal", "end-mark"})
"""Roles that open what stands below a release."""

_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_NUMERIC_DATE = re.compile(
    r"(?<!\d)\d{1,2}[./-] ?\d{1,2}[./-] ?(?:\d{4}|\d\d)(?!\d)"
    r"|(?<!\d)(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?(?!\d)|(?<!\d)\d{1,2} \d{1,2} (?:19|20)\d\d(?!\d)|\d{4}\s?年\s?\d\d?\s?月"
)
_WORD = re.compile(r"[^\W\d_]+")
_END_MARK = re.compile(
    r"[#*\s]*#[#*\s]*|[-–—\s]*30[-–—\s]+|[-–—*\s]*(?i:ends?|ende|fin|fim)[-–—*.\s]*"
)
_RULE = re.compile(r"[\W_]+")
_CAPTION = re.compile(
    r"\((?:Photos?|Foto|Fotos|Image|Bild|Credit|Source|Quelle|Crédit|Фото)\s?:[^)]{1,80}\)\W*$"
    r"|^(?:Photos?|Foto|Fotos|Caption|Image|Bild|BU|Picture|Фото)\s?:\s"
    r"|,\s(?:[Pp]hoto|[Ff]oto|[Bb]ild)\s?:\s|^Фото из |^Photo (?:by|courtesy|credit)\b"
    r"|^©\s[^\d]{3,60}/[^\d]{3,40}$|[^。]\s\S{1,4}\s?摄$"
)
_LEGAL = re.compile(
    r"(?i)©\s?\S{0,20}\s?(?:19|20)\d\d|(?:19|20)\d\d\s?©|\(c\)\s?(?:19|20)\d\d|copyright\b.{0,40}(?:19|20)\d\d"
    r"|all rights reserved|alle rechte vorbehalten|tous droits réservés|derechos reservados"
    r"|direitos reservados|все права защищены|版权所有|جميع الحقوق"
)
_NUMBER = re.compile(
    r"(?i)(?:(?:press\s|news\s|media\s)?(?:release|case|reference|ref|document|communiqué|pressemitteilung)\W{0,2})?"
    r"(?:no|nr|number|n°|#|№)\W{0,3}[\w/.-]{0,12}\d[\w/.-]{0,14}"
    r"|(?:case|ref|reference|release)\W{1,3}[\w/.-]{0,12}\d[\w/.-]{0,14}"
    r"|[A-Z]{2,6}[/-]\d{2,4}[/-]\d{1,5}|\d{1,4}/(?:19|20)\d\d|第\s?\d{1,5}\s?号"
)
_PHONE = re.compile(
    r"(?<![\w/])(?:\+\d{1,3}[\s./()-]{0,3}(?:\(?\d{1,5}\)?[\s./()–-]{0,3}){2,6}\d"
    r"|\(?\d{3}\)?\s?[-./ ]\s?\d{3}\s?[-. ]\s?\d{4}|\(0\d{1,5}\)\s?\d[\d ]{4,10}|0\d{2,4}[-/ ]\d{5,9}(?:-\d{1,5})?)(?!\w)"
)
_MAIL = re.compile(r"[\w.+-]{1,64}(?:@|\(at\)|\[at\]|\s\[at\]\s)[\w-]{1,64}\.[\w.-]{2,40}")
_ADDRESS_ONLY = re.compile(r"(?:https?://|www\.)\S+")
_POST = re.compile(
    r"(?i)\b(?:office|spokes\w+|director|secretary|communications?|press|media|officer|manager|counsel"
    r"|chief|relations|department|division|editor|pressesprecher\w*|presse\w*|porte-parole|prensa)\b"
)
_OPENS_CONTACT = frozenset({"contact", "date", "start-mark", "number"})
_LONGEST_SHORT = 30


def has_date(text: str) -> bool:
    """Whether a short text holds a calendar date with a year."""
    if _NUMERIC_DATE.search(text):
        return True
    if not _YEAR.search(text):
        return False
    months = date_words().months
    return any(word in months for word in _WORD.findall(text.casefold()))


def _date_line(line: Line) -> bool:
    """Whether a line is a date, and little else beside what introduces one."""
    if line.words > 14 or not has_date(line.text):
        return False
    known = date_words()
    rest = [
        word
        for word in _WORD.findall(line.text.casefold())
        if word not in known.months and word not in known.weekdays and word not in known.fillers
    ]
    introduced = sum(1 for word in rest if word in known.introducers)
    left = len(rest) - introduced
    if "contact" in rest or "contacts" in rest:
        return left <= 6
    sentence = line.ends and not line.text.endswith(("m.", "г.", "р."))
    return (
        left == 0
        or (left <= 5 and introduced > 0)
        or (left <= 2 and "," in line.text and not sentence)
    )


def line_role(line: Line) -> str:
    """Return what a line says it is by its own words, or ``""``."""
    if line.words > 60:
        return ""
    if not line.tokens or _END_MARK.fullmatch(line.text):
        return "end-mark" if _END_MARK.fullmatch(line.text) else "mark"
    if line.words > _LONGEST_SHORT:
        return _long_role(line)
    role = phrases().role(line.folded)
    if role == "about" or (role == "contact" and not _tells_contact(line)):
        role = ""
    if role and (role not in {"contact", "read-more", "legal"} or not _is_prose(line)):
        return _with_date(role, line)
    return _short_role(line)


def _tells_contact(line: Line) -> bool:
    """Whether a line that opens like a contact gives one, or announces it."""
    text = line.text
    return (
        line.folded in phrases().whole
        or ":" in text[:40]
        or bool(_PHONE.search(text) or _MAIL.search(text))
    )


def _long_role(line: Line) -> str:
    if _LEGAL.search(line.text):
        return "legal"
    role = phrases().role(line.folded)
    if role == "cookie":
        return role
    return "caption" if line.words <= 45 and _CAPTION.search(line.text) else ""


def _with_date(role: str, line: Line) -> str:
    """A start mark or a contact that carries the date is the date line of the release."""
    return "date" if role in {"start-mark", "contact", ""} and has_date(line.text) else role


def _is_prose(line: Line) -> bool:
    return line.words > 14 and line.ends


def _short_role(line: Line) -> str:
    text = line.text
    if _date_line(line):
        return "date"
    if line.words <= 12 and line.folded.startswith("for immediate release"):
        return "date" if has_date(text) else ""
    if _LEGAL.search(text):
        return "legal"
    if _CAPTION.search(text):
        return "caption"
    if line.words <= 8 and _NUMBER.fullmatch(text.strip(" .:()")):
        return "number"
    if _ADDRESS_ONLY.fullmatch(text):
        return "menu"
    if line.words <= 24 and not _is_prose(line) and (_PHONE.search(text) or _MAIL.search(text)):
        return "contact"
    return ""


def line_roles(lines: Sequence[Line]) -> list[str]:
    """Return the role of each line, contact blocks grown."""
    roles = [line_role(line) for line in lines]
    _grow_contacts(lines, roles)
    return roles


def _grow_contacts(lines: Sequence[Line], roles: list[str]) -> None:
    """Names and posts stand under a contact heading, or above a telephone number."""
    left = 0
    for index, line in enumerate(lines):
        role = roles[index]
        if role in _OPENS_CONTACT:
            left = 4
        elif role == "" and left and _is_name(line) and _near(roles, index):
            if _is_post(line) or "contact" in (roles[index - 1], roles[index + 1]):
                roles[index] = "contact"
            left -= 1
        else:
            left = 0


def _near(roles: Sequence[str], index: int) -> bool:
    """Whether a contact line follows within four lines."""
    return "contact" in roles[index + 1 : index + 5]


def _is_name(line: Line) -> bool:
    """Whether a line may be the name, the post or the street of a contact."""
    return line.words <= 9 and not line.text.endswith(("?", "!")) and not line.text.isupper()


def _is_post(line: Line) -> bool:
    return line.words <= 3 or _POST.search(line.text) is not None
