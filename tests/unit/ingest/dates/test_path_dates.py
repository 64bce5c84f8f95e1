"""Dates in file names and addresses: patterns are found, not configured."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest.dates import file_date, learn_dates
from searchapp.ingest.dates.path_dates import ORDERS

DAYS = st.dates(datetime.date(1950, 1, 1), datetime.date(2044, 12, 31))
FORMS = (
    "%Y-%m-%d-storm.txt", "%Y%m%d_storm.txt", "%d%b%YAnyone7.txt", "news/%Y/%m/%d/x.html",
    "storm-%B-%d-%Y.html", "storm_%d_%B_%Y.txt", "%Y_%m_%d.md", "%Y.%m.%d storm.txt",
    "%Y%m%dT101500Z.json", "29storm%d%b%YNorth60.txt", "%Y-%m-%d-storm-of-12.md",
    "feed%%20items/%Y-%m-%d%%20storm.txt",
)  # fmt: skip


@given(DAYS, st.sampled_from(FORMS))
def test_a_day_in_a_path_is_found(day: datetime.date, form: str) -> None:
    """Year, month and day in any usual order and writing give that day, without a doubt."""
    found = file_date(day.strftime(form))
    assert found is not None
    assert (found.value, found.precision, found.ambiguous) == (day.isoformat(), "day", False)


@given(DAYS, st.sampled_from(ORDERS))
def test_six_digits_follow_the_order_of_the_source(day: datetime.date, order: str) -> None:
    """Six digits are read as the source is known to mean them."""
    form = {"mdy": "%m%d%y", "dmy": "%d%m%y", "ymd": "%y%m%d"}[order]
    found = file_date(f"PR_{day.strftime(form)}.pdf.txt", order=order)
    assert found is not None
    assert (found.value, found.ambiguous) == (day.isoformat(), False)


@given(
    st.sampled_from(ORDERS),
    st.lists(DAYS, min_size=1, max_size=12),
    DAYS.filter(lambda day: day.day > 12 and day.year % 100 > 31),
)
def test_siblings_settle_the_order_of_six_digits(
    order: str, days: list[datetime.date], clear: datetime.date
) -> None:
    """One name among its siblings that can be read in one way only tells how all are meant."""
    form = {"mdy": "pr-%m%d%y.txt", "dmy": "pr-%d%m%y.txt", "ymd": "pr-%y%m%d.txt"}[order]
    learned = learn_dates((day.strftime(form), "") for day in [clear, *days])
    assert learned.path_order == order
    for day in days:
        found = file_date(day.strftime(form), order=learned.path_order)
        assert found is not None
        assert (found.value, found.ambiguous) == (day.isoformat(), False)


@given(st.sampled_from(ORDERS), DAYS)
def test_the_text_of_a_sibling_settles_the_order(order: str, day: datetime.date) -> None:
    """A page that names the day of its name tells how the name is meant, unless two orders fit."""
    form = {"mdy": "%m%d%y", "dmy": "%d%m%y", "ymd": "%y%m%d"}[order]
    learned = learn_dates([(f"pr-{day.strftime(form)}.txt", f"Ostend, {day.isoformat()}")])
    assert learned.path_order in (order, None)


@given(st.text(max_size=60))
def test_any_path_gives_a_date_or_none(path: str) -> None:
    """No path raises, and what is found lies inside it."""
    found = file_date(path)
    assert found is None or found.start < found.end


@pytest.mark.parametrize(
    ("path", "value", "precision"),
    [
        ("PR_101518.pdf.txt", "2018-10-15", "day"),
        ("PR-Storm-02_25_2019_pdf.txt", "2019-02-25", "day"),
        ("Flood_03_2019.txt", "2019-03", "month"),
        ("uploads/2018/10/storm.txt", "2018-10", "month"),
        ("april-2020-review.txt", "2020-04", "month"),
        ("2019/storm.txt", "2019", "year"),
        ("a/213588884.txt", None, None),
        ("plan-2030.txt", None, None),
        ("release-14093.html", None, None),
    ],
)
def test_what_a_path_does_not_tell_is_not_guessed(
    path: str, value: str | None, precision: str | None
) -> None:
    """Precision is what the path gives; long numbers and years in titles are no dates."""
    found = file_date(path)
    assert (found and found.value, found and found.precision) == (value, precision)


def test_a_year_among_the_folders_settles_the_order() -> None:
    """Six digits that fit the year of their folder in one way only are read that way."""
    found = file_date("press/2018/PR_181203.txt")
    assert found is not None
    assert (found.value, found.ambiguous) == ("2018-12-03", False)


def test_an_open_order_is_marked() -> None:
    """Six digits with several readings and nothing to choose by are ambiguous."""
    found = file_date("PR_010203.txt")
    assert found is not None
    assert found.ambiguous
