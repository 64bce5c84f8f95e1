"""Words around a date that show whether it is the date of publication.

What stands up to 60 characters before and behind is looked at; each cue is a feature by its name
(rows of ``data/date_weights.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["DateContext", "context_features"]

_LABEL = re.compile(
    r"(?:\bdated?|datum|fecha|data|дата|日期|التاريخ)\s{0,3}[:：]\s{0,4}$"
    r"|(?:posted|published|released|issued|embargo(?:ed)?|publi[ée]e?|publicad[oa]|pubblicato"
    r"|veröffentlicht|опубликовано)(?: for (?:\w{1,12}/?){1,2})?"
    r"(?: on| until| till| le| el| em| am| il| bis)?\s{0,3}:?\s{0,3}$",
    re.I,
)
_EMBARGO = re.compile(r"embargo(?:\W{0,3}\w{1,12}){0,5}\W{0,3}$", re.I)
_STAMP = re.compile(
    r"^today:|updated?\b|modified|reviewed|printed|accessed|retrieved|archived|copyright|©|expires"
    r"|mis à jour|actualiza|aktualisier|обновлен|更新",
    re.I,
)
_PROSE = re.compile(
    r"\b(?:on|since|until|by|before|after|from|of|between|in|ending|ended|dated|to|and|for|as of"
    r"|due|effective|born|through|until|till|during|le|du|au|depuis|el|del|desde|hasta|am|vom|bis|seit|ab|em"
    r"|dal|il|с|от|до|по|в|на)\s{0,3}(?:the\s|last\s|this\s|next\s)?\s{0,3}$",
    re.I,
)
_RANGE = re.compile(
    r"\d(?:\s{1,2}[^\W\d_]{3,12})?\s{0,2}"
    r"(?:[-–—&]|to|and|au|bis|al|a|y|et|und|por|по|и)\s{0,2}(?:l )?$"
)
_CLOCK = re.compile(r"[\s,]{0,3}\d{1,2}[:.]\d\d")
_SMALL_BEFORE = re.compile(r"(?:^|\s)[^\W\dA-Z_]{2,}[\s,]{1,3}$")
_SMALL_BEHIND = re.compile(r"[\s,]{1,3}[^\W\dA-Z_]{2,}\b")
_URL = re.compile(r"https?:|www\.|\.(?:aspx|html?|gov|php)\b", re.I)
_TODAY = re.compile(
    r"\b(?:today|yesterday|this (?:morning|afternoon)|aujourd|heute|hoy|hoje|сегодня)", re.I
)
_CITY_BEFORE = re.compile(r"(?:[^\W\d_a-z]{4,}|Washington)[\s,.()A-Z]{0,12}[-–—(,/|]{0,2}\s{0,3}$")
_DASH_BEHIND = re.compile(r"\s{0,2}(?:[-–—]{1,2}|\)|/)\s{0,2}|\s{2,}")
_CITY_BEHIND = re.compile(r"[\s,.()|–—-]{1,4}(?:WASHINGTON|Washington|[^\W\d_a-z]{4,})")
_LETTER_BEFORE = re.compile(r"\b(?:letters?|memo(?:randum)?|lettre|carta|schreiben|письм)", re.I)
_ADDRESSEE = re.compile(
    r"\W{0,4}(?:Dear|The Hon|Hon\.|Honorable|The President|Mr|Mrs|Ms|Dr|Sehr geehrte|Madame"
    r"|Monsieur|Estimad|Senhor|Уважаем)\b"
)
_EVENT = re.compile(
    r"\b(?:when|time|where|who|date and time|date & time|event|wann|termin|quand|cu[áa]ndo|quando"
    r"|когда)\s{0,2}:",
    re.I,
)
_EVENT_WORD = re.compile(r"\b(?:WHEN|WHO|WHAT|WHERE)(?=\s{2}|\s?:|$)")
_EVENT_BEHIND = re.compile(
    r"\b(?:WHEN|WHO|WHAT|WHERE)(?=\s{2}|\s?:|$)|\b(?:Where|Time|Location|Place)\s{0,2}:"
)
_SECONDS = re.compile(r"[\s,]{1,3}\d\d?\s?:\s?\d\d\s?:\s?\d\d")
_TORN_BEHIND = re.compile(r"\s{0,4}(?:[),;.]|[^\W\d_A-Z]{2,}\s[^\W\d_A-Z])")
_TORN_BEFORE = re.compile(r"(?:[,(]|[^\W\d_A-Z] [^\W\d_A-Z]{2,})\s{0,4}$")
_COMING = re.compile(
    r"\b(?:will|no later than|deadline|scheduled|expires?|expiring|start(?:s|ing)|begin(?:s|ning)"
    r"|upcoming|next|tomorrow|to be held|takes? place|invited|sunset|until|demain|mañana|morgen"
    r"|завтра)\b",
    re.I,
)
_COMING_BEHIND = re.compile(r"[^\w\n]{1,3}(?:\w{1,12} ){0,3}will\b", re.I)
_GONE = re.compile(
    r"\b(?:passed away|since|was|were|had|dated|yesterday|last (?:night|week)|earlier)\b", re.I
)
_CONTACT_BEHIND = re.compile(
    r"\W{0,6}(?:for )?(?:further|more information|media|press|contact|inquir|enquir|tel\b|ph\b"
    r"|phone|embargo)",
    re.I,
)
_CLOCK_NEAR = re.compile(r"\d\s?[ap]\.?m\b|\d{1,2}[:.]\d\d(?!\d)", re.I)
_PLACE = re.compile(
    r"(?:^|[.!?\"”’)]\s{1,3})(?!Ends?\b|Date|Embargo|Posted|Published|Senator)"
    r"[A-Z][a-z]{3,12}(?: [A-Z][a-z]{2,12})?,?\s{1,3}$"
)
_OPEN_BRACKET = re.compile(r"[(\[]\s?$")
_CLOSED_BRACKET = re.compile(r"\s?[)\]]")
_MAX_PROSE_LEAD = 30


@dataclass(frozen=True, slots=True)
class DateContext:
    """What stands around a date.

    :param before: up to 60 characters, whatever the line; ``behind`` likewise.
    :param line_before: the part of it on the line of the date; ``line_behind`` likewise.
    :param far_before: up to 200 characters, whatever the line.
    :param alone: the date stands on a line of its own.
    :param early: it is among the first 110 words.
    :param near_end: it is among the last 400 characters of a longer text.
    """

    before: str
    behind: str
    line_before: str
    line_behind: str
    far_before: str
    alone: bool
    early: bool
    near_end: bool


def context_features(context: DateContext) -> Iterator[str]:
    """Yield the names of the features that the words around a date show."""
    labelled = bool(_LABEL.search(context.before))
    yield from _heading(context, labelled)
    yield from _city(context)
    if not context.alone:
        yield from _sentence(context, labelled)
        yield from _past_and_clock(context, labelled)
        if not labelled and not _EMBARGO.search(context.before) and _is_coming(context):
            yield "coming"
    elif not context.early and _is_of_letter(context):
        yield "letter"
    elif not context.early and _is_torn(context):
        yield "torn out of a sentence"
    if not labelled and _is_event(context):
        yield "event"
    if _CONTACT_BEHIND.match(context.behind):
        yield "contact behind"


def _heading(context: DateContext, labelled: bool) -> Iterator[str]:
    if labelled:
        yield "label"
    if _EMBARGO.search(context.before):
        yield "embargo"
    if _STAMP.search(context.line_before):
        yield "stamp"
    elif context.near_end and _CLOCK.match(context.behind):
        yield "stamp with a clock"
    if _SECONDS.match(context.behind):
        yield "seconds"
    if _TODAY.search(context.behind):
        yield "today"


def _city(context: DateContext) -> Iterator[str]:
    line = context.line_before
    if _CITY_BEFORE.search(line) and _DASH_BEHIND.match(context.behind):
        yield "city and dash"
    elif _CITY_BEFORE.search(line) or _CITY_BEHIND.match(context.behind):
        yield "city"
    elif _PLACE.search(line):
        yield "place"


def _sentence(context: DateContext, labelled: bool) -> Iterator[str]:
    line, behind = context.line_before, context.line_behind
    if _URL.search(line + behind):
        yield "address"
    if _RANGE.search(context.before):
        yield "range"
    if _SMALL_BEHIND.match(behind):
        yield "small word behind"
    if _OPEN_BRACKET.search(line) and _CLOSED_BRACKET.match(behind):
        yield "in brackets"
    if not labelled:
        if _PROSE.search(context.before, max(0, len(context.before) - _MAX_PROSE_LEAD)):
            yield "prose"
        if _SMALL_BEFORE.search(line):
            yield "small word before"


def _past_and_clock(context: DateContext, labelled: bool) -> Iterator[str]:
    line, behind = context.line_before, context.line_behind
    if not labelled and _GONE.search(line):
        yield "gone"
    if not context.early and (_CLOCK_NEAR.search(line[-25:]) or _CLOCK_NEAR.search(behind[:25])):
        yield "clock"


def _is_coming(context: DateContext) -> bool:
    return bool(_COMING.search(context.line_before) or _COMING_BEHIND.match(context.line_behind))


def _is_event(context: DateContext) -> bool:
    return bool(
        _EVENT.search(context.line_before)
        or _EVENT_WORD.search(context.before)
        or _EVENT_BEHIND.search(context.behind)
    )


def _is_torn(context: DateContext) -> bool:
    """Return whether extraction has torn a date out of a sentence, onto a line of its own."""
    return bool(_TORN_BEHIND.match(context.behind) or _TORN_BEFORE.search(context.before))


def _is_of_letter(context: DateContext) -> bool:
    return bool(_ADDRESSEE.match(context.behind) or _LETTER_BEFORE.search(context.far_before))
