"""The colours of the style sheet can be read, in the light and in the dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from searchapp import web

SHEET = (Path(web.__file__).parent / "static" / "style.css").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    for block in re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL)[:2]
)


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2, "relative luminance")."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        *(("ink", back, 7.0) for back in ("paper", "card", "wash", "accent-wash", "notice")),
        *(("soft", back, 4.5) for back in ("paper", "card", "wash", "accent-wash")),
        *(("accent", back, 4.5) for back in ("paper", "card", "wash")),
        *(("accent-strong", back, 4.5) for back in ("paper", "wash", "accent-wash")),
        ("on-accent", "accent", 4.5),
        ("mark-ink", "mark", 4.5),
        ("edge", "paper", 3.0),
        ("edge", "card", 3.0),
        ("bar", "paper", 3.0),
        ("bar", "wash", 3.0),
        ("notice-edge", "paper", 2.5),
    ],
)
def test_contrast(scheme: dict[str, str], front: str, back: str, least: float) -> None:
    """Text holds 4.5:1 on every ground it stands on, edges and bars 3:1."""
    assert contrast(scheme[front], scheme[back]) >= least


def test_nothing_is_fetched_from_elsewhere() -> None:
    """The sheet names no other address."""
    assert "url(" not in SHEET
    assert "@import" not in SHEET


def test_only_the_newest_on_the_home_page_stand_closer() -> None:
    """What makes them so does not undo the distance between the results of a search."""
    rules = re.findall(r"^(\S[^{}]*> li) \{ padding-block: ([\d.]+)rem;", SHEET, re.MULTILINE)
    assert dict(rules) == {".hits > li": "1.15", ".newest .hits > li": ".95"}
