"""Which lines are bars of links, whatever their language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.analysis.words import split_words
from searchapp.ingest.text.line_roles import line_role
from searchapp.ingest.text.lines import make_line
from searchapp.ingest.text.link_bars import is_link_bar, language_switch


@pytest.mark.parametrize(
    "text",
    [
        "Home | Ferries | Timetable | Careers",
        "Accueil | Bateaux | Horaires | Plan du port",
        "首页 | 轮渡 | 港口 | 联系我们",
        "الرئيسية | العبارات | الميناء | اتصل بنا",
        "Terms · Privacy · Lost property · Sitemap",
        "Ferries Piers Fares Timetable Lost Property English Français 中文",
    ],
)
def test_bars_are_menus(text: str) -> None:
    """Labels parted by strokes, and lines with the languages of the site, are menus."""
    assert line_role(make_line(text, 0)) == "menu"


@pytest.mark.parametrize(
    "text",
    [
        "Harbour Board Opens a Pier | Norwick Harbour",
        "The guide is printed in English, French and Chinese.",
        "Ann Lee | Bo Chu | Cy Dunn",
        "Either | or | and | both were meant by the author of the rule.",
    ],
)
def test_headlines_and_prose_are_no_bars(text: str) -> None:
    """Neither a window title, nor names in a row, nor prose that names languages is a menu."""
    assert line_role(make_line(text, 0)) == ""


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("分享到：微信 微博", "share"),
        ("返回列表 上一篇 下一篇", "menu"),
        ("مشاركة: فيسبوك واتساب", "share"),
        ("Siga-nos", "menu"),
        ("Share Print Facebook", "share"),
        ("Share of Print Sales Falls", ""),
    ],
)
def test_rows_of_buttons(text: str, role: str) -> None:
    """A line of nothing but known buttons is what its first button is."""
    assert line_role(make_line(text, 0)) == role


def test_a_switch_names_each_language_in_itself() -> None:
    """The first and the last word of the switch are given; two names are none."""
    words = [
        word.lower() for word in split_words("Search Sign In English Français 中文 Ferry Opens")
    ]
    assert language_switch(words) == (3, 7)
    assert language_switch(["english", "français", "ferry"]) is None


@given(st.text(max_size=300))
def test_any_line_can_be_asked(text: str) -> None:
    """No text makes the questions fail, and a switch lies inside its words."""
    line = make_line(text.strip(), 0)
    assert is_link_bar(line) in {True, False}
    found = language_switch(line.lowered)
    assert found is None or 0 <= found[0] < found[1] <= len(line.lowered)
