"""Readers of JSON records and JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from searchapp.errors import PageSkipped
from searchapp.ingest.outcome import malformed
from searchapp.ingest.readers.field_values import BODY_KEYS, check_fields, metadata_of, text_of
from searchapp.ingest.readers.markup_text import looks_like_markup, plain_text
from searchapp.ingest.readers.registry import Match, Reader, head_of
from searchapp.ingest.types import PageText

__all__ = ["READERS"]

LIST_KEYS = ("releases", "items", "records", "results", "articles", "entries", "data")
"""Keys under which a file keeps a list of records."""

LINES_SUFFIXES = frozenset({".jsonl", ".ndjson"})
RECORD_SUFFIXES = frozenset({".json"})
TEXT_SUFFIXES = frozenset({".txt", ".text"})
"""A text may begin with a brace."""

SAMPLE = 65_536
"""Characters in which the end of a first line of several is looked for."""


def _read(text: str) -> Iterator[PageText]:
    """Yield the records of a JSON file: one object, a list of them, or an object with a list.

    :raises PageSkipped: ``page.malformed`` if it is not JSON or holds no record with a text.
    """
    value = _load(text, "")
    records = _records(value)
    if not records:
        raise PageSkipped("page.malformed", "no record with a text field")
    alone = len(records) == 1 and isinstance(value, Mapping)
    for number, record in enumerate(records, 1):
        yield _page(record, "" if alone else _fragment(record, number))


def _read_lines(text: str) -> Iterator[PageText]:
    """Yield the records of a JSON Lines file, blank lines left out.

    :raises PageSkipped: ``page.malformed``, at the end, when all good lines have been yielded: it
        names the first bad line and tells how many there are.
    """
    faults: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = _load(line, f"line {number}")
        except PageSkipped as fault:
            faults.append(fault.detail)
            continue
        if isinstance(record, Mapping) and _body_key(record):
            yield _page(record, _fragment(record, number))
        else:
            faults.append(f"line {number}: no record with a text field")
    if faults:
        more = f" (and {len(faults) - 1} more lines)" if len(faults) > 1 else ""
        raise PageSkipped("page.malformed", faults[0] + more)


def _load(text: str, where: str) -> Any:
    with malformed(where):
        value = json.loads(text)
        check_fields(value)
    return value


def _records(value: Any) -> list[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        if _body_key(value):
            return [value]
        value = next((value[key] for key in LIST_KEYS if isinstance(value.get(key), list)), [])
    if isinstance(value, list):
        return [each for each in value if isinstance(each, Mapping) and _body_key(each)]
    return []


def _body_key(record: Mapping[str, Any]) -> str | None:
    lower = {str(key).lower(): key for key in record}
    return next(
        (lower[key] for key in BODY_KEYS if key in lower and text_of(record[lower[key]]).strip()),
        None,
    )


def _page(record: Mapping[str, Any], fragment: str) -> PageText:
    text = text_of(record[_body_key(record) or ""])
    if looks_like_markup(text):
        text = plain_text(text)
    return PageText("clean", text, metadata_of(record, "JSON"), fragment)


def _fragment(record: Mapping[str, Any], number: int) -> str:
    """Return what names a record inside its file: its own id if it has one, else its number."""
    own = next((record[key] for key in ("id", "uid", "guid") if record.get(key)), None)
    return str(own) if isinstance(own, str | int) else str(number)


def _match(suffix: str, text: str) -> Match:
    if suffix in RECORD_SUFFIXES:
        return Match.ENDING
    return Match.SHAPE if _begins_as_record(suffix, text) else Match.NONE


def _match_lines(suffix: str, text: str) -> Match:
    if suffix in LINES_SUFFIXES:
        return Match.ENDING
    several = _begins_as_record(suffix, text) and "}\n{" in text[:SAMPLE]
    return Match.SIGNATURE if several else Match.NONE


def _begins_as_record(suffix: str, text: str) -> bool:
    return suffix not in TEXT_SUFFIXES and head_of(text).startswith("{")


READERS = (
    Reader("json", str, _read, RECORD_SUFFIXES, matches=_match),
    Reader("json lines", str, _read_lines, LINES_SUFFIXES, matches=_match_lines),
)
