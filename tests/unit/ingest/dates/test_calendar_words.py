"""The table of date words agrees with CLDR in every language that it lists."""

from __future__ import annotations

import datetime
import unicodedata

from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from searchapp.data_files import read_toml
from searchapp.ingest.dates.calendar_words import calendar_key, date_words
from tests.support.strategies import DAYS

LOCALES = read_toml("ingest/data/date_words.toml")["locales"]


@given(st.sampled_from(LOCALES), DAYS)
def test_the_weekdays_of_every_language_are_known(locale: str, day: datetime.date) -> None:
    """The full name of a weekday is that weekday."""
    assert date_words().weekdays[calendar_key(format_date(day, "EEEE", locale))] == day.weekday()


@given(st.sampled_from([name for name in LOCALES if name != "hr"]), DAYS)
def test_the_months_of_every_language_are_known(locale: str, day: datetime.date) -> None:
    """A month that CLDR writes in letters is that month, but for the clash of Croatian October."""
    name = calendar_key(format_date(day, "LLLL", locale))
    if not any(map(str.isdigit, name)):
        assert date_words().months[name] == day.month


@given(st.text(max_size=30))
def test_a_key_is_its_own_key(text: str) -> None:
    """Folding a word twice is folding it once; accents, case and dots make no difference."""
    key = calendar_key(text)
    assert calendar_key(key) == key
    assert calendar_key(unicodedata.normalize("NFD", text)) == key
