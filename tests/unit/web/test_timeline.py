"""The bars are in order of time, without gaps, and lead to themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.model import Bucket, Histogram, SearchRequest
from searchapp.web import params
from searchapp.web.timeline import interval_for, timeline
from tests.web.newsroom import Newsroom


def drawn(request: SearchRequest) -> tuple[Histogram, SearchRequest]:
    """Return the histogram of the test newsroom as the page asks for it."""
    asked = replace(request, interval=interval_for(request))
    histogram = Newsroom().search(asked).histogram
    assert histogram
    return histogram, request


@pytest.mark.parametrize(
    ("start", "end", "interval"),
    [
        (None, None, "auto"),
        ("2020", None, "auto"),
        ("2010", "2024", "year"),
        ("2024", "2024", "month"),
        ("2022-05", "2023-02", "month"),
        ("2024-03", "2024-03", "day"),
        ("2024-03-05", "2024-03-05", "day"),
    ],
)
def test_a_range_zooms_in(start: str | None, end: str | None, interval: str) -> None:
    """Years are drawn in months, months in days."""
    assert interval_for(SearchRequest(date_from=start, date_to=end)) == interval


def test_the_reader_can_choose_the_interval() -> None:
    """An interval in the address wins."""
    request = SearchRequest(interval="year", date_from="2024", date_to="2024")
    assert interval_for(request) == "year"


def test_drilling_from_year_to_day() -> None:
    """Each bar narrows to itself; the bars of the next step add up to what it holds."""
    request = SearchRequest()
    for key, crumbs in (("2024", ["All dates"]), ("2024-03", ["All dates", "2024"])):
        line = timeline(request, drawn(request)[0])
        assert line
        bar = next(bar for bar in line.bars if bar.key == key)
        request = bar.request
        assert (request.date_from, request.date_to) == (key, key)
        deeper = timeline(request, drawn(request)[0])
        assert deeper
        assert [crumb.label for crumb in deeper.crumbs] == crumbs
        exact = [r for r in Newsroom().releases if r.date and r.date.value.startswith(key)]
        shown = [r for r in exact if r.date and len(r.date.value) > len(key) + (len(key) == 7)]
        assert sum(bar.count for bar in deeper.bars) == len(shown)
        keys = [bar.key for bar in deeper.bars]
    assert keys == [f"2024-03-{day:02}" for day in range(1, 32)]


def test_a_single_day_is_shown_in_its_month() -> None:
    """The day stands out among its neighbours."""
    request = SearchRequest(date_from="2024-03-22", date_to="2024-03-22")
    line = timeline(request, drawn(request)[0])
    assert line
    assert len(line.bars) == 31
    assert line.marks_chosen
    assert [bar.key for bar in line.bars if bar.selected and bar.count] == ["2024-03-22"]


@given(
    st.lists(st.dates().map(lambda day: day.isoformat()[:7]), min_size=1, unique=True),
    st.sampled_from(["month", "year"]),
)
def test_bars_are_in_order_and_complete(keys: list[str], interval: str) -> None:
    """No count is lost or moved; gaps are filled unless there would be too many bars."""
    length = {"year": 4, "month": 7}[interval]
    buckets = tuple(
        Bucket(params.first_day(key).isoformat(), params.last_day(key).isoformat(), key, 2)
        for key in sorted({key[:length] for key in keys})
    )
    line = timeline(SearchRequest(), Histogram(interval, buckets))  # type: ignore[arg-type]
    assert line
    assert [bar.key for bar in line.counted] == [bucket.label for bucket in buckets]
    assert [bar.key for bar in line.bars] == sorted(bar.key for bar in line.bars)
    assert all(4 <= bar.height <= 100 for bar in line.counted)


def test_nothing_to_draw() -> None:
    """Without dates there is no timeline."""
    assert timeline(SearchRequest(), None) is None
    assert timeline(SearchRequest(), Histogram("year", (), missing=3)) is None
