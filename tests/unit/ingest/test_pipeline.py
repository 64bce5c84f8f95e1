"""Ingestion as a whole: nothing makes it fail, and it invents nothing."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from searchapp.errors import SKIP_REASONS, PageSkipped
from searchapp.ingest.pipeline import Knowledge, ingest, learn_source
from searchapp.model import Release
from searchapp.release_record import from_record, to_record

ENDINGS = st.sampled_from(["txt", "html", "md", "json", "jsonl", "xml"])
SENTENCES = st.sampled_from(
    [
        "The port authority said on Monday that the quay will open in May.",
        "Home News Contact Search Login Share Print Imprint Sitemap",
        "GENEVA, March 29, 2024 - Delegates of forty countries met to talk about water.",
        "Dr. Amina Okafor thanked the Freshwater Agency (FWA) for its help.",
        "FOR IMMEDIATE RELEASE",
        "###",
        "Сегодня министр объявил о начале программы.",
        "该机构今天宣布，新的桥梁将于五月开放。",
        "أعلنت الوكالة اليوم عن افتتاح الجسر الجديد.",
        "<p>Some &amp; markup</p><script>alert(1)</script>",
        "\u202eright to left\u202c",
        "",
    ]
)
PAGES = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=300).map(str.encode),
    st.lists(SENTENCES, min_size=1, max_size=12).map(lambda lines: "\n".join(lines).encode()),
    st.lists(SENTENCES, min_size=1, max_size=12).map(lambda lines: " ".join(lines).encode()),
)


def outcome(path: str, data: bytes, knowledge: Knowledge | None = None) -> list[Release] | str:
    """Return the releases of a page, or the reason why there are none."""
    try:
        return list(ingest(path, data, knowledge))
    except PageSkipped as skipped:
        return skipped.code


@given(PAGES, ENDINGS)
@example(b"<div>" * 50_000, "html")
@example(b"<html><body>" + b"<p>word word word. " * 3_000, "html")
@example(b"word " * 100_000, "txt")
@example(b"A" * 300_000, "txt")
@example(b"\n" * 50_000 + b"x", "txt")
@example(b"(" * 20_000, "txt")
def test_no_page_makes_ingestion_fail(data: bytes, ending: str) -> None:
    """Any bytes give releases or one of the reasons, and the same each time."""
    made = outcome(f"source/page.{ending}", data)
    assert made == outcome(f"source/page.{ending}", data)
    if isinstance(made, str):
        assert made in SKIP_REASONS
        return
    for release in made:
        assert release.title
        assert release.body
        assert from_record(to_record(release, with_dropped=True)) == release


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.html"])
def test_halves_of_characters_do_not_come_out(name: str) -> None:
    """JSON can write half a character; a record of it could not be written to any file."""
    text = "The port authority said on Monday that the quay will open in May. " * 9
    record = f'{{"title": "Quay \\ud800 opens", "headline": "x\\udfff", "body": "{text} \\ud800"}}'
    page = f'<html><script type="application/ld+json">{record}</script><p>{text}</p></html>'
    releases = list(ingest(f"s/{name}", (page if name.endswith("html") else record).encode()))
    assert len(releases) == 1
    for release in releases:
        json.dumps(to_record(release, with_dropped=True), ensure_ascii=False).encode("utf-8")


def squeezed(text: str) -> str:
    """Return a text without white space."""
    return re.sub(r"\s+", "", text)


@given(st.lists(SENTENCES, min_size=1, max_size=15), st.sampled_from(["\n", "\n\n", " "]))
def test_the_body_is_a_subsequence_of_the_page(lines: list[str], separator: str) -> None:
    """Paragraphs are taken from the page in its order; no word is added."""
    page = separator.join(lines)
    made = outcome("source/page.txt", page.encode())
    if isinstance(made, str):
        return
    left = iter(squeezed(page))
    for paragraph in made[0].body:
        assert all(character in left for character in squeezed(paragraph)), paragraph


def page(number: int) -> bytes:
    """Return a dump with the menu of its site."""
    menu = (
        "Home About Services Documents Newsroom Events Careers Contact Accessibility Imprint " * 3
    )
    return (
        f"{menu}\nBridge number {number} opens\n"
        f"The authority opened bridge number {number} today, after {number + 2} years of work.\n"
        f"The minister said that bridge {number} will carry trains and bicycles.\n"
        "Follow us  Share this page  Cookie settings\n"
    ).encode()


def test_what_was_learned_can_be_kept() -> None:
    """Knowledge written and read again cleans a page just as before."""
    pages = [(f"s/{number}.txt", page(number)) for number in range(6)]
    knowledge = learn_source(pages)
    again = Knowledge.from_bytes(knowledge.to_bytes())
    assert again.to_bytes() == knowledge.to_bytes()
    for path, data in pages:
        made = outcome(path, data, again)
        assert made == outcome(path, data, knowledge)
        assert isinstance(made, list)
        text = " ".join(made[0].body)
        assert "Accessibility" not in text
        assert "will carry trains" in text


@pytest.mark.parametrize("empty", [Knowledge(), learn_source([])])
def test_nothing_learned_is_also_something_to_keep(empty: Knowledge) -> None:
    """A source of one page has nothing to learn from."""
    assert Knowledge.from_bytes(empty.to_bytes()) == empty
