"""What is turned away, and that a release never is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.errors import SKIP_REASONS, PageSkipped
from searchapp.ingest.dumps.clean_dump import clean_dump
from searchapp.ingest.gate import check_release

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


def reason(text: str) -> str:
    """Return why a page is turned away, or an empty text."""
    try:
        check_release(text, clean_dump(text))
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
