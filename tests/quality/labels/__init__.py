"""Labelled examples written for this project: every fact, name and sentence in them is invented.

Each set has two halves that share no prose: ``fit`` may be read and tuned on, ``check`` is only
measured. A set is one file a half:

- ``others.txt``: pages that are no release; ``reason`` lists the codes that are right, or ``any``.
- ``releases.txt``: short releases, which :mod:`tests.quality.labels.compose` puts into pages with
  the menus, forms and layers of ``widgets.toml``.
- ``dates.txt``: pages by language (the id begins with it) whose ``{title}`` and paragraphs
  ``{1}`` to ``{3}`` are those of ``prose.txt``; ``date`` is the day of publication, or ``null``.
- ``titles.txt``: dumps with letterheads, offices, labels and captions before the ``title``.
- ``entities.jsonl``: releases with their entities, labelled as ``entity_labels.jsonl`` is.

A text file holds records: a line ``%%% id``, lines ``key: value``, a line ``%%``, then the text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

__all__ = ["FOLDER", "HALVES", "Half", "Record", "dated_pages", "records"]

Half = Literal["fit", "check"]
HALVES: Sequence[Half] = ("fit", "check")
FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Record:
    """One labelled example: its id, its labels and its text."""

    id: str
    labels: Mapping[str, str]
    text: str

    @property
    def language(self) -> str:
        """The first piece of the id."""
        return self.id.partition("-")[0]


def records(name: str, half: Half) -> list[Record]:
    """Return the records of a set.

    :param name: of the file without its suffix.
    :raises ValueError: a record has no ``%%`` line, or two have the same id.
    """
    content = (FOLDER / half / f"{name}.txt").read_text("utf-8")
    found = [_record(piece) for piece in f"\n{content}".split("\n%%% ")[1:]]
    if len({record.id for record in found}) < len(found):
        raise ValueError(f"{half}/{name}.txt holds an id twice")
    return found


def _record(piece: str) -> Record:
    head, mark, text = f"{piece}\n".partition("\n%%\n")
    if not mark:
        raise ValueError(f"no line %% in the record {piece[:40]!r}")
    name, *lines = head.split("\n")
    labels = dict(line.split(": ", 1) for line in lines)
    return Record(name, labels, text.strip("\n") + "\n")


def dated_pages(half: Half) -> list[Record]:
    """Return the pages of ``dates.txt`` with the prose of their language filled in."""
    prose = {record.id: record for record in records("prose", half)}
    return [_filled(record, prose[record.language]) for record in records("dates", half)]


def _filled(record: Record, prose: Record) -> Record:
    text = record.text.replace("{title}", prose.labels["title"])
    for number, paragraph in enumerate(prose.text.splitlines(), start=1):
        text = text.replace(f"{{{number}}}", paragraph)
    return Record(record.id, record.labels, text)
