"""Dates of releases in eight languages, as CLDR writes them, where releases carry them."""

from __future__ import annotations

import datetime

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest.dates import SourceDates, learn_dates, publication_date
from searchapp.ingest.types import Content
from tests.support.strategies import DAYS

RELEASES = {
    "en": ("Harbour to be rebuilt", "OSTEND", "The harbour board will rebuild the northern quay."),
    "fr": ("Le port sera rénové", "OSTENDE", "La régie du port va reconstruire le quai nord."),
    "es": ("El puerto se renueva", "OSTENDE", "La junta del puerto reconstruirá el muelle norte."),
    "ru": ("Порт будет перестроен", "ОСТЕНДЕ", "Управление порта перестроит северный причал."),
    "zh": ("港口将重建", "奥斯坦德", "港务局将重建北码头，这座码头在冬天被风暴损坏。"),
    "ar": ("إعادة بناء الميناء", "أوستند", "ستعيد هيئة الميناء بناء الرصيف الشمالي الذي تضرر."),
    "de": ("Der Hafen wird erneuert", "OSTENDE", "Die Hafenbehörde baut den Nordkai neu auf."),
    "pt": ("O porto será renovado", "OSTENDE", "A autoridade do porto vai reconstruir o cais."),
}
"""Language -> title, place and a sentence of a release."""

LANGUAGES = st.sampled_from(sorted(RELEASES))
FORMS = st.sampled_from(["full", "long", "medium"])
PLACES = st.sampled_from(["head", "tail", "dateline", "line of the body"])


def release(language: str, written: str, place: str) -> Content:
    """Return a release that carries a date at one of the places where releases have it."""
    title, city, sentence = RELEASES[language]
    first = f"{city}, {written} – {sentence}" if place == "dateline" else sentence
    body = [first, sentence, sentence]
    if place == "line of the body":
        body.insert(0, written)
    line = [(written, place)] if place in ("head", "tail") else []
    return Content(title, "headline", tuple(body), date_lines=tuple(line))  # type: ignore[arg-type]


def day_of(content: Content, learned: SourceDates | None = None) -> str | None:
    """Return the publication date of a release."""
    date = publication_date(content, "page.txt", learned).date
    return date.value if date else None


@given(LANGUAGES, FORMS, PLACES, DAYS)
def test_a_release_is_dated_in_each_language(
    language: str, form: str, place: str, day: datetime.date
) -> None:
    """A day as CLDR writes it, on a line of its own or in the dateline, is the day of a release."""
    written = format_date(day, form, language)
    learned = learn_dates([("page.txt", _clear(language, form))])
    assert day_of(release(language, written, place), learned) == day.isoformat()


@given(LANGUAGES, PLACES, st.dates(datetime.date(1950, 1, 1), datetime.date(2044, 12, 31)))
def test_short_dates_follow_the_source(language: str, place: str, day: datetime.date) -> None:
    """A short date in numbers is read in the order that other pages of its source show."""
    learned = learn_dates([("page.txt", _clear(language, "short"))])
    written = format_date(day, "short", language)
    assert day_of(release(language, written, place), learned) == day.isoformat()


def _clear(language: str, form: str) -> str:
    """Return a text with days that can be read in one way only."""
    days = (datetime.date(2011, month, 13 + month) for month in range(1, 13))
    return "\n\n".join(format_date(day, form, language) for day in days)


@given(
    st.booleans(),
    st.sampled_from("-/."),
    st.lists(st.dates(datetime.date(1950, 1, 1), datetime.date(2044, 12, 31)), max_size=20),
    st.dates(datetime.date(1950, 1, 1), datetime.date(2044, 12, 31)).filter(lambda d: d.day > 12),
)
def test_the_order_of_a_source_is_found(
    day_first: bool, mark: str, days: list[datetime.date], clear: datetime.date
) -> None:
    """One date that can be read in one way only settles the order of all others."""
    form = f"%d{mark}%m{mark}%Y" if day_first else f"%m{mark}%d{mark}%Y"
    learned = learn_dates(("page.txt", day.strftime(form)) for day in [*days, clear])
    assert learned.order is day_first
    for day in days:
        assert day_of(release("en", day.strftime(form), "head"), learned) == day.isoformat()


@pytest.mark.parametrize("language", sorted(RELEASES))
def test_a_date_with_two_readings_is_not_guessed(language: str) -> None:
    """Where nothing tells which number is the day, the date is unknown, whatever its place."""
    for place in ("head", "tail", "dateline"):
        assert day_of(release(language, "3/4/2024", place)) is None
