"""The cache keeps what was used last, within its bounds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.whoosh.cache import ByteCache


def test_least_recently_used_goes_first() -> None:
    """Reading an entry keeps it; the one not read for longest makes room."""
    cache = ByteCache(4_000)
    for name in "abcd":
        cache.put(name, name.upper(), 750)
    assert cache.get("a") == "A"
    cache.put("e", "E", 750)
    assert [cache.get(name) for name in "abcde"] == ["A", None, "C", "D", "E"]


def test_what_is_too_large_is_not_kept() -> None:
    """One result may not push everything else out."""
    cache = ByteCache(4_000)
    cache.put("a", "A", 100)
    cache.put("b", "B", 2_000)
    assert (cache.get("a"), cache.get("b")) == ("A", None)
    cache.clear()
    assert (cache.get("a"), cache.used) == (None, 0)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3_000))))
def test_never_more_than_allowed(puts: list[tuple[int, int]]) -> None:
    """Whatever is put in, the sum of sizes stays within the bound."""
    cache = ByteCache(4_000)
    for key, size in puts:
        cache.put(key, size, size)
        assert cache.used <= 4_000
        held = cache.get(key)
        assert held is None or isinstance(held, int)
