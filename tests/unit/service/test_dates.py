"""Days: spans, ranges and the bars of a histogram."""

from __future__ import annotations

import calendar
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.protocol import HistogramCounts
from searchapp.service.dates import day_span, histogram_of, range_of

DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1))


@given(DAYS)
def test_a_span_holds_the_days_of_its_date(day: datetime.date) -> None:
    """A day is itself; its month and its year begin and end where the calendar says."""
    number = day.toordinal()
    assert day_span(day.isoformat()) == (number, number)
    length = calendar.monthrange(day.year, day.month)[1]
    assert day_span(f"{day:%Y-%m}") == (number - day.day + 1, number - day.day + length)
    first, last = day_span(str(day.year))
    assert last - first + 1 == (366 if calendar.isleap(day.year) else 365)
    assert first <= number <= last


@pytest.mark.parametrize("text", ["", "x", "2024-13", "2024-02-30", "2024-1-1-1", "24-", "-"])
def test_what_is_no_date_is_an_error(text: str) -> None:
    """The caller turns it into words."""
    with pytest.raises(ValueError):
        day_span(text)


def test_a_range_includes_both_ends() -> None:
    """2023 to 2024-02 ends with the leap day."""
    start, end = range_of("2023", "2024-02")
    assert start == datetime.date(2023, 1, 1).toordinal()
    assert end == datetime.date(2024, 2, 29).toordinal()
    assert range_of(None, None) == (None, None)


@given(st.dictionaries(DAYS, st.integers(1, 9), min_size=1, max_size=6))
def test_bars_keep_every_count_and_leave_no_gap(counts: dict[datetime.date, int]) -> None:
    """Empty years are filled in, in order of time, and the bars add up."""
    years: dict[str, int] = {}
    for day, count in sorted(counts.items()):
        years[str(day.year)] = years.get(str(day.year), 0) + count
    made = histogram_of(HistogramCounts("year", tuple(years.items()), 2, 1), (None, None))
    assert sum(bar.count for bar in made.buckets) == sum(counts.values())
    labels = [int(bar.label) for bar in made.buckets]
    assert labels == list(range(min(labels), max(labels) + 1))
    assert not any(bar.selected for bar in made.buckets)


def test_the_bars_of_the_chosen_range_are_selected() -> None:
    """A bar that overlaps the range is, the others are not; labels are words."""
    counts = HistogramCounts("month", (("2024-01", 1), ("2024-03", 2)), 0, 0)
    made = histogram_of(counts, range_of("2024-02", "2024"))
    assert [(bar.label, bar.count, bar.selected) for bar in made.buckets] == [
        ("January 2024", 1, False), ("February 2024", 0, True), ("March 2024", 2, True),
    ]  # fmt: skip
    assert (made.buckets[1].start, made.buckets[1].end) == ("2024-02-01", "2024-02-29")
