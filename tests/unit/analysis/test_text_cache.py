"""Properties of what is remembered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.analysis import text_cache
from searchapp.analysis.text_cache import TextCache


class _Lengths(TextCache[int]):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def compute(self, text: str) -> int:
        self.asked.append(text)
        return len(text)

    def is_cacheable(self, text: str) -> bool:
        return len(text) < 5


@given(st.lists(st.text(max_size=6)))
def test_what_is_remembered_is_what_would_be_worked_out(texts: list[str]) -> None:
    """Oracle: the function itself."""
    lengths = _Lengths()
    assert [lengths[text] for text in texts] == [len(text) for text in texts]


def test_memory_is_bounded_and_what_is_common_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text asked for again and again is worked out once, however many others there are."""
    monkeypatch.setattr(text_cache, "MAX_ENTRIES", 10)
    lengths = _Lengths()
    for number in range(1000):
        assert lengths[str(number)] + lengths["all"] == len(str(number)) + 3
        assert len(lengths) <= 10
    assert lengths.asked.count("all") == 1


def test_what_is_too_long_is_not_kept() -> None:
    """It is worked out each time."""
    lengths = _Lengths()
    assert lengths["longer"] + lengths["longer"] == 12
    assert lengths.asked == ["longer"] * 2
    assert not lengths
