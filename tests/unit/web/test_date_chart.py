"""The bars are in order of time, without gaps, and lead to themselves."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from searchapp.calendar_days import day_span
from searchapp.model import Bucket, Histogram, SearchRequest
from searchapp.web.date_chart import make_chart
from tests.support.search_oracle import SearchOracle


def iso(day: int) -> str:
    """Return a day as an ISO date."""
    return date.fromordinal(day).isoformat()


def drawn(request: SearchRequest) -> Histogram:
    """Return the histogram of the test newsroom."""
    histogram = SearchOracle().search(request).histogram
    assert histogram
    return histogram


def test_drilling_from_year_to_day() -> None:
    """Each bar narrows to itself; the bars of the next step add up to what it holds."""
    request = SearchRequest()
    for key, crumbs in (("2024", ["All dates"]), ("2024-03", ["All dates", "2024"])):
        line = make_chart(request, drawn(request))
        assert line
        bar = next(bar for bar in line.bars if bar.key == key)
        request = bar.request
        assert (request.date_from, request.date_to) == (key, key)
        deeper = make_chart(request, drawn(request))
        assert deeper
        assert [crumb.label for crumb in deeper.crumbs] == crumbs
        exact = [r for r in SearchOracle().releases if r.date and r.date.value.startswith(key)]
        shown = [r for r in exact if r.date and len(r.date.value) > len(key) + (len(key) == 7)]
        assert sum(bar.count for bar in deeper.bars) == len(shown)
        keys = [bar.key for bar in deeper.bars]
    assert keys == [f"2024-03-{day:02}" for day in range(1, 32)]


def test_a_single_day_is_shown_in_its_month() -> None:
    """The day stands out among its neighbours."""
    request = SearchRequest(date_from="2024-03-22", date_to="2024-03-22")
    line = make_chart(request, drawn(request))
    assert line
    assert len(line.bars) == 31
    assert line.marks_chosen
    assert [bar.key for bar in line.bars if bar.selected and bar.count] == ["2024-03-22"]


def test_an_open_range_stands_out() -> None:
    """With one end open every bar is drawn, and those in the range are marked."""
    line = make_chart(SearchRequest(date_from="2022"), drawn(SearchRequest(date_from="2022")))
    assert line
    assert line.marks_chosen
    assert line.bars[0].key == "2016"
    assert [bar.key for bar in line.bars if bar.selected] == ["2022", "2023", "2024", "2025"]
    whole = make_chart(SearchRequest(date_from="1990"), drawn(SearchRequest(date_from="1990")))
    assert whole
    assert not whole.marks_chosen


@given(
    st.lists(st.dates().map(lambda day: day.isoformat()[:7]), min_size=1, unique=True),
    st.sampled_from(["month", "year"]),
)
def test_bars_are_in_order_and_complete(keys: list[str], interval: str) -> None:
    """No count is lost or moved; the tallest is 100 high and none too small to be seen."""
    length = {"year": 4, "month": 7}[interval]
    buckets = tuple(
        Bucket(iso(day_span(key)[0]), iso(day_span(key)[1]), key, 2)
        for key in sorted({key[:length] for key in keys})
    )
    line = make_chart(SearchRequest(), Histogram(interval, buckets))  # type: ignore[arg-type]
    assert line
    assert [bar.key for bar in line.counted] == [bucket.label for bucket in buckets]
    assert all(4 <= bar.height <= 100 for bar in line.counted)


def ticks(first: str, last: str) -> list[str]:
    """Return the labels under the bars of a range, those that there are."""
    request = SearchRequest(date_from=first, date_to=last)
    line = make_chart(request, drawn(request))
    assert line
    return [bar.tick for bar in line.bars if bar.tick]


def test_labels_say_of_which_month_and_year_they_are() -> None:
    """The first one and each at a turn; days are labelled at round places."""
    assert ticks("2024-03", "2024-03") == ["1 Mar", "8", "15", "22"]
    assert ticks("2024-03-20", "2024-04-20") == ["22 Mar", "1 Apr", "8", "15"]
    assert ticks("2024-03-29", "2024-04-02") == ["29 Mar", "30", "31", "1 Apr", "2"]
    assert ticks("2023-11", "2024-02") == ["Nov 2023", "Dec", "Jan 2024", "Feb"]
    assert ticks("2023-06", "2024-07") == ["Jul", "Oct", "2024", "Apr", "Jul"]
    assert ticks("2022", "2024") == ["2022", "2023", "2024"]


def test_nothing_to_draw() -> None:
    """Without dates there is no timeline."""
    assert make_chart(SearchRequest(), None) is None
    assert make_chart(SearchRequest(), Histogram("year", (), missing=3)) is None
