"""Pages of every reader, broken in any way: the run ends, and each is indexed or reported."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.faults.mutating import MUTATIONS, PAGES, index_mutated, mutated

SEVERAL = 100
"""Pages of one reindex."""


@st.composite
def _mutated(draw: st.DrawFn) -> tuple[str, bytes]:
    path = draw(st.sampled_from(sorted(PAGES)))
    mutations = draw(st.lists(st.sampled_from(MUTATIONS), min_size=1, max_size=3))
    return path, mutated(PAGES[path], mutations, draw(st.integers(0, 2**32 - 1)))


@settings(max_examples=3, suppress_health_check=list(HealthCheck))
@example([(path, page.encode()) for path, page in PAGES.items()])
@given(st.lists(_mutated(), min_size=SEVERAL, max_size=SEVERAL))
def test_mutated_pages_are_indexed_or_reported(pages: Sequence[tuple[str, bytes]]) -> None:
    """A sound page beside them is found, and none of them is a fault of the program."""
    with tempfile.TemporaryDirectory() as folder:
        assert index_mutated(Path(folder), pages).total() == len(pages) + 1
