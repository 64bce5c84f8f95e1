"""``searchapp search``: the limits of the web."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command_line import run


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("quay", "--page", "2000"), "request.invalid-parameter"),
        (("q" * 513,), "request.invalid-parameter"),
        (("quay", "--from", "2024", "--to", "2020"), "request.invalid-parameter"),
        (("quay " * 65,), "query.too-costly"),
    ],
)
def test_a_search_has_the_limits_that_it_has_on_the_web(
    here: Path, words: tuple[str, ...], code: str
) -> None:
    """Size, depth, cost and ranges the wrong way round: the same codes, and exit code 2."""
    run("reindex")
    result = run("search", *words)
    assert result.exit_code == 2
    assert f"[{code}]" in result.stderr
    assert run("search", "quay", "--page", "1000").exit_code == 0
    assert run("search", "q" * 512).exit_code == 0
