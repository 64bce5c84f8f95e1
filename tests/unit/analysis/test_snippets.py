"""The passage shown for a hit: the densest one, cut where a reader would cut it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.analysis.highlight import Found, HighlightTerms, Marker
from searchapp.analysis.snippets import ELLIPSIS, MAX_CHARACTERS_SEARCHED, best_passage
from searchapp.analysis.tokens import analyse, tokens
from tests.support.highlighting import bracketed

FILLER = ["river", "mountain", "of", "Lake.", "forest", "meadow,", "valley", "cloud!"]
WANTED = ["patent", "treaty", "office"]
ASKED = HighlightTerms([["patent"], ["treati"], ["offic"]])
PARAGRAPHS = st.lists(
    st.lists(st.sampled_from(FILLER * 3 + WANTED), max_size=60).map(" ".join), max_size=5
)


def most_different(paragraphs: list[str], room: int) -> int:
    """Oracle: try every window; return how many different wanted words the best one has."""
    text = "\n".join(paragraph for paragraph in paragraphs if paragraph)
    found = [each for each in tokens(text, "en") if each[2] in ("patent", "treati", "offic")]
    return max(
        (
            len({term for start, end, term in found if first <= start and end <= first + room})
            for first, _, _ in found
        ),
        default=0,
    )


@given(PARAGRAPHS, st.integers(40, 240))
def test_no_other_passage_has_more_of_the_wanted_words(paragraphs: list[str], length: int) -> None:
    """The passage has as many different wanted words as the best of all windows."""
    snippet = best_passage(paragraphs, "en", Marker(ASKED), length)
    marked = {analyse(snippet.text[start:end], "en")[0] for start, end in snippet.marks}
    assert len(marked) >= most_different(paragraphs, length - 2)


@given(PARAGRAPHS | st.lists(st.text()), st.integers(40, 240), st.booleans())
def test_passages_come_from_the_text(paragraphs: list[str], length: int, any_wanted: bool) -> None:
    """A passage is short enough, a piece of the text, and its marks are wanted words in it."""
    snippet = best_passage(
        paragraphs, "en", Marker(ASKED if any_wanted else HighlightTerms()), length
    )
    text = " ".join(" ".join(paragraphs).split())
    inside = snippet.text.removeprefix(ELLIPSIS).removesuffix(ELLIPSIS)
    assert len(snippet.text) <= length
    assert " ".join(inside.split()) in text
    for start, end in snippet.marks:
        assert 0 <= start < end <= len(snippet.text)
        assert analyse(snippet.text[start:end], "en")[0] in ("patent", "treati", "offic")


@given(PARAGRAPHS, st.integers(40, 240))
def test_words_are_not_cut(paragraphs: list[str], length: int) -> None:
    """In a language with spaces a passage begins and ends with whole words."""
    snippet = best_passage(paragraphs, "en", Marker(ASKED), length)
    assert set(snippet.text.replace(ELLIPSIS, "").split()) <= set(FILLER + WANTED)


LONG = "The lake is deep and cold. " * 20


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (["A short text."], "A short text."),
        ([], ""),
        ([LONG, "The treaty was signed.", LONG], "The [treaty] was signed. The lake is deep"),
        (["Headline", "The treaty holds."], "Headline The [treaty] holds."),
        ([f"the lake {'of water ' * 30}and a treaty"], f"{ELLIPSIS}water of"),
        ([LONG + "Mr. Treaty spoke of patent law."], "[Treaty] spoke of [patent] law."),
    ],
)
def test_where_passages_begin(paragraphs: list[str], expected: str) -> None:
    """With a sentence or a paragraph if one is near, else between words behind an ellipsis."""
    text = bracketed(best_passage(paragraphs, "en", Marker(ASKED), 120))
    assert text.startswith(expected) or text.endswith(expected)


def test_ends_in_the_middle_of_a_sentence_are_shown() -> None:
    """An ellipsis stands where a sentence is cut, and only there."""
    assert best_passage(["river " * 50], "en", Marker(HighlightTerms()), 60).text.endswith(
        f"river{ELLIPSIS}"
    )
    assert best_passage([LONG], "en", Marker(HighlightTerms()), 60).text.endswith("cold.")


def test_chinese_is_cut_between_sentences() -> None:
    """Text without spaces is cut at its own full stops."""
    text = "湖水很深。" * 30 + "专利合作条约。" + "山很高。" * 30
    asked = HighlightTerms(phrases=[[["专利"], ["利合"], ["合作"]]])
    passage = bracketed(best_passage([text], "zh", Marker(asked), 40))
    assert passage.startswith("[专利合作]条约。山很高。")
    assert passage.endswith("。")


def test_the_rest_of_a_passage_is_marked_too() -> None:
    """The search stops once everything was found; what is shown is marked to its end."""
    text = "A patent treaty office. " + "The patent office."
    assert bracketed(
        best_passage(["A patent treaty office.", "The patent."], "en", Marker(ASKED), 240)
    ) == ("A [patent] [treaty] [office]. The [patent].")
    assert bracketed(best_passage([text], "en", Marker(ASKED), 240)).endswith(
        "The [patent] [office]."
    )


@pytest.mark.parametrize(
    "text", ["a" * 1_000_000, "treaty " * 150_000, "水" * 300_000, "." * 500_000]
)
def test_only_the_beginning_of_a_huge_text_is_searched(text: str) -> None:
    """However the text is made; and the passage is as long as any."""
    read: list[int] = []

    class Counting(Marker):
        def find(self, text: str, language: str) -> list[Found]:
            read.append(len(text))
            return super().find(text, language)

    passage = best_passage([text], "en", Counting(ASKED), 240)
    assert 0 < len(passage.text) <= 240
    # Once for the search, once more for what is shown.
    assert MAX_CHARACTERS_SEARCHED - 240 <= sum(read) <= MAX_CHARACTERS_SEARCHED + 240
