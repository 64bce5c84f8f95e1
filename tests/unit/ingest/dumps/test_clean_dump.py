"""What must hold of the release that is taken out of a page dump."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.analysis.words import split_words
from searchapp.ingest.dumps.clean_dump import clean_dump
from searchapp.ingest.dumps.site_profile import learn, measure
from searchapp.ingest.types import Content
from tests.support.work import steps

STORY = (
    "The harbour authority of Norwick opened a second ferry line to the islands on Monday.",
    "It will carry four hundred people a day, and the fare is the same as on the older line.",
    "“We have waited for this boat since the storm of last year,” said Ada Quill, who chairs it.",
)
MENU = ("Home", "About us", "Newsroom", "Careers", "Contact us", "Search")
FOOTER = ("Share", "Related news", "Privacy policy", "© 2023 Norwick. All rights reserved.")
HEADLINE = "Harbour Authority Opens Second Ferry Line to Northern Islands"
PAGE = "\n".join((*MENU, HEADLINE, "March 4, 2023", *STORY, *FOOTER))

FRAGMENTS = st.sampled_from(
    (*STORY, *MENU, *FOOTER, HEADLINE, "March 4, 2023", "FOR IMMEDIATE RELEASE", "###", "-30-",
     "FOR IMMEDIATE RELEASE: Ferry Opens  March 4, 2023  NORWICK -- The ferry is open to all.",
     "Contact: Ada Quill", "+44 20 7946 0018", "press@norwick.example", "About Norwick Harbour",
     "NORWICK, Md.", "Case # 12-34", "(Photo: Norwick)", "渡轮今天开通。", "Февраль 2023 г.",
     "1", "–", "the line was broken in the", "middle of a sentence", "https://norwick.example/a",
     "\u00ad"),
)  # fmt: skip
PAGES = st.lists(FRAGMENTS, max_size=30).flatmap(
    lambda pieces: st.sampled_from(("\n", "\n\n", " ", "      ")).map(lambda gap: gap.join(pieces))
)
TEXTS = st.one_of(PAGES, st.text(max_size=400))


def squeezed(text: str) -> str:
    """Return a text without its white space."""
    return "".join(text.split())


def is_subsequence(small: str, large: str) -> bool:
    """Whether the letters of one text stand in the other in the same order."""
    rest = iter(large)
    return all(letter in rest for letter in small)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_body_is_part_of_the_page(text: str) -> None:
    """No input raises, and the body is a subsequence of the page, white space aside."""
    content = clean_dump(text)
    assert is_subsequence(squeezed("".join(content.paragraphs)), squeezed(text))


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_nothing_is_lost(text: str) -> None:
    """Every word is in the title, the body, a part, a date line or among the dropped, once."""
    assert letters_of(clean_dump(text)) == Counter(letter for letter in text if letter.isalnum())


def letters_of(content: Content) -> Counter[str]:
    """Return how often each letter and digit stands in a release and in what was dropped of it."""
    pieces = [*content.paragraphs, *(line for line, _ in content.date_lines)]
    pieces += [piece.text for piece in content.dropped]
    pieces += [
        piece for part, all_ in content.parts.items() if part != "dateline" for piece in all_
    ]
    pieces += [content.title] if content.title_where == "headline" else []
    return Counter(letter for piece in pieces for letter in piece if letter.isalnum())


@given(TEXTS)
@settings(max_examples=50, deadline=None)
def test_same_page_same_release(text: str) -> None:
    """Cleaning is a function of the page alone."""
    assert clean_dump(text) == clean_dump(text)


def test_menu_and_footer_go() -> None:
    """A lone page loses its menu and its footer and keeps headline, date and story."""
    content = clean_dump(PAGE)
    assert content.title == HEADLINE
    assert content.paragraphs == STORY
    assert content.date_lines == (("March 4, 2023", "head"),)
    assert {piece.text for piece in content.dropped} == {*MENU, *FOOTER}


def test_plain_text_stays_whole() -> None:
    """A release without furniture keeps every line, lists at its end included."""
    lines = (HEADLINE, *STORY, "Stops:", "* Norwick pier", "* Long Sand", "* Gull Island")
    content = clean_dump("\n".join(lines))
    assert (content.title, *content.paragraphs) == lines
    assert not content.dropped


def test_marks_part_the_release() -> None:
    """Marks, contact and number are no body, and what follows the end mark is not either."""
    content = clean_dump(
        "\n".join(
            (
                *("FOR IMMEDIATE RELEASE", "No. 12/2023", "Contact: Ada Quill", "(301) 555-0114"),
                *(HEADLINE, f"NORWICK, Md. – {STORY[0]}", *STORY[1:], "###", "Follow us", "Share"),
            )
        )
    )
    assert content.title == HEADLINE
    assert content.parts["contact"] == ("Contact: Ada Quill", "(301) 555-0114")
    assert content.parts["number"] == ("No. 12/2023",)
    assert content.parts["dateline"] == ("NORWICK, Md.",)
    assert content.parts["end mark"] == ("###",)
    assert content.paragraphs[0].startswith("NORWICK, Md. – The harbour")
    assert len(content.paragraphs) == 3


def test_head_in_one_line_is_cut() -> None:
    """Headline, date and first sentence that run together fall apart."""
    content = clean_dump(f"{HEADLINE} March 4, 2023 NORWICK -- {' '.join(STORY)}")
    assert content.title == HEADLINE
    assert content.date_lines == (("March 4, 2023", "head"),)
    assert content.paragraphs[0].startswith("NORWICK -- The harbour")


def test_text_without_punctuation() -> None:
    """Where punctuation was lost, runs of spaces part the paragraphs and the text is kept."""
    bare = [" ".join(split_words(text)) for text in STORY * 3]
    page = (" " * 9).join((HEADLINE, "March 4  2023", *bare))
    content = clean_dump(page)
    assert content.title == HEADLINE
    assert content.paragraphs == tuple(bare)


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_wrapped_rows_become_paragraphs(gap: str) -> None:
    """Rows broken at a width are joined again, with blank rows between them or without."""
    rows = (
        HEADLINE,
        "",
        "The harbour authority of Norwick opened a second ferry line to the",
        "northern islands on Monday and said that it will carry four hundred",
        "people a day at the fare of the older line, which goes on as before.",
    )
    content = clean_dump(gap.join(row for row in rows if row or gap == "\n"))
    assert content.title == HEADLINE
    assert content.paragraphs == (" ".join(rows[2:]),)


def test_inline_links_do_not_break_a_sentence() -> None:
    """A name or an address that stood in a link is put back into its sentence."""
    page = "\n".join(
        (HEADLINE, STORY[0], "Write to the office at", "www.norwick.example", ", please.")
    )
    assert "Write to the office at www.norwick.example , please." in clean_dump(page).paragraphs


def test_advisory_is_kept() -> None:
    """The answers of a media advisory are its body, though none is a sentence."""
    answers = (
        "WHO: Ada Quill, harbour master",
        "WHAT: Opening of the ferry",
        "WHERE: Norwick pier",
    )
    content = clean_dump("\n".join((*MENU, HEADLINE, *answers, *FOOTER)))
    assert content.paragraphs == answers


def site_pages(count: int) -> list[str]:
    """Return pages of one source that share a short line at their head and end."""
    furniture = (
        "Harbour Master of the Week Norwick Tide Tables and Moon Ferry Status Board of Norwick"
    )
    return [
        "\n".join(
            (furniture, f"Notice number {n} of the pier", f"Boat {n} " + STORY[n % 3], furniture)
        )
        for n in range(count)
    ]


def test_what_a_source_repeats_goes() -> None:
    """Short lines that stand on every page of a source are dropped as repeated."""
    pages = site_pages(9)
    content = clean_dump(pages[4], learn(map(measure, pages)))
    assert [piece.reason for piece in content.dropped] == ["repeated", "repeated"]
    assert content.paragraphs == (f"Boat 4 {STORY[1]}",)


def test_repeated_prose_stays() -> None:
    """A long paragraph that every release of a source carries is never deleted."""
    shared = (
        "The fund was set up by the council in 1998, and it pays for life boats, " * 2 + "and more."
    )
    pages = [
        "\n".join((f"Pier {n} Reopens After Repair Work", STORY[0] + str(n), shared))
        for n in range(9)
    ]
    content = clean_dump(pages[3], learn(map(measure, pages)))
    assert shared in content.paragraphs


def one_line(content: Content) -> str:
    """Return the body in one line."""
    return " ".join(content.paragraphs)


def test_giant_line() -> None:
    """A page in one line loses its menu and its footer and keeps the story."""
    menu = " ".join(
        f"{word} Services" for word in ("Harbour", "Pilot", "Crane", "Ferry", "Customs", "Tide")
    )
    page = " ".join((menu, *MENU, "Skip to content", HEADLINE, *STORY * 2, "Related News", *MENU))
    content = clean_dump(page)
    assert all(sentence in one_line(content) for sentence in STORY)
    assert "Pilot Services" not in one_line(content)
    assert not one_line(content).endswith("Search")


@pytest.mark.parametrize(
    "unit", ["a", "1", "A ", "(", "-", "A. ", "1/2 ", "Contact ", "@", "\t", " "]
)
def test_long_runs_of_one_unit_are_read_whole(unit: str) -> None:
    """Nothing of 200,000 characters is lost, and ten times the text takes at most ten times the
    steps."""
    text = unit * (200_000 // len(unit))
    assert letters_of(clean_dump(text)) == Counter(letter for letter in text if letter.isalnum())
    assert steps(clean_dump, text[:20_000]) < 11 * steps(clean_dump, text[:2_000])


def test_a_long_tail_takes_linear_work() -> None:
    """Ten times the lines below the text take at most ten times the steps."""

    def work(count: int) -> int:
        page = "\n".join((PAGE, *["Norwick 17"] * count))
        assert len(clean_dump(page).dropped) >= count
        return steps(clean_dump, page)

    assert work(1_000) < 11 * work(100)


@pytest.mark.shared
def test_seeds_come_out_clean(shared: Path) -> None:
    """Both first documents: title, date line, captions; menu gone; every body line kept."""
    clean_page, menu_page = sorted((shared / "seeds").glob("*.txt"))
    text = menu_page.read_text("utf-8")
    content = clean_dump(text)
    assert content.date_lines == (("March 29, 2024", "head"),)
    assert len(content.parts["caption"]) == 3
    assert [piece.reason for piece in content.dropped] == ["menu"]
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    assert content.title == lines[1]
    gone = {content.title, "March 29, 2024", *content.parts["caption"]}
    body = [" ".join(paragraph.split()) for paragraph in content.paragraphs]
    assert body == [line for line in lines[1:] if line not in gone]
    text = clean_page.read_text("utf-8")
    content = clean_dump(text)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    assert (content.title, *content.paragraphs) == tuple(lines[:-1])
    assert content.date_lines == ((lines[-1], "tail"),)
    assert not content.dropped


GIANT_MENU = (
    "Norwick Ferries Timetable Tickets Luggage Piers Lost Property Group Travel Freight Vessels "
    "Terminals Tariffs Customs Company Board History Careers Press English Français 中文"
)


@pytest.mark.parametrize(
    ("headline", "date"),
    [
        ("Night Ferry With a Library Begins Its Season", "March 4, 2023"),
        ("Зелёный свет рыбакам", "4 марта 2023 г."),
    ],
)
def test_headline_between_menu_and_date_in_one_line(headline: str, date: str) -> None:
    """A page on one line: the menu ends with its languages, the headline before the date."""
    text = " ".join((GIANT_MENU, headline, date, "NORWICK –", *STORY, *STORY[:2]))
    release = clean_dump(text)
    assert release.title == headline
    assert release.date_lines == ((date, "head"),)
    assert "Lost Property" not in " ".join(release.paragraphs)


def test_headline_is_known_by_its_place() -> None:
    """A headline that shares no word with the text is the line above the date."""
    page = "\n".join(
        ("Home | Fares | Piers | Search", "Green Light Ahead", "March 4, 2023", *STORY)
    )
    assert clean_dump(page).title == "Green Light Ahead"
