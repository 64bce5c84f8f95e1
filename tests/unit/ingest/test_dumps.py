"""What must hold of the release that is taken out of a page dump."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchapp.ingest.dumps import clean_dump


@pytest.mark.shared
def test_seeds_come_out_clean(shared: Path) -> None:
    """Both first documents: title, date line, captions; menu gone; every body line kept."""
    menu_page, clean_page = sorted((shared / "seeds").glob("*.txt"), reverse=True)
    content = clean_dump(menu_page.read_text("utf-8"))
    assert content.title == "WIPO Director General Concludes Visit to China’s Greater Bay Area"
    assert content.date_lines == (("March 29, 2024", "head"),)
    assert len(content.parts["caption"]) == 3
    assert len(content.paragraphs) == 25
    assert [piece.reason for piece in content.dropped] == ["menu"]
    content = clean_dump(clean_page.read_text("utf-8"))
    assert content.title.startswith("WIPO China: WIPO Joins Hands with Guangdong")
    assert content.date_lines == (("Февраль 2025 г.", "tail"),)
    assert len(content.paragraphs) == 4
    assert not content.dropped
