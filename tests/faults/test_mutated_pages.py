"""Thousands of broken pages of every reader keep no sound one out of the index."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import mutating


@pytest.mark.trial
def test_thousands_of_mutated_pages(tmp_path: Path) -> None:
    """The run ends, each page is in the index or in the report, none is a fault of the program."""
    assert mutating.run(tmp_path, pages=5_000)["indexed"]
