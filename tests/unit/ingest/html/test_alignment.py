"""Laying a text along blocks: each block once, in order, by its own words."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.ingest.html.alignment import align
from searchapp.ingest.html.blocks import Block

words = st.lists(st.sampled_from("oak elm ash fir yew box bay fig".split()), min_size=1, max_size=9)
unique = st.lists(st.text("abcdefghij", min_size=5, max_size=9), min_size=1, max_size=6)


def blocks_of(texts: list[str]) -> list[Block]:
    """Return paragraphs without links."""
    return [Block(text, "p", 0, 0) for text in texts]


@settings(deadline=None)
@given(st.lists(words.map(" ".join), max_size=12))
def test_a_text_of_all_blocks_keeps_them_all(texts: list[str]) -> None:
    """Whatever repeats, the chain through the whole text holds every block once."""
    assert align(blocks_of(texts), "\n".join(texts)) == (True,) * len(texts)


@settings(deadline=None)
@given(st.lists(unique.map(" ".join), min_size=1, max_size=12, unique=True), st.data())
def test_a_choice_of_blocks_is_found_again(texts: list[str], data: st.DataObject) -> None:
    """A text made of some blocks gives at least as many words back, none in another order."""
    picked = [data.draw(st.booleans()) for _ in texts]
    text = "\n".join(each for each, keep in zip(texts, picked, strict=True) if keep)
    found = align(blocks_of(texts), text)
    kept = [each for each, keep in zip(texts, found, strict=True) if keep]
    if len(set(" ".join(texts).split())) == len(" ".join(texts).split()):
        assert list(found) == picked
    assert len(" ".join(kept).split()) >= len(text.split())


def test_of_two_equal_blocks_the_one_in_its_place_is_taken() -> None:
    """A headline that a menu repeats is found where its neighbours are."""
    texts = ["Fog", "Home", "Contact", "Fog", "The ferry left early today"]
    text = "Contact\nFog\nThe ferry left early today"
    assert align(blocks_of(texts), text) == (False, False, True, True, True)


def test_nothing_aligns_with_nothing() -> None:
    """No blocks, no text: nothing kept, nothing raised."""
    assert align([], "some text") == ()
    assert align(blocks_of(["some text"]), "") == (False,)
