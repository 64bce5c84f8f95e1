"""Mail saved as text: the header gives title and date, and is no part of the text."""

from __future__ import annotations

import pytest

from searchapp.errors import PageSkipped
from tests.support.reading import candidates_of

TEXT = "The harbour board of Norwick has approved the new pier, “à la clé” said Zoë Quill."
HEADER = (
    "Return-Path: <press@norwick.example>\n"
    "From: Norwick Press <press@norwick.example>\n"
    "Subject: {subject}\n"
    "Date: Mon, 6 May 2024 23:30:00 +0900\n"
    "MIME-Version: 1.0\n"
)


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("New pier approved", "New pier approved"),
        ("=?utf-8?B?TmV1ZXIgS2FpIGbDvHIgTm9yd2ljaw==?=", "Neuer Kai für Norwick"),
        ("Un quai\n pour Norwick", "Un quai pour Norwick"),
    ],
)
@pytest.mark.parametrize("before", ["", "From press@norwick.example Mon May  6 23:30:00 2024\n"])
def test_a_release_sent_by_mail(before: str, subject: str, title: str) -> None:
    """The subject is the title, the date is that of the sender, and the body is all the text."""
    (page,) = candidates_of(
        "mail.txt", f"{before}{HEADER.format(subject=subject)}\n{TEXT}\n".encode()
    )
    assert page.text.strip() == TEXT
    assert page.metadata.title == title
    assert [date.value for date in page.metadata.dates] == ["2024-05-06"]


def test_an_encoded_message() -> None:
    """A message in an encoding of mail is decoded with the character set that it declares."""
    header = HEADER.format(subject="New pier") + "Content-Type: text/plain; charset=iso-8859-1\n"
    mail = f"{header}Content-Transfer-Encoding: quoted-printable\n\nZo=EB Quill has =\nspoken.\n"
    (page,) = candidates_of("mail.txt", mail.encode())
    assert page.text.strip() == "Zoë Quill has spoken."


def test_the_text_of_a_message_in_parts() -> None:
    """Of a message in parts the plain text is read, else the markup."""
    parts = (
        HEADER.format(subject="New pier")
        + "Content-Type: multipart/alternative; boundary=x\n\n--x\n"
        + "Content-Type: text/html; charset=utf-8\n\n<p>Norwick</p>\n--x\n{plain}--x--\n"
    )
    plain = f"Content-Type: text/plain; charset=utf-8\n\n{TEXT}\n"
    (page,) = candidates_of("mail.eml", parts.format(plain=plain).encode())
    assert (page.kind, page.text.strip()) == ("text", TEXT)
    (page,) = candidates_of("mail.eml", parts.format(plain="\n").encode())
    assert (page.kind, page.text.strip()) == ("html", "<p>Norwick</p>")


@pytest.mark.parametrize(
    "field", ["Auto-Submitted: auto-replied", "X-Autoreply: yes",
              "Content-Type: multipart/report; boundary=x"],
)  # fmt: skip
def test_what_no_person_has_sent_is_turned_away(field: str) -> None:
    """An absence notice or a report of non-delivery is no release."""
    mail = f"{HEADER.format(subject='Away')}{field}\n\n{TEXT}\n"
    with pytest.raises(PageSkipped) as skip:
        candidates_of("away.txt", mail.encode())
    assert skip.value.code == "page.unsupported"


@pytest.mark.parametrize(
    "opening",
    [
        "From: The Harbour Board\nTo: All newsrooms\nDate: May 6, 2024\nSubject: New pier\n",
        "Contact: Ada Quill\nPhone: 555-0110\nEmail: press@norwick.example\n",
        "WHO: Ada Quill\nWHAT: News conference\nWHEN: Monday\nWHERE: Pier 4\n",
    ],
)
def test_a_release_that_opens_with_fields_is_no_mail(opening: str) -> None:
    """The fields of a memorandum, a contact or an advisory are lines of its text."""
    (page,) = candidates_of("memo.txt", f"{opening}\n{TEXT}\n".encode())
    assert page.text.startswith(opening)
