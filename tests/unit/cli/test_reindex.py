"""``searchapp reindex``: a summary, a report, an exit code."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from searchapp.errors import SKIP_REASONS
from tests.support.command_line import run


def test_reindex_says_what_it_did_and_search_finds_it(here: Path) -> None:
    """Summary, report, then the same again with nothing to do."""
    first = run("reindex", "--report", "skipped.jsonl")
    assert first.exit_code == 0
    assert "1 release from 1 page (of all pages 2 added," in first.output
    assert "1 page is not in the index:" in first.output
    assert SKIP_REASONS["page.empty"] in first.output
    (line,) = Path("skipped.jsonl").read_text().splitlines()
    assert json.loads(line)["code"] == "page.empty"
    assert "Nothing has changed" in run("reindex").output

    found = run("search", "quay", "--person", "Amina Okafor", "--from", "2024-03")
    assert "New quay opens in Lyon" in found.output
    assert "1 release for quay" in found.output
    record = json.loads(run("search", "quay", "--json").output)
    assert (record["title"], record["date"]) == ("New quay opens in Lyon", "2024-03-29")
    assert "0 releases" in run("search", "quay", "--to", "2023").output


def test_too_many_skipped_pages_have_an_exit_code_of_their_own(here: Path) -> None:
    """The index is made all the same."""
    assert run("reindex", "--max-skipped", "0").exit_code == 3
    assert run("reindex", "--max-skipped", "1").exit_code == 0
    assert run("search", "quay").exit_code == 0


def test_a_dry_run_names_the_pages(here: Path) -> None:
    """And makes no index."""
    result = run("reindex", "--dry-run")
    assert "port/quay.txt" in result.output
    assert "no index yet" in result.output
    assert not Path("index").exists()


def test_watching_without_its_extra_is_refused_before_the_work(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever lacks the package is told how to install it, and no index has been made meanwhile."""
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    result = run("reindex", "--watch")
    assert result.exit_code == 2
    assert "searchapp[watch]" in result.output
    assert not (here / "index" / "CURRENT").exists()
