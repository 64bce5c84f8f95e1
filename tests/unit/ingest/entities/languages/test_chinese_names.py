"""People in Chinese text: found where a title shows them, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.ingest.entities import extract_entities
from tests.support.work import steps


def people(text: str) -> list[str]:
    """Return the names of the people of a text."""
    return [entity.name for entity in extract_entities("", [text], "zh").people]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("部长王毅表示，会议将在明年举行。", ["王毅"]),
        ("会议由王毅部长主持。", ["王毅"]),
        ("研究院院长陈伟明教授说，这很重要。", ["陈伟明"]),
        ("专利部主任赵丽华介绍，结果很好。", ["赵丽华"]),
        ("副校长欧阳明出席了会议。", ["欧阳明"]),
        ("总干事阿米娜·奥卡福博士说，水不会等人。", ["阿米娜·奥卡福"]),
        ("总理安格拉·默克尔说，今年不会。", ["安格拉·默克尔"]),
        ("主席马克·布朗和秘书长李娜签署了协议。", ["马克·布朗", "李娜"]),
    ],
)
def test_chinese_names_beside_a_title(text: str, names: list[str]) -> None:
    """Behind a title, before one, and foreign names with dots; the name ends where it ends."""
    assert sorted(people(text)) == sorted(names)


@pytest.mark.parametrize(
    "text",
    [
        "主任会议将在明年举行，部长们都会出席。",
        "王室成员出席了开幕式，高校和马路都很安静。",
        "市长办公室表示，道路将在下周开放。",
        "代表团于周一抵达，记者招待会已取消。",
        "水、电·气三项费用将同时调整。",
    ],
)
def test_chinese_text_without_names(text: str) -> None:
    """Titles with other words behind them, and words that begin like a family name, are nobody."""
    assert people(text) == []


@given(
    st.text(
        alphabet="部长王毅说·总理安格拉默表示，。 الدكتور ليلى ،:\u064b\u064e\u0652", max_size=200
    )
)
@settings(max_examples=100, deadline=None)
def test_any_such_text_gives_an_answer(text: str) -> None:
    """No text is too odd to be read, and reading it again gives the same entities."""
    found = extract_entities("", [text], "zh")
    assert extract_entities("", [text], "zh") == found


def test_a_long_text_takes_linear_work() -> None:
    """Ten times the text takes about ten times the steps."""

    def work(repeats: int) -> int:
        text = "部长王王王王·安安安安 الدكتور ليلى " * repeats
        extract_entities("", [text], "zh")  # words that were read before are remembered
        return steps(extract_entities, "", [text], "zh")

    assert work(500) < 12 * work(50)
