"""Days: spans, ranges and the bars of a histogram."""

from __future__ import annotations

import calendar
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.calendar_days import day_span
from searchapp.engine.protocol import HistogramCounts
from searchapp.search.date_ranges import histogram_of, interval_for, range_of, window_of

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


@pytest.mark.parametrize(
    ("start", "end", "interval", "window"),
    [
        (None, None, "auto", (None, None)),
        ("2020", None, "auto", (None, None)),
        (None, "2020", "auto", (None, None)),
        ("2010", "2024", "year", ("2010-01-01", "2024-12-31")),
        ("2024", "2024", "month", ("2024-01-01", "2024-12-31")),
        ("2022-05", "2023-02", "month", ("2022-05-01", "2023-02-28")),
        ("2024-03", "2024-03", "day", ("2024-03-01", "2024-03-31")),
        ("2024-02-05", "2024-02-05", "day", ("2024-02-01", "2024-02-29")),
    ],
)
def test_a_range_zooms_in(
    start: str | None, end: str | None, interval: str, window: tuple[str | None, str | None]
) -> None:
    """Years are counted by month, months by day; of a single day the month is shown."""
    days = range_of(start, end)
    assert interval_for("auto", days) == interval
    shown = (day and datetime.date.fromordinal(day).isoformat() for day in window_of("auto", days))
    assert tuple(shown) == window


def test_the_reader_can_choose_the_interval() -> None:
    """Then nothing is left out either."""
    days = range_of("2024", "2024")
    assert interval_for("year", days) == "year"
    assert window_of("year", days) == (None, None)


def test_only_the_window_is_shown_and_the_rest_is_counted() -> None:
    """Empty bars reach to both ends of the window; what is elsewhere is outside."""
    counts = HistogramCounts("day", (("1999-01-01", 7), ("2024-03-05", 2), ("2024-04-01", 3)), 0, 0)
    days = range_of("2024-03", "2024-03")
    made = histogram_of(counts, days, window_of("auto", days))
    assert [bar.start for bar in made.buckets] == [f"2024-03-{day:02}" for day in range(1, 32)]
    assert (sum(bar.count for bar in made.buckets), made.outside) == (2, 10)
    nothing = histogram_of(HistogramCounts("day", (), 4, 0), days, window_of("auto", days))
    assert len(nothing.buckets) == 31


def test_gaps_are_not_filled_where_that_were_too_many_bars() -> None:
    """No bar with a count is lost."""
    counts = HistogramCounts("day", (("1999-01-01", 1), ("2024-03-05", 2)), 0, 0)
    made = histogram_of(counts, (None, None))
    assert [bar.count for bar in made.buckets] == [1, 2]
