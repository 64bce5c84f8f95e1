"""How contact, about, number, dateline and marks are told from the body."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest.parts import dateline, split_parts

BODY = (
    "NORWICK, 4 March 2023 – The harbour board opened a new pier on Saturday, and two hundred "
    "people came to see the first boat leave it for the islands.",
    "The pier took three years to build. It replaces the one that the storm of 2019 carried away.",
)
ABOUT = (
    "The Norwick Harbour Board runs the port, the ferries and the fish market, and it keeps the "
    "lights along the coast of the county."
)


def test_parts_are_told_apart() -> None:
    """Each piece goes to its part, the order of the body stays, and the dateline stays readable."""
    split = split_parts(
        (
            *("FOR IMMEDIATE RELEASE", "March 4, 2023", "Release No. 12/2023", *BODY),
            *(
                "About Norwick Harbour",
                ABOUT,
                "Press contact: Ada Quill, press@norwick.example",
                "###",
            ),
        )
    )
    assert split.paragraphs == BODY
    assert split.date_lines == ("March 4, 2023",)
    assert split.parts == {
        "number": ("Release No. 12/2023",),
        "about": ("About Norwick Harbour", ABOUT),
        "contact": ("Press contact: Ada Quill, press@norwick.example",),
        "end mark": ("###",),
        "dateline": ("NORWICK",),
    }
    assert [piece.text for piece in split.dropped] == ["FOR IMMEDIATE RELEASE"]


@given(st.lists(st.sampled_from((*BODY, ABOUT, "###", "Contact:", "About us", "1/2023", "x", ""))))
def test_nothing_is_lost(paragraphs: list[str]) -> None:
    """Every paragraph is in exactly one place."""
    split = split_parts(paragraphs)
    pieces = [*split.paragraphs, *split.date_lines, *(piece.text for piece in split.dropped)]
    for part, texts in split.parts.items():
        pieces += texts if part != "dateline" else ()
    assert sorted(pieces) == sorted(text for text in paragraphs if text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("GENEVA, March 4, 2023 – The office said", "GENEVA"),
        ("(Dallas, Texas) – The county said", "Dallas, Texas"),
        ("SANTA ANA, Calif. – A man was", "SANTA ANA, Calif."),
        ("New York -- The mayor said", "New York"),
        ("WASHINGTON  D C   The senator said", "WASHINGTON  D C"),
        ("The board met on Monday – and parted on Tuesday.", None),
        ("WIPO Director General Visits Norwick", None),
        ("A well-known man said that", None),
    ],
)
def test_dateline(text: str, place: str | None) -> None:
    """The place before the dash is the dateline; a sentence with a dash has none."""
    assert dateline(text) == place


def test_share_lines_around_the_text_are_dropped() -> None:
    """Buttons above and below a declared body go, with the reason; inside it they stay."""
    split = split_parts(("Share on Facebook", BODY[0], "Follow us", BODY[1], "Siga-nos", "Print"))
    assert split.paragraphs == (BODY[0], "Follow us", BODY[1])
    assert [(each.text, each.reason) for each in split.dropped] == [
        ("Share on Facebook", "share"),
        ("Siga-nos", "menu"),
        ("Print", "share"),
    ]


def test_a_text_of_buttons_stays() -> None:
    """Where buttons are all there is, they are the body."""
    assert split_parts(("Share", "Print")).paragraphs == ("Share", "Print")
