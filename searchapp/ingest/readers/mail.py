"""Reader of mail saved as text: its header is no part of the release, and tells title and date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_string, policy
from email.message import MIMEPart

from searchapp.errors import PageSkipped
from searchapp.ingest.outcome import malformed
from searchapp.ingest.readers.field_values import metadata_of
from searchapp.ingest.readers.registry import Match, Reader, head_of
from searchapp.ingest.types import PageText

__all__ = ["READERS"]

SUFFIXES = frozenset({".eml"})

_FIELD = re.compile(r"([A-Za-z][A-Za-z-]{1,40}):[ \t]?\S?")
_TECHNICAL = frozenset(
    "received return-path message-id mime-version content-type content-transfer-encoding "
    "delivered-to dkim-signature x-mailer list-unsubscribe auto-submitted in-reply-to".split()
)
"""Fields that no release begins with."""
_PERSONAL = frozenset("from to cc date subject sent reply-to sender".split())
_MIN_FIELDS = 3
_ENCODED = frozenset({"base64", "quoted-printable"})
_AUTOMATIC = ("auto-submitted", "x-autoreply", "x-auto-response-suppress", "x-failed-recipients")
"""Fields of a message that no person has sent: an absence notice, a report of non-delivery."""


def _read(text: str) -> Iterator[PageText]:
    """Yield the text of a message; its subject is the title and its date that of publication.

    :raises PageSkipped: ``page.unsupported`` for an automatic reply or a message without text,
        ``page.malformed`` if the message cannot be read.
    """
    with malformed("mail"):
        message = message_from_string(_without_envelope(text), policy=policy.default)
        bodies = (message.get_body((kind,)) for kind in ("plain", "html"))
        texts = [(body.get_content_subtype(), _content(body)) for body in bodies if body]
        fields = {"title": _field(message, "subject"), "date": _field(message, "date")}
        automatic = message.get_content_type() == "multipart/report" or any(
            _field(message, name) not in ("", "no", "None") for name in _AUTOMATIC
        )
    if automatic:
        raise PageSkipped("page.unsupported", "an automatic reply or report of a mail program")
    kind, content = next((each for each in texts if each[1].strip()), ("", ""))
    if not content:
        raise PageSkipped("page.unsupported", "mail without text")
    stated = metadata_of({name: value for name, value in fields.items() if value}, "mail")
    yield PageText("html" if kind == "html" else "text", content.replace("\r\n", "\n"), stated)


def _content(part: MIMEPart) -> str:
    """Return the text of a part; what is not encoded has been decoded with the file."""
    encoding = _field(part, "content-transfer-encoding").lower()
    return str(part.get_content() if encoding in _ENCODED else part.get_payload())


def _field(message: MIMEPart, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())


def _without_envelope(text: str) -> str:
    """Return a message without the line that mailboxes put before it, and blank lines before."""
    text = text.lstrip()
    return text.partition("\n")[2] if text.startswith("From ") else text


def _match(suffix: str, text: str) -> Match:
    fields = _header_fields(_without_envelope(head_of(text)))
    is_mail = len(fields) >= _MIN_FIELDS and (
        len(fields & _TECHNICAL) > 1 or bool(fields & _TECHNICAL and fields & _PERSONAL)
    )
    if suffix in SUFFIXES:
        return Match.ENDING_AND_SIGNATURE if is_mail else Match.ENDING
    return Match.SIGNATURE if is_mail else Match.NONE


def _header_fields(head: str) -> frozenset[str]:
    """Return the names of the fields at the beginning of a text, up to the first other line."""
    names: set[str] = set()
    for line in head.split("\n"):
        if names and line[:1] in (" ", "\t") and line.strip():
            continue
        found = _FIELD.match(line)
        if found is None:
            break
        names.add(found[1].lower())
    return frozenset(names)


READERS = (Reader("mail", str, _read, SUFFIXES, matches=_match),)
