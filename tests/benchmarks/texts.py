"""The documents of the benchmarks: the Senate's releases, and new ones made of their paragraphs.

Only text goes in: date and source are read off the file name, names are runs of capitalised words.
That is worse than what ingest does, but the same for every engine and free of ingest's time.
"""

from __future__ import annotations

import random
import re
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

__all__ = ["Text", "recombine_texts", "senate", "unpack_texts"]

_NAME = re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+){1,3}")
_DATED = re.compile(r"(\d{2})([A-Z][a-z]{2})(\d{4})")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_NAMES_KEPT = 12
_MODELS = 20_000
_SYLLABLES = [a + b for a in "bdfgjklmnprtvxz" for b in ("ax", "ej", "oq", "uz", "yv")]


@dataclass(frozen=True, slots=True)
class Text:
    """One document; ``names`` are the values of the facets person, organization and place."""

    id: str
    source: str
    day: date | None
    title: str
    body: tuple[str, ...]
    names: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def unpack_texts(shared: Path, folder: Path) -> Path:
    """Unpack the Senate's releases once; return the folder that holds the senators' folders."""
    target = folder / "senate"
    if not target.is_dir():
        with tarfile.open(shared / "data" / "senate.tar.xz") as archive:
            archive.extractall(folder / "unpacking", filter="data")
        (folder / "unpacking").rename(target)
    first = next(target.rglob("*.txt"))
    return first.parent.parent


def senate(folder: Path, count: int) -> Iterator[Text]:
    """Yield ``count`` of the releases, the same ones in the same mixed order every time."""
    paths = sorted(folder.glob("*/*.txt"))
    random.Random(7).shuffle(paths)
    for path in paths[:count]:
        yield _read(path)


def recombine_texts(folder: Path, count: int) -> Iterator[Text]:
    """Yield ``count`` releases made of paragraphs of :data:`_MODELS` releases, and of new words.

    Recombining alone would add no word and no name. So each release gets a sentence with a number,
    a word and a name that are invented: the word and the name are those of a pool that grows by one
    with each release, old ones oftener than new ones, so that about half of the pool comes to
    be used, most of it once or twice. How many terms and facet values that gives is in the table.
    """
    chance = random.Random(5)
    originals = list(senate(folder, _MODELS))
    paragraphs = [each for text in originals for each in text.body if len(each) > 80]
    for number in range(count):
        body = chance.choices(paragraphs, k=chance.randrange(4, 11))
        model = chance.choice(originals)
        day = date(2003, 1, 1) + timedelta(days=chance.randrange(4_000))
        title = f"{model.title} {number}"
        names = _names("\n".join(body))
        word, name = (int(number * chance.random() ** 2) for _ in range(2))
        person = f"{_invented(name % 977).title()} {_invented(name).title()}"
        body.append(f"{person} of the {_invented(word)} programme counted {number}.")
        people = (person, *names[0][: _NAMES_KEPT - 1])
        made = (people, *names[1:])
        yield Text(f"made-{number}", model.source, day, title, tuple(body), made)


def _invented(number: int) -> str:
    """Return a word that stands for a number: syllables, two at least, unlike any English word."""
    word = ""
    while number or len(word) < 4:
        number, rest = divmod(number, len(_SYLLABLES))
        word += _SYLLABLES[rest]
    return word


def _read(path: Path) -> Text:
    content = path.read_text(encoding="utf-8", errors="replace")
    lines = [line.strip() for line in content.splitlines() if line.strip()] or ["-"]
    return Text(
        f"{path.parent.name}-{path.stem}", path.parent.name, _day(path.stem),
        lines[0][:120], tuple(lines), _names(content),
    )  # fmt: skip


def _day(stem: str) -> date | None:
    found = _DATED.match(stem)
    if not found or found[2] not in _MONTHS:
        return None
    try:
        return date(int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1]))
    except ValueError:
        return None


def _names(content: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    names = list(dict.fromkeys(_NAME.findall(content)))[:_NAMES_KEPT]
    people, organizations, places = (
        tuple(each for each in names if zlib.crc32(each.encode()) % 3 == rest) for rest in range(3)
    )
    return people, organizations, places
