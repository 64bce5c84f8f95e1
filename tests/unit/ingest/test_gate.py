"""What is turned away, and that a release never is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.errors import SKIP_REASONS, PageSkipped
from searchapp.ingest.dumps.clean_dump import clean_dump
from searchapp.ingest.gate import check_release
from searchapp.ingest.html.clean_html import extract_html
from searchapp.ingest.types import Content, PageText

RELEASE = "\n".join(
    (
        "Harbour Board Warns of Fake Ticket Site",
        "NORWICK – The harbour board warned passengers today of a site that sells tickets for "
        "boats that do not exist, and asked them to check every address before they pay.",
        "“If the page asks you to verify you are human and for an email address, leave it,” "
        "said Ada Quill, who runs the ticket office. “We will never ask you to sign in to buy a "
        "ticket, and a 404 page not found is better than a stolen card.”",
        "The board has told the police, and it has asked the company that hosts the page to take "
        "it down. Those who have paid should call their bank.",
    )
)


OTHER_PAGES = [
    tuple(piece.split("\n", 1))
    for piece in Path(__file__).with_name("other_pages.txt").read_text("utf-8").split("%%% ")[1:]
]
"""Pages that are no release, each below the reason code that is right and a note."""

WIDGETS = {
    "log-in": "Select\nRemember Me\nCheck me out\nForgot your password?\nUser name\nPassword",
    "newsletter": "Sign up to receive our newsletter\nE-mail address\nSubscribe\nSign up",
    "cookie layer": "We use cookies to improve your experience.\nAccept all\nReject all\nSettings",
    "contact form": "Your name\nYour message\nI'm not a robot\nreCAPTCHA\nSubmit",
    "pager": "« Previous release\nNext release »\nPage 2 of 14",
    "comments": "Leave a reply\nYou must be logged in to post a comment.\nLog in",
    "no script": "Please enable JavaScript to view the comments.",
    "teasers": "Related news\nFerry fares rise in May\nRead more\nPier lamps replaced\nRead more\n"
    "Harbour days announced\nRead more",
    "wall of the shop": "This video cannot be loaded.\nAn error occurred\nTry again later",
}
"""What stands around a release on real pages."""


def reason(text: str) -> str:
    """Return why a page is turned away, or an empty text."""
    try:
        check_release(PageText("text", text), clean_dump(text))
    except PageSkipped as skip:
        return skip.code
    return ""


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("content.bot-wall", "Just a moment\nVerify you are human by completing the action."),
        ("content.error-page", "Norwick Harbour\n404 Not Found\nGo back home"),
        ("content.form", "Sign in\nEmail address\nPassword\nRemember me\nForgot password?\nSubmit"),
        ("content.program-code", "import os\n\ndef main():\n    x = os.getcwd()\n    print(x)\n"),
        ("content.no-text", "– – –"),
        (
            "content.list",
            "\n".join(
                f"March {day}, 2023\nHarbour Board Opens Pier Number {day} To Boats"
                for day in range(1, 9)
            ),
        ),
    ],
)
def test_what_is_no_release_is_turned_away(code: str, text: str) -> None:
    """Each kind of page that is no release is turned away with its own reason."""
    assert reason(text) == code


def test_a_release_about_such_pages_passes() -> None:
    """A release may quote a wall, an error page and a form."""
    assert reason(RELEASE) == ""


@given(st.text(max_size=300))
def test_only_known_reasons(text: str) -> None:
    """Whatever the page, it passes or is turned away with a reason of the table."""
    assert reason(text) in {"", *SKIP_REASONS}


def test_a_list_with_its_dates_in_the_same_line() -> None:
    """Headlines that each end with a date are a list; four dated steps inside prose are none."""
    entries = [f"Harbour Board Opens Pier Number {day} {day} March 2023" for day in range(1, 9)]
    assert reason("\n".join(entries)) == "content.list"
    assert reason("\n".join((RELEASE, *entries[:4]))) == ""


@pytest.mark.parametrize(("label", "text"), OTHER_PAGES, ids=[label for label, _ in OTHER_PAGES])
def test_pages_of_each_kind_in_other_languages(label: str, text: str) -> None:
    """A page whose own text is that of a kind has the reason of the kind, in any language."""
    assert reason(text) == label.split()[0]


@pytest.mark.parametrize("widget", WIDGETS.values(), ids=WIDGETS)
@pytest.mark.parametrize("place", ["above", "below", "both"])
def test_a_short_release_among_widgets_passes(widget: str, place: str) -> None:
    """What was on the page around a release says nothing of the release."""
    short = "\n".join(RELEASE.split("\n")[:2] + RELEASE.split("\n")[3:])
    above = [widget] if place != "below" else []
    below = [widget] if place != "above" else []
    assert reason("\n".join((*above, short, *below))) == ""


def test_an_advisory_of_answers_only_passes() -> None:
    """The answers to who, what, when and where are the text of an advisory."""
    lines = (
        "MEDIA ADVISORY", "WHO: Ada Quill of the harbour board", "WHAT: News conference on fares",
        "WHEN: Tuesday, May 14, 2024, 2 p.m.", "WHERE: 4 Pier Street", "(555) 201-0110",
        "(555) 201-0111", "press@norwick.example", "Remember me", "Forgot your password?",
    )  # fmt: skip
    assert reason("\n".join(lines)) == ""


@pytest.mark.parametrize(
    ("code", "markup"),
    [
        (
            "content.script-shell",
            "<title>Norwick</title><noscript>You need to enable JavaScript.</noscript>"
            "<div id=root></div><script src=a.js></script>",
        ),
        ("content.script-shell", "<title>Norwick</title><div id=app></div><script>go()</script>"),
        (
            "content.list",
            "<title>Presse</title><h1>Presse</h1>"
            + "".join(
                f"<h2><a href=/{day}>Meldung vom Hafen {day}</a></h2><p>Der Hafen teilt mit, dass "
                f"die Fähre am Montag nach {day} Uhr einen anderen Kai anläuft und dass die …"
                "<a href=/>Weiterlesen</a></p>"
                for day in range(1, 6)
            ),
        ),
    ],
)
def test_markup_that_is_no_release(code: str, markup: str) -> None:
    """A page of markup is judged by what it shows, and by what it shows without script."""
    with pytest.raises(PageSkipped) as skip:
        check_release(PageText("html", markup), extract_html(markup))
    assert skip.value.code == code


def test_a_doubtful_page_is_flagged_or_turned_away_by_the_threshold() -> None:
    """Of a page that may be no release the threshold decides; the flag says what it may be."""
    paragraphs = (
        "The page you requested no longer exists, but the board keeps a copy of its text.",
        "The board meets on Mondays, and its minutes are printed by the clerk.",
    )
    page = PageText("clean", "\n".join(paragraphs))
    content = Content("Norwick Harbour Board", "headline", paragraphs)
    with pytest.raises(PageSkipped) as skip:
        check_release(page, content, 0.5)
    assert skip.value.code == "content.error-page"
    assert check_release(page, content, 1.0) == ("perhaps-error-page",)


def test_a_release_about_a_wall_is_kept_by_its_date() -> None:
    """What has the dateline of a release is none of the pages that it speaks of."""
    text = (
        "Harbour Site Unavailable on Sunday\n"
        "NORWICK, March 3, 2024 – Our website will be unavailable on Sunday for maintenance, the "
        "harbour board said, and tickets will be sold at the pier only."
    )
    assert reason(text) == ""
