"""Pages of every reader, broken in any way: the run ends, and each is indexed or reported."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tests.faults import mutating
from tests.faults.mutating import MUTATIONS, PAGES, index_mutated, mutated

SEVERAL = 100
"""Pages of one reindex."""

Recipe = tuple[str, list[Callable[[bytes, Random], bytes]], int]
"""Which of the pages, what is done to it, and the seed of that."""

recipes: st.SearchStrategy[Recipe] = st.tuples(
    st.sampled_from(sorted(PAGES)),
    st.lists(st.sampled_from(MUTATIONS), min_size=1, max_size=3),
    st.integers(0, 2**32 - 1),
)


# What fails is named by the assertion; to shrink so many pages, a reindex a step, takes for ever.
@settings(
    max_examples=3, suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)  # fmt: skip
@example([(path, [], 0) for path in PAGES])
@given(st.lists(recipes, min_size=SEVERAL, max_size=SEVERAL))
def test_mutated_pages_are_indexed_or_reported(chosen: Sequence[Recipe]) -> None:
    """A sound page beside them is found, and none of them is a fault of the program."""
    pages = [(path, mutated(PAGES[path], changes, seed)) for path, changes, seed in chosen]
    with tempfile.TemporaryDirectory() as folder:
        assert index_mutated(Path(folder), pages).total() == len(pages) + 1


@pytest.mark.trial
def test_thousands_of_mutated_pages(tmp_path: Path) -> None:
    """The run ends, each page is in the index or in the report, none is a fault of the program."""
    assert mutating.run(tmp_path, pages=5_000)["indexed"]
