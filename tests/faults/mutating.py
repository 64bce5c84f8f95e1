"""Trial: pages of every reader, broken in every way that a machine or a person breaks a file.

The run ends; each page is in the index or in the report; none is a fault of the program.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from searchapp.engine.store import generations
from searchapp.errors import SKIP_REASONS
from searchapp.indexing.catalog import read_catalog
from searchapp.indexing.reindexing import reindex
from searchapp.settings import Settings
from tests.support.changing_corpus import check_sound, leftovers, releases_of

__all__ = ["MUTATIONS", "PAGES", "index_mutated", "mutated", "run"]

BATCH = 1_000
"""Pages of one reindex."""

PROSE = (
    "The authority announced today that its programme on harbour dredging enters another phase. "
    "Officials said that the regions had agreed to take part in the work, which is meant to begin "
    "before the summer and to last for two years, at a cost of 1.5 million euros."
)
FRENCH = (
    "La préfecture annonce aujourd’hui l’ouverture d’un nouveau quai à Marseille. Les travaux, "
    "menés avec la région et la Banque mondiale, dureront deux ans et coûteront 3 millions d’euros."
)
JAPANESE = (
    "東京都は本日、新しい港の計画を発表しました。工事は来年の春に始まり、二年間続く予定です。" * 2
)
RECORD = {
    "id": "north-7", "title": "New quay opens", "date": "2024-03-29", "language": "en",
    "url": "https://north.example/7", "source": {"name": "The North Press"},
    "author": [{"name": "Ana Ruiz"}], "body": [PROSE, FRENCH],
}  # fmt: skip
LINKED = {"@type": "NewsArticle", "headline": "New quay opens", "datePublished": "2024-03-29",
          "author": {"@type": "Person", "name": "Ana Ruiz"}, "articleBody": PROSE}  # fmt: skip
FRONT = (
    "---\ntitle: New quay opens\ndate: 2024-03-29\nlang: en\nauthor:\n  - Ana Ruiz\n"
    "tags: [harbour, quay]\nsource: {name: The North Press}\n---\n"
)
HTML = (
    "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>New quay opens</title>"
    "<meta property='article:published_time' content='2024-03-29T10:00:00Z'>"
    f"<script type='application/ld+json'>{json.dumps(LINKED)}</script></head><body><nav><a "
    "href='/'>Home</a> <a href='/news'>News</a></nav><article><h1>New quay opens</h1><p>29 March "
    f"2024</p><p>{PROSE}</p><table><tr><td>Cost</td><td>1.5</td></tr></table><p>{FRENCH}</p>"
    "</article><footer>© 2024 The North Press</footer></body></html>"
)

PAGES: dict[str, str] = {
    "markdown/{}.md": f"{FRONT}\n# New quay opens\n\n{PROSE}\n\n> {FRENCH}\n\n- one\n- *two*\n",
    "dump/{}.txt": f"{FRONT}\nHome | News | Contact\n\nNew quay opens\n\n{PROSE}\n\n{FRENCH}\n",
    "json/{}.json": json.dumps(RECORD, indent=1),
    "list/{}.json": json.dumps({"items": [RECORD, {**RECORD, "id": 8, "body": JAPANESE}]}),
    "lines/{}.jsonl": f"{json.dumps(RECORD)}\n{json.dumps({**RECORD, 'id': 9})}\n",
    "rss/{}.xml": (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>The North Press"
        "</title><language>en</language><item><title>New quay opens</title><guid>7</guid><link>"
        "https://north.example/7</link><pubDate>Fri, 29 Mar 2024 10:00:00 GMT</pubDate>"
        f"<description>{PROSE} {FRENCH}</description></item></channel></rss>"
    ),
    "atom/{}.xml": (
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'><title>The North Press</title>"
        "<entry><id>urn:7</id><title>New quay opens</title><updated>2024-03-29T10:00:00Z</updated>"
        f"<author><name>Ana Ruiz</name></author><content type='html'>&lt;p&gt;{PROSE}&lt;/p&gt;"
        f"&lt;p&gt;{FRENCH}&lt;/p&gt;</content></entry></feed>"
    ),
    "html/{}.html": HTML,
    "text/{}.txt": (
        "FOR IMMEDIATE RELEASE\n\nNew quay opens\n\nMarch 29, 2024\n\nMARSEILLE, France - "
        f"{PROSE}\n\n{FRENCH}\n\nContact: Ana Ruiz, press@north.example\n\nAbout the authority\n"
    ),
    "japanese/{}.txt": f"新しい港が開港\n\n2024年3月29日\n\n{JAPANESE}\n\n{JAPANESE}\n",
}
"""Pattern of a path -> a sound page: at least one for each reader."""

TAGS = ("bool", "int", "float", "null", "timestamp", "binary", "omap", "pairs", "set", "str", "seq",
        "map", "merge", "value", "python/name:os.system", "foo")  # fmt: skip
VALUES = (
    "null", "true", "-1", "1e999", "[]", "{}", "[[]]", '{"value": []}', '{"name": {"name": 1}}',
    '"\\ud800"', '["\\udfff", 1, null]', '"\\u0000"', '"&#xD800;"', '""', '"0000-00-00"',
    '"99999-12-31"', '"Mon, 99 Foo 99999 99:99:99 +9999"', "0x" + "f" * 5_000, "9" * 5_000,
    "9" * 4_000, "-" + "1" * 400 + "." + "0" * 400, "12:34:56:78", "0001-01-01", ".inf", "? a",
    "*a", "&a [*a]", "|", "'", '"', "<<: 1", "NaN", '{"a": 1, "a": 2}',
)  # fmt: skip
PIECES = (
    b"\x00", b"\x00" * 64, b"\xff\xfe", b"\xed\xa0\x80", b"\xef\xbf\xbe", b"\x1b[31m", b"\r",
    b"\xe2\x80\xae", b"\xcc\x81" * 50, b"\xc2\x85", b"\xe2\x80\xa8", b"\t", b"&#xD800;", b"&#0;",
    b"&#x110000;", b"&#99999999999;", b"\\ud800", b"\\u0000", b"\\UFFFFFFFF", b"<![CDATA[", b"]]>",
    b"<!--", b"<?xml version='1.0' encoding='idna'?>", b"<meta charset='undefined'>",
    b"<meta charset='utf-7'>", b"<!DOCTYPE r [<!ENTITY a '&a;'>]>", b"---\n", b"\n---\n", b"```",
    b"<svg><math><p>", b"<plaintext>", b"<table><td><table>", b"{{", b"}}", b"#", b"%",
)  # fmt: skip
NESTS = (
    b"[", b'{"a":', b'{"value":', b"<div>", b"<a><b>", b"<table><tr><td>", b"<ul><li>", b"<item>",
    b"> ", b"- ", b"* ", b"(", b"\xe2\x80\x9c", b"!!seq [", b"**", b"<!--[if",
)  # fmt: skip


def _at(data: bytes, chance: random.Random) -> int:
    return chance.randrange(len(data) + 1)


def truncate(data: bytes, chance: random.Random) -> bytes:
    """Cut it off somewhere."""
    return data[: _at(data, chance)]


def flip(data: bytes, chance: random.Random) -> bytes:
    """Turn some bytes into others."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 3, 30)) if data else 0):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def insert(data: bytes, chance: random.Random) -> bytes:
    """Put in a piece that means something to one of the readers, or to none."""
    at = _at(data, chance)
    return data[:at] + chance.choice(PIECES) + data[at:]


def nest(data: bytes, chance: random.Random) -> bytes:
    """Open the same thing many times, where a value begins or anywhere."""
    places = [match.end() for match in re.finditer(rb": ?|>", data)] or [0]
    at = chance.choice((chance.choice(places), _at(data, chance)))
    opened = chance.choice(NESTS) * chance.choice((20, 120, 400, 2_000))
    ends = {b"[": b"]", b"{": b"}"}.get(opened[:1], b"") * opened.count(opened[:1])
    return data[:at] + opened + chance.choice((b"", b"1" + ends)) + data[at:]


def retype(data: bytes, chance: random.Random) -> bytes:
    """Put a value of another type after one of the keys."""
    places = [*re.finditer(rb'(?m)(?:"[\w@]+":|^\w+:) ?("[^"]*"|[^,\n}]*)', data)]
    if not places:
        return insert(data, chance)
    start, end = chance.choice(places).span(1)
    return data[:start] + chance.choice(VALUES).encode() + data[end:]


def tag(data: bytes, chance: random.Random) -> bytes:
    """Give one of the fields a YAML tag and a value that may not fit it."""
    value = chance.choice((*VALUES, "foo", '""', "[a, b]", "{a: b}", "é"))
    return re.sub(
        rb"(?m)^(\w+):.*$", lambda match: match[1] + f": !!{chance.choice(TAGS)} {value}".encode(),
        data, count=chance.choice((1, 2, 9)),
    )  # fmt: skip


def drop(data: bytes, chance: random.Random) -> bytes:
    """Leave a stretch out."""
    start, end = sorted((_at(data, chance), _at(data, chance)))
    return data[:start] + data[end:]


def repeat(data: bytes, chance: random.Random) -> bytes:
    """Say a short stretch many times."""
    at = _at(data, chance)
    return data[:at] + data[at : at + chance.randrange(1, 9)] * 300 + data[at:]


def splice(data: bytes, chance: random.Random) -> bytes:
    """Go on with a page of another reader."""
    other = chance.choice(list(PAGES.values())).encode()
    return data[: _at(data, chance)] + other[_at(other, chance) :]


def recode(data: bytes, chance: random.Random) -> bytes:
    """Save it in another encoding, which nothing in it tells."""
    encoding = chance.choice(("utf-16", "utf-16-be", "utf-32", "cp1252", "shift_jis", "utf-7"))
    return data.decode("utf-8", "replace").encode(encoding, "replace")


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    truncate, flip, insert, nest, retype, tag, drop, repeat, splice, recode,
)  # fmt: skip


def mutated(
    page: str, mutations: Iterable[Callable[[bytes, random.Random], bytes]], seed: int
) -> bytes:
    """Return a page after some mutations, one upon the other."""
    chance, data = random.Random(seed), page.encode()
    for mutate in mutations:
        data = mutate(data, chance)
    return data


def index_mutated(root: Path, pages: Iterable[tuple[str, bytes]]) -> Counter[str]:
    """Reindex a corpus of these pages and a sound one; return how many had which outcome.

    Fails unless the run ends with the sound page in the index, each other one in the index or in
    the report for another reason than a fault of the program, and nothing left for the next run.

    :param pages: pattern of the path, content.
    """
    settings = Settings(corpus=root / "corpus", index=root / "index", jobs=1)
    sound, text = "sound/page.txt", PAGES["text/{}.txt"]
    written = {sound: text.encode()}
    written |= {path.format(number): data for number, (path, data) in enumerate(pages)}
    for path, data in written.items():
        file = settings.corpus / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    report = reindex(settings)
    entries = read_catalog(generations.folder_of(settings.index, report.generation))
    assert {*entries} == {*written}
    turned_away = {line.path: line.code for line in report.lines if line.stage == "skipped"}
    for path, entry in entries.items():
        assert entry.ids or turned_away.get(path) in SKIP_REASONS, path
        assert entry.reason != "page.failed", f"{path}: {entry.detail}\n{written[path]!r}"
    assert entries[sound].ids
    assert {(each, path) for each, path, _ in releases_of(settings)} == {
        (each, path) for path, entry in entries.items() for each in entry.ids
    }
    assert not reindex(settings).published
    check_sound(settings)
    assert leftovers(settings) == []
    return Counter(entry.reason or "indexed" for entry in entries.values())


def run(root: Path, pages: int = 5_000, seed: int = 1) -> dict[str, object]:
    """Index so many mutated pages; return how many had which outcome."""
    chance = random.Random(seed)
    total: Counter[str] = Counter()
    for start in range(0, pages, BATCH):
        batch = []
        for _ in range(min(BATCH, pages - start)):
            path, page = chance.choice(list(PAGES.items()))
            mutations = chance.choices(MUTATIONS, k=chance.choice((1, 1, 2, 3)))
            batch.append((path, mutated(page, mutations, chance.getrandbits(32))))
        total += index_mutated(root / str(start), batch)
    return {"pages": total.total(), **dict(total.most_common())}
