"""What a source shows about its dates is counted, kept and used."""

from __future__ import annotations

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest.dates import SourceDates, learn_dates, learn_order

COUNTS = st.builds(SourceDates, *[st.integers(0, 1000)] * len(fields(SourceDates)))
PAGES = st.lists(
    st.tuples(
        st.sampled_from(["a.txt", "2024-03-29.txt", "PR_101518.txt", "PR_010203.txt"]),
        st.sampled_from(["", "29/3/2024", "3/29/2024", "29 March 2024", "March 28, 2024"]),
    ),
    max_size=6,
)  # fmt: skip


@given(COUNTS)
def test_counts_survive_json(counts: SourceDates) -> None:
    """What was written is read back the same."""
    assert SourceDates.from_json(counts.to_json()) == counts


@given(PAGES, PAGES)
def test_parts_add_up(one: list[tuple[str, str]], two: list[tuple[str, str]]) -> None:
    """Learning from all pages is the sum of learning from parts, whatever their order."""
    whole = learn_dates([*one, *two])
    assert whole == learn_dates(one) + learn_dates(two) == learn_dates([*two, *one])


def test_the_order_of_day_and_month_is_learned_from_clear_dates() -> None:
    """Dates that can be read in one way only show how the source writes the others."""
    assert learn_order(["29/3/2024", "30.4.2024"]).order is True
    assert learn_order(["3/29/2024"]).order is False
    assert learn_order(["3/4/2024"]).order is None
    assert learn_order(["3/29/2024", "29/3/2024"]).order is None


def test_named_months_show_the_order_where_numbers_do_not() -> None:
    """A source that writes "March 29, 2024" throughout writes the month first."""
    assert learn_order(["March 29, 2024"] * 3).order is False
    assert learn_order(["29 March 2024"] * 3 + ["4/29/2024"]).order is False


def test_the_order_of_six_digits_is_learned() -> None:
    """One path that can be read in one way only, or that its text confirms, is enough."""
    assert learn_dates([("PR_101518.txt", "")]).path_order == "mdy"
    assert learn_dates([("PR_030418.txt", "London, 3 April 2018")]).path_order == "dmy"
    assert learn_dates([("PR_030418.txt", "")]).path_order is None


def test_it_is_learned_whether_paths_tell_the_day_of_the_release() -> None:
    """Paths that agree with their texts are believed, paths that are days later are not."""
    agree = [("2024-03-29.txt", "Geneva, 29 March 2024")] * 4
    later = [("2024-03-29.txt", "Geneva, 27 March 2024")] * 4
    assert learn_dates(agree).names_tell is True
    assert learn_dates(later).names_tell is False
    assert learn_dates([("2024-03-29.txt", "no date")] * 4).names_tell is None
