"""Dates in texts: every language, every writing, no other numbers."""

from __future__ import annotations

import datetime

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest.dates import find_dates
from tests.support.strategies import DAYS
from tests.support.work import steps

LOCALES = (
    "ar", "ar_SY", "ar_MA", "bg", "ca", "cs", "da", "de", "el", "en", "en_GB", "es", "et", "fa",
    "fi", "fr", "he", "hi", "hu", "id", "it", "ja", "ko", "lt", "lv", "nb", "nl", "nn", "pl", "pt",
    "ro", "ru", "sk", "sl", "sr", "sr_Latn", "sv", "th", "tr", "uk", "vi", "zh", "zh_Hant",
)  # fmt: skip
"""Croatian is not among them: its October is the November of four other languages."""

PIECES = st.sampled_from(
    [
        "1", "29", "2024", "12", "0", "99", "31", "年", "月", "日", " March ", "mars", " ", "\n",
        ",", "-", "/", ".", "Monday", "\u200f", "令和", "٢", "二", "十", "of", "th", "'", "٢٠٢٤",
        "2567", "มีนาคม", "\ud800", "²", "Ⅷ",
    ]
)  # fmt: skip


def values(text: str, *, day_first: bool | None = None) -> list[str]:
    """Return the ISO values of the dates in a text."""
    return [date.value for date in find_dates(text, day_first=day_first)]


@given(st.sampled_from(LOCALES), st.sampled_from(["full", "long", "medium"]), DAYS)
def test_a_date_as_its_language_writes_it_is_found(
    locale: str, form: str, day: datetime.date
) -> None:
    """What CLDR writes in a language is read back as the same day, and as that day alone."""
    written = format_date(day, form, locale)
    assert values(f"… {written} …", day_first=True) == [day.isoformat()]


@given(st.sampled_from(("en", "fr", "es", "ru", "de", "pt", "it", "ar", "pl")), DAYS)
def test_a_month_and_a_year_alone_are_a_month(locale: str, day: datetime.date) -> None:
    """The stand-alone form of a month with its year has month precision."""
    found = find_dates(format_date(day, "LLLL y", locale))
    assert [(date.value, date.precision) for date in found] == [(day.isoformat()[:7], "month")]


@given(DAYS)
def test_the_right_weekday_is_recognised(day: datetime.date) -> None:
    """The weekday beside a date belongs to it and agrees with it; another one does not."""
    right, wrong = day.strftime("%A"), (day + datetime.timedelta(1)).strftime("%A")
    written = f"{day.day} {day:%B} {day.year}"
    (agreeing,) = find_dates(f"Sydney, {right} {written}.")
    (conflicting,) = find_dates(f"Sydney, {wrong}, {written}.")
    assert (agreeing.weekday, conflicting.weekday) == (True, False)
    assert (agreeing.start, agreeing.value) == (8, day.isoformat())


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=80))
def test_any_text_gives_dates_in_order_and_apart(text: str) -> None:
    """No text raises; offsets lie inside, ascend and do not overlap; each value is a real date."""
    end = 0
    for date in find_dates(text):
        assert end <= date.start < date.end <= len(text)
        end = date.end
        datetime.date.fromisoformat((date.value + "-01-01")[:10])
        assert len(date.value) == {"day": 10, "month": 7, "year": 4}[date.precision]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("le 1er mars 2024", "2024-03-01"),
        ("Kyiv, 29 марта 2024 г.", "2024-03-29"),
        ("Февраль 2025 г.", "2025-02"),
        ("15 de marzo de 2024", "2024-03-15"),
        ("1º de maio de 2020", "2020-05-01"),
        ("2024 年 3 月 29 日", "2024-03-29"),
        ("2024年3月", "2024-03"),
        ("二〇二四年三月二十九日", "2024-03-29"),
        ("令和6年3月29日", "2024-03-29"),
        ("民國113年3月29日", "2024-03-29"),
        ("29 كانون الثاني 2024", "2024-01-29"),
        ("٢٩ مارس ٢٠٢٤", "2024-03-29"),
        ("Mittwoch, den 2. Juni 2021", "2021-06-02"),
        ("the 3rd day of May, 2024", "2024-05-03"),
        ("29-Mar-24", "2024-03-29"),
        ("March 29, '24", "2024-03-29"),
        ("Sept. 5, 2007", "2007-09-05"),
        ("Washington  D C  March 29  2004  Senator", "2004-03-29"),
        ("2024-03-29T10:00:00Z", "2024-03-29"),
        ("29.03.24", "2024-03-29"),
        ("Wednesday 31 February 2024", "2024-02"),
        ("report for fiscal year 2008 October 23, 2007", "2007-10-23"),
        ("QRS 14 21 June 1987", "1987-06-21"),
        ("4/11/2013Media contact", "2013-11-04"),
        ("Date: 6 June 88 Harbour rebuilt", "1988-06-06"),
    ],
)
def test_a_date_is_read(text: str, value: str) -> None:
    """Ordinals, prepositions, eras, numerals and lost punctuation do not hide a date."""
    assert values(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "tel. 202-224-2633", "release 1.2.3.2004", "in 2002-03", "section 5.6", "5 March 10 people",
        "you may 2024 times", "page 3 of 2024", "1/2/3/4", "$29/3/2024", "MPS 008/2004",
    ],
)  # fmt: skip
def test_other_numbers_are_no_dates(text: str) -> None:
    """Telephone numbers, versions, ranges of years, and modal verbs are let be."""
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("J ANUARY 2 4 ,  1 9 7 6", "1976-01-24"),
        ("29 J u l y  1982", "1982-07-29"),
        ("14 January 19 82", "1982-01-14"),
        ("Febuary 14, 1999", "1999-02-14"),
        ("28.5.90", "1990-05-28"),
        ("1.7 August 1983", "1983-08-17"),
    ],
)
def test_a_damaged_date_is_read_and_said_to_be_damaged(text: str, value: str) -> None:
    """Letters and digits set apart by a scanner and one wrong letter are seen through."""
    (date,) = find_dates(text)
    assert (date.value, date.damaged) == (value, True)


@given(
    st.dates(datetime.date(1950, 1, 1), datetime.date(2044, 11, 30)),
    st.integers(1, 27),
    st.sampled_from(
        [
            ("{d}-{e} {m} {y}", True),
            ("{d} – {e} {m} {y}", True),
            ("from {d} to {e} {m}, {y}", True),
            ("{m} {d}-{e}, {y}", True),
            ("{d} {m} - {e} {n} {z}", False),
            ("{d} {m} to {e} {n} {z}", False),
            ("{m} {d} to {n} {e}, {z}", False),
            ("{m} {d} to {e} {n} {z}", False),
        ]
    ),
)
def test_a_range_of_days_begins_with_its_first_day(
    first: datetime.date, length: int, form: tuple[str, bool]
) -> None:
    """A range, inside a month or across months and years, is read as one, both ends right."""
    pattern, inside = form
    last = first + datetime.timedelta(length)
    if inside and last.month != first.month:
        first, last = first.replace(day=3), first.replace(day=21)
    written = pattern.format(
        d=first.day, m=f"{first:%B}", y=first.year, e=last.day, n=f"{last:%B}", z=last.year
    )
    (found,) = find_dates(written)
    assert (found.value, found.until) == (first.isoformat(), last.isoformat())


@pytest.mark.parametrize("text", ["AA 2 - 5 May 2004", "No 12-5 May 2004", "7-day week 5 May 2004"])
def test_the_number_of_a_release_begins_no_range(text: str) -> None:
    """A number and a dash before a date are no first day unless they stand as one."""
    assert [(date.value, date.until) for date in find_dates(text)] == [("2004-05-05", "")]


def test_the_order_of_day_and_month_can_be_told() -> None:
    """An ambiguous date follows what is known; nobody having said it, it is marked."""
    assert values("3/4/2024", day_first=True) == ["2024-04-03"]
    assert values("3/4/2024", day_first=False) == ["2024-03-04"]
    (date,) = find_dates("3/4/2024")
    assert date.ambiguous
    assert not any(date.ambiguous for date in find_dates("13/4/2024 4/13/2024 4/4/2024"))
    (pointed,) = find_dates("10.09.2024")
    assert (pointed.value, pointed.ambiguous) == ("2024-09-10", False)
    assert find_dates("10.09.2024", day_first=False)[0].value == "2024-10-09"


@pytest.mark.parametrize(
    "piece", ["1", "1/", "29 March 2024 ", "March ", "2024年3月", "二〇", " ", "19 82 ", "J u "]
)
def test_work_is_linear_in_the_text(piece: str) -> None:
    """Ten times the text takes at most ten times the steps, whatever it is made of."""
    find_dates(piece)  # words that were read before are remembered
    assert steps(find_dates, piece * 1_000) < 11 * steps(find_dates, piece * 100)
