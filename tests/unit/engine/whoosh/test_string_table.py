"""Tables of strings behave like sorted lists of strings."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.whoosh.string_table import StringTable, decode, encode, gather, ranges

_texts = st.text(st.characters(codec=None), max_size=4).map(encode)
_tables = st.sets(_texts, max_size=20).map(sorted)


@given(strings=st.lists(_texts, max_size=20))
def test_strings_come_back(strings: list[bytes]) -> None:
    """A table holds any strings, in any order, by number and in slices."""
    table = StringTable.of(strings)
    assert list(table) == strings
    assert [table[number] for number in range(len(table))] == strings
    assert list(table.slice(1, 3)) == strings[1:3]
    assert list(table.concat(table)) == strings * 2


@given(strings=st.lists(st.text(max_size=4)))
def test_bytes_sort_as_text_does(strings: list[str]) -> None:
    """The order of the table is the order of code points, lone surrogates included."""
    assert [decode(each) for each in sorted(map(encode, strings))] == sorted(strings)


@given(strings=_tables, wanted=_texts)
def test_looking_up(strings: list[bytes], wanted: bytes) -> None:
    """Look-ups are bisection; a prefix is a range."""
    table = StringTable.of(strings)
    assert table.lower_bound(wanted) == bisect_left(strings, wanted)
    assert table.find(wanted) == (strings.index(wanted) if wanted in strings else -1)
    low, high = table.prefix_range(wanted)
    assert strings[low:high] == [each for each in strings if each.startswith(wanted)]


@given(strings=_tables, more=st.lists(_texts, max_size=20))
def test_extending(strings: list[bytes], more: list[bytes]) -> None:
    """The union is sorted, and both sides learn their numbers in it."""
    table, renumbering, numbers = StringTable.of(strings).union(more)
    union = sorted({*strings, *more})
    assert list(table) == union
    assert [union[number] for number in renumbering.tolist()] == strings
    assert {text: union[number] for text, number in numbers.items()} == {
        each: each for each in more
    }


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5)), max_size=10))
def test_ranges(wanted: list[tuple[int, int]]) -> None:
    """Stretches of numbers, end to end, empty ones anywhere."""
    starts, lengths = np.array(wanted, np.int64).reshape(-1, 2).T
    expected = [start + step for start, length in wanted for step in range(length)]
    assert ranges(starts, lengths).tolist() == expected


@given(
    sizes=st.lists(st.integers(0, 4), min_size=1, max_size=60),
    jumps=st.lists(st.tuples(st.integers(0, 59), st.integers(0, 59)), max_size=4),
)
def test_gathering(sizes: list[int], jumps: list[tuple[int, int]]) -> None:
    """Stretches are gathered alike whether they follow each other or not."""
    offsets = np.cumsum([0, *sizes])
    values = np.arange(offsets[-1])
    numbers = [at % len(sizes) for first, last in jumps for at in range(first, last)]
    found, starts = gather(values, offsets, np.array(numbers, np.int64))
    stretches = [values[offsets[at] : offsets[at + 1]].tolist() for at in numbers]
    assert found.tolist() == [value for stretch in stretches for value in stretch]
    assert starts.tolist() == np.cumsum([0, *map(len, stretches)]).tolist()
