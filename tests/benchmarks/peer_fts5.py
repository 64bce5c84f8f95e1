"""SQLite's FTS5 from the standard library: Porter stemming, facet values in an indexed table."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.benchmarks.asked import Asked, Filters
from tests.benchmarks.peers import COUNTED, Counts
from tests.benchmarks.texts import Text

__all__ = ["make"]

_TABLES = """
create virtual table texts using fts5(title, body, tokenize='porter unicode61');
create table documents (number integer primary key, id text, source text, year text, month text);
create table held (number integer, field text, value text);
"""
_INDEXES = """
create index held_by_number on held (number, field);
create index by_source on documents (source, year);
insert into texts(texts) values ('optimize');
"""
_PLAIN = """select d.id from texts join documents d on d.number = texts.rowid
    where texts match ? order by bm25(texts, 0.5, 1.0) limit 10"""


def make() -> Fts5:
    """Return the peer."""
    return Fts5()


class Fts5:
    """See :class:`tests.benchmarks.peers.Peer`."""

    db: sqlite3.Connection

    def build(self, folder: Path, texts: Iterable[Text]) -> None:
        """Index all texts."""
        db = sqlite3.connect(folder / "texts.sqlite")
        db.executescript(_TABLES)
        for number, text in enumerate(texts, 1):
            body = "\n".join((text.title, *text.body))
            db.execute("insert into texts(rowid, title, body) values (?, ?, ?)",
                       (number, text.title, body))  # fmt: skip
            day = text.day.isoformat() if text.day else ""
            row = (number, text.id, text.source, day[:4], day[:7])
            db.execute("insert into documents values (?, ?, ?, ?, ?)", row)
            fields = dict(zip(("person", "organization", "place"), text.names, strict=True))
            fields |= {"source": (text.source,), "language": ("en",)}
            rows = [(number, name, each) for name, values in fields.items() for each in values]
            db.executemany("insert into held values (?, ?, ?)", rows)
        db.executescript(_INDEXES)
        db.commit()
        db.close()

    def open(self, folder: Path) -> None:
        """Open the index."""
        self.db = sqlite3.connect(f"file:{folder / 'texts.sqlite'}?mode=ro", uri=True)
        self.db.execute("create temp table found (number integer primary key)")

    def plain(self, asked: Asked) -> int:
        """Ask for the first ten and for the total."""
        query = _query(asked)
        self.db.execute(_PLAIN, (query,)).fetchall()
        total = self.db.execute("select count(*) from texts where texts match ?", (query,))
        return int(total.fetchone()[0])

    def faceted(self, asked: Asked, filters: Filters, texts: bool) -> tuple[int, Counts]:
        """Keep the matches in a table and count over it; again for the sources."""
        query, years = _query(asked), _marks(filters.years)
        both = f"{years} and d.source in ({', '.join('?' * len(filters.sources))})"
        column = "texts.body" if texts else "d.id"
        self.db.execute(
            f"""select {column} from texts join documents d on d.number = texts.rowid
            where texts match ? and {both} order by bm25(texts, 0.5, 1.0) limit 10""",  # noqa: S608
            (query, *filters.years, *filters.sources),
        ).fetchall()
        total = self._keep(query, both, (*filters.years, *filters.sources))
        counts = {name: self._count(name) for name in COUNTED[1:]}
        self.db.execute("""select month, count(*) from found join documents using (number)
                        group by month""").fetchall()  # fmt: skip
        self._keep(query, years, filters.years)
        return total, counts | {"source": self._count("source")}

    def _keep(self, query: str, condition: str, values: Sequence[str]) -> int:
        self.db.execute("delete from found")
        kept = self.db.execute(
            f"""insert into found select d.number from texts join documents d
            on d.number = texts.rowid where texts match ? and {condition}""",  # noqa: S608
            (query, *values),
        )
        return kept.rowcount

    def _count(self, name: str) -> dict[str, int]:
        rows = self.db.execute(
            """select value, count(*) from found join held using (number) where field = ?
            group by value order by 2 desc, 1 limit 10""",
            (name,),
        )
        return dict(rows.fetchall())


def _marks(years: Sequence[str]) -> str:
    return f"d.year in ({', '.join('?' * len(years))})"


def _query(asked: Asked) -> str:
    if asked.kind == "prefix":
        return f"{asked.words[0]}*"
    if asked.kind == "phrase":
        return f'"{" ".join(asked.words)}"'
    return (" OR " if asked.kind == "or" else " AND ").join(asked.words)
