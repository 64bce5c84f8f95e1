"""Runs of capitalized words."""

from __future__ import annotations

from searchapp.ingest.entities import capitalized_runs


def test_no_word_as_long_as_a_text_is_remembered() -> None:
    """A huge word is read as any other, and is not kept in memory."""
    huge = "A" + "b" * 5_000
    known = capitalized_runs.split_token.cache_info().currsize
    run = capitalized_runs.Run(f"{huge}'s", 0, len(huge) + 2)
    assert (run.words, run.possessive) == ([huge], [True])
    assert capitalized_runs.split_token.cache_info().currsize == known
