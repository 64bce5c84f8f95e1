"""``searchapp extract``: one JSON line a release."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.command_line import run


def test_extract_prints_records(here: Path) -> None:
    """One JSON line a release; what is turned away goes to standard error or the report."""
    result = run("extract", "corpus", "--report", "r.jsonl", "--dropped", "--source", "City Hall")
    record = json.loads(result.output)
    assert record["title"] == "New quay opens in Lyon"
    assert (record["date"], record["date_precision"]) == ("2024-03-29", "day")
    assert record["source"] == {"value": "city-hall", "label": "City Hall"}
    assert any("Tariffs" in piece["text"] for piece in record["dropped"])
    assert json.loads(Path("r.jsonl").read_text())["code"] == "page.empty"
    assert "page.empty" in run("extract", "corpus").stderr
    assert run("extract", "corpus/port/empty.txt").exit_code == 1
