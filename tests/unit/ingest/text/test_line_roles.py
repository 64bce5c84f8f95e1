"""What a line says that it is, in any language."""

from __future__ import annotations

import datetime
import sys
import unicodedata

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from searchapp.data_files import read_toml
from searchapp.ingest.dates import find_dates
from searchapp.ingest.dumps.clean_dump import clean_dump
from searchapp.ingest.text.line_roles import has_date, line_role
from searchapp.ingest.text.lines import make_line
from tests.support.strategies import DAYS

LOCALES = st.sampled_from(read_toml("ingest/data/date_words.toml")["locales"])
DIGITS = st.sampled_from(
    [
        "".join(chr(code + value) for value in range(10))
        for code in range(sys.maxunicode)
        if unicodedata.category(chr(code)) == "Nd" and unicodedata.decimal(chr(code)) == 0
    ]
)
"""The ten digits of each script that has its own."""

STORY = (
    "The harbour authority of Norwick opened a second ferry line to the islands on Monday.",
    "It will carry four hundred people a day, and the fare is the same as on the older line.",
)


@given(LOCALES, st.sampled_from(["full", "long", "medium", "short"]), DAYS, DIGITS)
def test_a_date_that_is_read_makes_a_date_line(
    locale: str, form: str, day: datetime.date, digits: str
) -> None:
    """What CLDR writes in a language, in the digits of any script, is a date line if it is read."""
    line = format_date(day, form, locale).translate(str.maketrans("0123456789", digits))
    read = bool(find_dates(line))
    assert has_date(line) == read
    assert (line_role(make_line(line, 0)) == "date") == read
    if read:
        content = clean_dump("\n".join(("Harbour Opens Second Ferry Line", line, *STORY)))
        assert [place for _, place in content.date_lines] == ["head"]
        assert content.paragraphs == STORY


@pytest.mark.parametrize(
    "line",
    [
        "12 kovo 2024",
        "12 tháng 3 2024",
        "2024년 3월 12일",
        "12 मार्च 2024",
        "12 במרץ 2024",
        "١٢ مارس ٢٠٢٤",
        "2024年3月12日 发布",
        "Posted on March 12, 2024 at 10:30 am EST",
        "Mittwoch, 12. Mrz 2024, 10 Uhr",
        "segunda-feira, 4 de março de 2024",
        "سه‌شنبه ۱۲ مارس ۲۰۲۴",
    ],
)
def test_weekday_hour_and_announcement_stand_in_a_date_line(line: str) -> None:
    """A weekday, an hour or the word for "published" beside a date leaves the line a date line."""
    assert line_role(make_line(line, 0)) == "date"


@pytest.mark.parametrize(
    "line",
    [
        "The bridge opened on 12 March 2024 and closed a week later.",
        "Ataskaita bus paskelbta 2024 m. kovo 12 d. Vilniuje ir Kaune",
        "In May the 2024 harvest begins",
        "99.99.2024",
    ],
)
def test_more_than_a_date_makes_no_date_line(line: str) -> None:
    """A sentence that names a day is no date line, nor are numbers that are no day."""
    assert line_role(make_line(line, 0)) != "date"
