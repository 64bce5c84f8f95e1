"""The publication date, chosen among all dates that a page gives, and its confidence.

Every date of a release competes (:mod:`.date_features` says what speaks for it), "none of them"
competes too, and the shares of a softmax are the confidences. What the page declares and what its
path carries stand beside them: fields first, then dateline and date lines, then the path, then
the text. Two that agree make each other surer. Below :data:`MIN_CONFIDENCE` the date is unknown.
"""

from __future__ import annotations

import datetime
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from searchapp.data_files import read_toml
from searchapp.ingest.dates.date_features import Spot, lay_out, spots
from searchapp.ingest.dates.find import find_dates
from searchapp.ingest.dates.found_date import FoundDate, iso_date
from searchapp.ingest.dates.path_dates import file_date
from searchapp.ingest.dates.source_habits import SourceDates, order_votes
from searchapp.ingest.dates.yearless import yearless_dates
from searchapp.ingest.types import Content
from searchapp.model import DateOrigin, MentionedDate, Precision, PublicationDate

__all__ = [
    "MIN_CONFIDENCE",
    "Candidate",
    "DateDecision",
    "publication_date",
    "text_candidates",
    "text_spots",
]

MIN_CONFIDENCE = 0.57
"""Confidence below which no date is given: a wrong date costs as much as two unknown ones.

The confidence of a date of the text is the chance that it is right. Of the releases of the labelled
data, each half judged by weights fitted on the other (``tests/quality/fit_dates.py``), this share
of the surest dates was right:

=============  =====  =========  =====
confidence     dates  mean of it right
=============  =====  =========  =====
0.30 to 0.50     102      0.41    0.45
0.50 to 0.60      65      0.55    0.71
0.60 to 0.70     105      0.66    0.65
0.70 to 0.80     143      0.75    0.78
0.80 to 0.90     291      0.86    0.91
0.90 to 0.95   1 206      0.94    0.94
0.95 to 0.98   4 423      0.96    0.97
0.98 to 1.00     371      0.98    0.98
=============  =====  =========  =====

So two of three dates that barely pass are right. What fields and paths state has a confidence set
by hand after the same meaning.
"""

_SURE = 0.8
"""Confidence of a date line from which it may take the place of a doubtful field or path."""
_MAX_UPLOAD_DAYS = 10
_MAX_CHARS = 200_000
_HEAD = 700
_MAX_MENTIONED = 100
_PATH_CONFIDENCE: Mapping[Precision, float] = {"day": 0.95, "month": 0.7, "year": 0.6}
_AMBIGUOUS_PATH = 0.4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A date that could be the publication date.

    :param where: what carried it, in words, for ``explain``.
    :param on_line: it stands in the dateline or on a line of its own near the head or the end.
    """

    value: str
    precision: Precision
    origin: DateOrigin
    confidence: float
    where: str
    on_line: bool = False


@dataclass(frozen=True, slots=True)
class DateDecision:
    """The publication date or ``None``, the other dates of the body, and all that competed."""

    date: PublicationDate | None
    mentioned: tuple[MentionedDate, ...]
    candidates: tuple[Candidate, ...]


def publication_date(
    content: Content, path: str, learned: SourceDates | None = None
) -> DateDecision:
    """Return when a release was published, as far as its page tells.

    :param path: where the page lies (or its address): file names carry dates.
    :param learned: what the other pages of its source told (:func:`.learn_dates`).
    """
    places = text_spots(content, learned)
    declared = _declared_candidates(content)
    from_text = text_candidates(places)
    from_paths = _path_candidates((path, content.metadata.url), learned)
    chosen = _choose(declared, from_text, from_paths, learned)
    date = _combine_agreeing(chosen, (*declared, *from_text, *from_paths)) if chosen else None
    body = [place.date for place in places if place.place in ("title", "body")]
    return DateDecision(
        date=date,
        mentioned=_mentioned_dates(body, date),
        candidates=(*declared, *from_text, *from_paths),
    )


def text_spots(content: Content, learned: SourceDates | None = None) -> list[Spot]:
    """Return the dates in the text of a release, each with what its place shows."""
    layout = lay_out(content)
    order = learned.order if learned else None
    return spots(layout, _dates_of(layout.text[:_MAX_CHARS], order))


def _dates_of(text: str, day_first: bool | None) -> list[FoundDate]:
    """Return the dates of a text, which itself may tell the order of day and month."""
    dates = find_dates(text, day_first=day_first)
    if any(date.ambiguous for date in dates) and order_votes(dates).order is not None:
        return find_dates(text, day_first=order_votes(dates).order)
    first = next((date.start for date in dates if date.precision == "day"), None)
    if first is not None and first <= _HEAD:
        return dates
    days = yearless_dates(text, torn_only=first is not None)
    return sorted((*dates, *days), key=lambda date: date.start)


def text_candidates(places: Sequence[Spot]) -> tuple[Candidate, ...]:
    """Return the dates of the text, the surest first, each with its share of the softmax.

    A date that can be read day first and month first gets half of its share.
    """
    logits = [_logit(place) for place in places]
    top = max([0.0, *logits])
    total = math.exp(-top) + sum(math.exp(logit - top) for logit in logits)
    shares: dict[str, float] = defaultdict(float)
    best: dict[str, tuple[float, Spot]] = {}
    for place, logit in zip(places, logits, strict=True):
        value = place.date.value
        shares[value] += math.exp(logit - top) / total
        if value not in best or logit > best[value][0]:
            best[value] = logit, place
    ranked = sorted(shares, key=lambda value: (-shares[value], best[value][1].date.start))
    found = (_text_candidate(best[value][1], shares[value]) for value in ranked)
    return tuple(sorted(found, key=lambda candidate: -candidate.confidence))


def _text_candidate(place: Spot, share: float) -> Candidate:
    in_dateline = "city and dash" in place.features
    on_line = in_dateline or place.alone or place.place in ("date line", "tail date line")
    origin: DateOrigin = "dateline" if in_dateline else "text"
    share /= 2 if place.date.ambiguous else 1
    where = ", ".join(dict.fromkeys(place.features))
    date = place.date
    return Candidate(date.value, date.precision, origin, round(share, 4), where, on_line)


@cache
def _weights() -> tuple[float, Mapping[str, float]]:
    table = read_toml("ingest/data/date_weights.toml")
    return table["bias"], table["weights"]


def _logit(place: Spot) -> float:
    bias, weights = _weights()
    return bias + sum(weights[name] for name in place.features)


def _declared_candidates(content: Content) -> tuple[Candidate, ...]:
    """Return what fields of the page state, the surest first; what is no date is left out."""
    found = []
    for date in content.metadata.dates:
        numbers = [int(part) for part in date.value.split("-") if part.isdigit()]
        value = iso_date(*numbers) if 1 <= len(numbers) <= 3 else None
        if value:
            precision: Precision = {4: "year", 7: "month"}.get(len(value), "day")  # type: ignore[assignment]
            found.append(Candidate(value, precision, date.origin, date.confidence, date.where))
    return tuple(sorted(found, key=lambda candidate: -candidate.confidence))


def _path_candidates(
    paths: Iterable[str | None], learned: SourceDates | None
) -> tuple[Candidate, ...]:
    found = []
    for path, origin in zip(paths, ("file name", "url"), strict=True):
        date = file_date(path, order=learned.path_order if learned else None) if path else None
        if path and date:
            confidence = _AMBIGUOUS_PATH if date.ambiguous else _PATH_CONFIDENCE[date.precision]
            where = f"{origin} {path[-80:]}"
            found.append(Candidate(date.value, date.precision, origin, confidence, where))  # type: ignore[arg-type]
    return tuple(sorted(found, key=lambda candidate: -candidate.confidence))


def _choose(
    declared: Sequence[Candidate],
    from_text: Sequence[Candidate],
    from_paths: Sequence[Candidate],
    learned: SourceDates | None,
) -> Candidate | None:
    """Return the candidate of the most reliable kind that is sure enough.

    Fields come first, then a day in the path, then the text, then a month or year in the path. A
    sure date on a line of its own takes the place of a field or a path that dates an upload.
    """
    line = next((one for one in from_text[:1] if one.on_line and one.confidence >= _SURE), None)
    field, path, text = map(_first_sure, (declared, from_paths, from_text))
    if field is not None:
        return line if line and field.confidence < _SURE and _is_stamp(field, line) else field
    if path is not None and path.precision == "day":
        return line if line and _names_upload(path, line, learned) else path
    return _day_of(text, from_text) if text else path


def _first_sure(candidates: Iterable[Candidate]) -> Candidate | None:
    return next((one for one in candidates if one.confidence >= MIN_CONFIDENCE), None)


def _names_upload(path: Candidate, line: Candidate, learned: SourceDates | None) -> bool:
    """Return whether the day in a path is that of an upload, as its source shows or the line."""
    tells = learned.names_tell if learned else None
    if tells is None:
        return path.origin == "url" and _is_stamp(path, line)
    return not tells


def _day_of(chosen: Candidate, from_text: Sequence[Candidate]) -> Candidate:
    """Return the day on a line of its own that is in the chosen month, or what was chosen."""
    if chosen.precision == "day":
        return chosen
    days = (one for one in from_text if one.on_line and one.value.startswith(f"{chosen.value}-"))
    return next((replace(day, confidence=chosen.confidence) for day in days), chosen)


def _is_stamp(candidate: Candidate, line: Candidate) -> bool:
    """Return whether a date is of an upload: a few days later than the date of the text."""
    if len(candidate.value) < 10 or len(line.value) < 10:
        return False
    upload, inside = (datetime.date.fromisoformat(one.value) for one in (candidate, line))
    return 0 < (upload - inside).days <= _MAX_UPLOAD_DAYS


def _combine_agreeing(chosen: Candidate, candidates: Iterable[Candidate]) -> PublicationDate:
    """Return the chosen date, surer and more exact where others say the same."""
    doubt, finest = 1.0, chosen
    kinds = set()
    for other in (chosen, *candidates):
        same = other.value.startswith(chosen.value) or chosen.value.startswith(other.value)
        kind = "text" if other.origin == "dateline" else other.origin
        if same and kind not in kinds:
            kinds.add(kind)
            doubt *= 1.0 - other.confidence
            if len(other.value) > len(finest.value) and other.confidence >= MIN_CONFIDENCE:
                finest = replace(other, origin=chosen.origin)
    confidence = round(min(0.99, 1.0 - doubt), 3)
    return PublicationDate(finest.value, finest.precision, finest.origin, confidence)


def _mentioned_dates(
    dates: Iterable[FoundDate], date: PublicationDate | None
) -> tuple[MentionedDate, ...]:
    others = dict.fromkeys(
        MentionedDate(value, found.precision)
        for found in dates
        for value in (found.value, found.until)
        if value and not found.damaged and (date is None or value != date.value)
    )
    return tuple(others)[:_MAX_MENTIONED]
