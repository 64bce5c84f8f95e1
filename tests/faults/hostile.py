"""Trial: a corpus that nobody would send with good intentions.

The run ends; each page is indexed safely or reported with a code; memory is bounded.
"""

from __future__ import annotations

import gzip
import json
import logging
import os
import random
import resource
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import lxml.html

from searchapp.engine.store import generations
from searchapp.errors import SKIP_REASONS
from searchapp.indexing.catalog import read_catalog
from searchapp.settings import Settings
from searchapp.web import create_app
from tests.support.changing_corpus import TOPICS, check_sound, leftovers, state_of
from tests.support.checkout import CHECKOUT

__all__ = ["run"]

BASE_BYTES, BYTES_PER_BYTE = 500 << 20, 200
"""The bound that SECURITY.md states: so much memory for each process, and so much for each byte of
``max_page_bytes``."""

PROSE = (
    "The authority announced today that its programme on {topic} enters another phase. Officials "
    "said that the regions had agreed to take part in the work, which is meant to begin before the "
    "summer and to last for two years. “We are glad that so many have joined,” said the director."
)
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
MIRRORED = "\u202eLIVE\u202c \u200fnew\u200e quay\u2066 opens"


MEASURED = """
import json, resource, sys
from searchapp.cli import main
try:
    main()
finally:
    who = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    print(json.dumps([resource.getrusage(each).ru_maxrss >> 10 for each in who]), file=sys.stderr)
"""
"""The command, which tells at its end how many MB it, and the largest of its workers, had."""

UNPRINTABLE = {*map(chr, (*range(9), 11, *range(14, 32), 127, *range(0x202A, 0x202F),
                          *range(0x2066, 0x206A)))}  # fmt: skip
"""What must not get from a page or the name of a file to a reader: controls, turned directions."""

INDEXED = {""}
OUTCOMES: dict[str, set[str]] = {
    "one-line.txt": {"page.too-large"},
    "one-line-allowed.txt": INDEXED,
    "one-line.html": INDEXED,
    "nul.txt": {"page.binary"},
    "nul-only.txt": {"page.binary"},
    "invalid.txt": INDEXED,
    "utf-16.txt": INDEXED,
    "utf-16-odd.txt": INDEXED,
    "utf-32.txt": INDEXED,
    "latin-1.txt": INDEXED,
    "zipped.txt": {"page.binary"},
    "zipped.html": {"page.binary"},
    "surrogates.json": INDEXED,
    "controls.txt": INDEXED,
    "mirrored.txt": INDEXED,
    "mirrored.json": INDEXED,
    "mirrored.html": INDEXED,
    "combining.txt": INDEXED,
    "empty.txt": {"page.empty"},
    "deep.html": {"", "content.no-text", "page.too-large"},
    "deep.md": {"", "content.no-text", "page.malformed"},
    "deep.json": {"page.malformed"},
    "deep-object.json": {"page.malformed", "page.too-large"},
    "deep.xml": {"page.malformed", "content.no-text", "page.too-large"},
    "numbers.json": {"page.malformed"},
    "laughs.xml": INDEXED | {"page.malformed"},
    "outside.xml": INDEXED | {"page.malformed"},
    "aliases.md": {"page.malformed"},
    "python.md": {"page.malformed"},
    "lines.jsonl": {"page.malformed"},
    "script.html": INDEXED,
    "script.txt": INDEXED,
    "javascript.html": INDEXED,
    "outside.txt": {"page.outside"},
    "outside-folder": {"page.outside", "not there"},
    "round": {"not there"},
    "round/hostile/script.txt": {"not there"},
    "loop.txt": {"page.unreadable"},
    "nowhere.txt": {"page.unreadable"},
    "device.txt": {"page.outside"},
    "pipe.txt": {"page.unsupported"},
    "socket.txt": {"page.unsupported"},
    "folder.html": {"not there"},
    "folder.html/inside.txt": INDEXED,
    "locked.txt": {"page.unreadable"} if os.geteuid() else INDEXED,
    "growing.txt": INDEXED | {"page.changed", "page.too-large"},
    "fleeting.txt": INDEXED | {"page.unreadable", "page.changed", "page.empty", "not there"},
    r"new\nline.txt": INDEXED,
    r"carriage\rreturn.txt": INDEXED,
    r"bytes-\xff\xfe.txt": INDEXED,
    r"bytes-\\xff\\xfe.txt": INDEXED,
    r"r\u202etxt.txt": INDEXED,
    r"esc\x1b[31m.txt": INDEXED,
    r"tab\t.txt": INDEXED,
    "quote'\".txt": INDEXED,
    "<b>.txt": INDEXED,
    "-rf.txt": INDEXED,
    "$(touch ran).txt": INDEXED,
}
"""Page -> what may become of it: in the index, or turned away for one of these reasons. The files
of unknown sorts that are left are those whose only danger is the time or memory they take."""


def page(title: str, topic: str = TOPICS[0]) -> str:
    """Return the text of a release."""
    return (
        f"{title}\n\nMarch 29, 2024\n\n{PROSE.format(topic=topic)}\n\n{PROSE.format(topic=topic)}\n"
    )


def build(corpus: Path, megabytes: int, many: int) -> None:
    """Write all of it: a line of so many megabytes, so many files in one folder."""
    folder = corpus / "hostile"
    folder.mkdir(parents=True)
    files = {**_long(megabytes), **_encodings(), **_markup(), **_structured()}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    _links(corpus, folder)
    _names(folder)
    (corpus / "many").mkdir()
    for number in range(many):
        text = page(f"Notice {number} of the port", TOPICS[number % 6])
        (corpus / "many" / f"{number:05}.txt").write_text(text, encoding="utf-8")


def _limit(megabytes: int) -> int:
    """Return ``max_page_bytes`` of the trial: a tenth of the longest line."""
    return megabytes * 100_000


def _long(megabytes: int) -> dict[str, bytes]:
    words = "harbour dredging begins in the north while trains run late "
    line = (words * (megabytes * 1_000_000 // len(words))).encode()
    short = line[: _limit(megabytes) - 10_000]  # what is put around it must fit in, too
    return {
        "one-line.txt": line,
        "one-line-allowed.txt": short,
        "no-spaces.txt": b"x" * len(short),
        "spaces.txt": page("Spaces").encode() + b" " * len(short),
        "newlines.txt": page("Newlines").encode() + b"\n" * len(short),
        "quotes.txt": page("Quotes").encode() + "“(".encode() * (len(short) // 4),
        "capitals.txt": page("Capitals").encode() + b"Aa Bb " * (len(short) // 6),
        "dates.txt": page("Dates").encode() + b"3/4/2024 " * (len(short) // 9),
        "angles.html": b"<html><body>" + b"<" * len(short),
        "one-line.html": b"<html><body><p>" + short + b"</p></body></html>",
        "numbers.json": b'{"title": "x", "body": "y", "n": ' + b"9" * len(short) + b"}",
    }


def _encodings() -> dict[str, bytes]:
    text = page("New quay opens in Lyon, près du fleuve")
    return {
        "nul.txt": text.replace(" ", " \0").encode(),
        "nul-only.txt": bytes(100_000),
        "invalid.txt": text.encode().replace(b" ", b" \xff\xfe"),
        "utf-16.txt": text.encode("utf-16"),
        "utf-16-odd.txt": text.encode("utf-16")[:-1],
        "utf-32.txt": text.encode("utf-32"),
        "latin-1.txt": text.encode("cp1252", "replace"),
        "zipped.txt": gzip.compress(text.encode()),
        "zipped.html": gzip.compress(bytes(50_000_000)),
        "surrogates.json": b'{"title": "\\ud800 quay", "body": "' + PROSE.encode() + b'\\udfff"}',
        "controls.txt": page("".join(map(chr, range(1, 32))) + "Controls").encode(),
        "mirrored.txt": page(MIRRORED).encode(),
        "mirrored.json": json.dumps({"title": f"{MIRRORED}\0\x1b[31m", "body": PROSE}).encode(),
        "mirrored.html": (
            f"<html><body><article><h1>&#x202e;Mirrored &#x2067;quay</h1><p>{PROSE}</p><p>{PROSE}"
            "</p></article></body></html>"
        ).encode(),
        "combining.txt": page("Quay " + "\u0301" * 100_000).encode(),
        "empty.txt": b"",
    }


def _markup() -> dict[str, bytes]:
    deep = b"<div>" * 200_000 + PROSE.encode() + b"</div>" * 200_000
    article = f"<article><h1>{SCRIPT} opens</h1><p>{PROSE}</p><p>{PROSE}</p></article>"
    return {
        "deep.html": b"<html><body>" + deep + b"</body></html>",
        "lists.html": b"<html><body>" + b"<ul><li>" * 50_000,
        "tables.html": b"<html><body>" + b"<table><tr><td>" * 20_000 + PROSE.encode(),
        "attributes.html": b"<html><body><p " + b'a="b" ' * 1_000_000 + b">" + PROSE.encode(),
        "script.html": f"<html><head><title>{SCRIPT}</title></head><body>{article}".encode(),
        "script.txt": page(f"{SCRIPT} New quay").encode(),
        "javascript.html": (
            "<html><head><link rel=canonical href='javascript:alert(1)'></head>"
            f"<body onload='alert(1)'>{article}</body></html>"
        ).encode(),
        "deep.md": b"---\ntitle: Deep\n---\n" + b"> " * 100_000 + PROSE.encode(),
        "links.md": b"---\ntitle: Links\n---\n" + b"[" * 200_000 + PROSE.encode(),
        "stars.md": b"---\ntitle: Stars\n---\n" + b"*a **b " * 100_000,
    }


def _structured() -> dict[str, bytes]:
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(12)
    )
    item = "<item><title>{0}</title>{1}</item>"
    rss = f"<rss version='2.0'><channel><title>x</title>{item}</channel></rss>"
    body = f"<description>{PROSE}</description>"
    anchors = "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{f'*{chr(97 + n)}, ' * 9}]\n" for n in range(9)
    )
    run_me = "---\ntitle: !!python/object/apply:os.system ['touch ran']\n---\n"
    return {
        "laughs.xml": (f"<!DOCTYPE r [{laughs}]>" + rss.format("&l11;", body)).encode(),
        "outside.xml": (
            "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + rss.format("&x;", body)
        ).encode(),
        "deep.xml": b"<rss>" + b"<a>" * 200_000,
        "deep.json": b"[" * 500_000,
        "deep-object.json": b'{"a":' * 500_000,
        "aliases.md": f"---\na: &a [x, x]\n{anchors}title: Laughs\n---\n{PROSE}".encode(),
        "python.md": f"{run_me}{PROSE}".encode(),
        "lines.jsonl": b"{\n" * 200_000,
    }  # fmt: skip


def _links(corpus: Path, folder: Path) -> None:
    secret = corpus.parent / "secret.txt"
    secret.write_text(page("Secret of the state"), encoding="utf-8")
    (folder / "outside.txt").symlink_to(secret)
    (folder / "outside-folder").symlink_to(corpus.parent)
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "round").symlink_to("..")
    (folder / "nowhere.txt").symlink_to("nothing")
    (folder / "device.txt").symlink_to("/dev/zero")
    (folder / "folder.html").mkdir()
    (folder / "folder.html" / "inside.txt").write_text(page("Inside"), encoding="utf-8")
    listening = socket.socket(socket.AF_UNIX)
    with _in(folder):  # the path of a socket is short
        listening.bind("socket.txt")
    listening.close()
    os.mkfifo(folder / "pipe.txt")
    locked = folder / "locked.txt"
    locked.write_text(page("Locked"), encoding="utf-8")
    locked.chmod(0)


def _names(folder: Path) -> None:
    for number, name in enumerate((
        b"new\nline.txt", b"bytes-\xff\xfe.txt", b"quote'\".txt", b"tab\t.txt", b"<b>.txt",
        "r\u202etxt.txt".encode(), b"-rf.txt", b"a" * 250 + b".txt", b"\\x.txt",
        b"$(touch ran).txt", b"bytes-\\xff\\xfe.txt", b"esc\x1b[31m.txt", b"carriage\rreturn.txt",
    )):  # fmt: skip
        text = page(f"Page {number} with a name of its own", TOPICS[number % 6])
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(text, encoding="utf-8")


@contextmanager
def _in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def run(root: Path, megabytes: int = 100, many: int = 10_000, jobs: int = 2) -> dict[str, object]:
    """Index it; return figures: pages by outcome, memory of the largest process of each kind."""
    limit = _limit(megabytes)
    settings = Settings(
        corpus=root / "corpus", index=root / "index", jobs=jobs, max_page_bytes=limit
    )
    build(settings.corpus, megabytes, many)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    hostile = settings.corpus / "hostile"
    with (
        _Restless(hostile / "growing.txt", _grow),
        _Restless(hostile / "fleeting.txt", _come_and_go),
    ):
        words = ["reindex", "--corpus", "corpus", "--index", "index", "--jobs", str(jobs)]
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, *words], cwd=root, capture_output=True,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT),
                 "SEARCHAPP_MAX_PAGE_BYTES": str(limit)}, check=False,
        )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-2000:]
    assert b"Traceback" not in done.stderr
    assert not list(root.rglob("ran"))
    entries = read_catalog(
        generations.folder_of(settings.index, generations.current(settings.index))
    )
    _check_outcomes(settings, {path: entry.reason for path, entry in entries.items()}, many)
    logging.disable(logging.INFO)  # a line for each request would hide the figures
    try:
        _check_pages(settings)
    finally:
        logging.disable(logging.NOTSET)
    check_sound(settings)
    assert leftovers(settings) == []
    memory = json.loads(done.stderr.splitlines()[-1])
    most = (BASE_BYTES + BYTES_PER_BYTE * limit) >> 20
    assert max(memory) <= most, f"{memory} MB, allowed are {most}"
    reasons = Counter(each.reason or "indexed" for each in entries.values())
    return {
        "pages": len(entries), "MB main process": memory[0], "MB each worker": memory[1],
        "MB allowed": most, "CPU s": round(after.ru_utime - before.ru_utime),
        **dict(reasons.most_common()),
    }  # fmt: skip


def _check_outcomes(settings: Settings, outcomes: dict[str, str], many: int) -> None:
    """Fail unless each page is in the index, or turned away for the reason that fits it."""
    assert {*outcomes.values()} <= {"", *SKIP_REASONS}
    failed = [path for path, reason in outcomes.items() if reason == "page.failed"]
    assert failed == [], failed
    for name, allowed in OUTCOMES.items():
        assert outcomes.get(f"hostile/{name}", "not there") in allowed, (name, outcomes)
    assert sum(path.startswith("many/") and not why for path, why in outcomes.items()) == many
    titles = state_of(settings)
    assert {path for path, why in outcomes.items() if not why} == {*titles}
    for path, title in titles.items():
        assert "Secret" not in title, path
        assert not {*path, *title} & UNPRINTABLE, path


def _check_pages(settings: Settings) -> None:
    """Fail if anything that a page of the corpus says becomes markup, script or a bad link."""
    client = create_app(settings).test_client()
    addresses = ["/search?q=source:hostile&per_page=100", "/search.atom?q=source:hostile"]
    found = client.get("/api/v1/search?q=source:hostile&per_page=100").get_json()["hits"]
    addresses += [f"/releases/{hit['id']}" for hit in found]
    assert len(addresses) > 30
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        text = answer.get_data(as_text=True)
        assert not {*text} & UNPRINTABLE, address
        root = lxml.html.fromstring(text.encode())
        assert not root.xpath("//@*[starts-with(name(), 'on')]"), address
        assert not [e for e in root.iter("script") if "alert" in (e.text or "")], address
        assert not [e for e in root.iter("img") if e.get("src") == "x"], address
        links = (str(link).strip().lower() for link in root.xpath("//@href | //@src"))
        assert not [link for link in links if link.startswith(("javascript:", "data:text"))], (
            address
        )


def _grow(path: Path) -> None:
    """Write to a page all the time."""
    with path.open("a", encoding="utf-8") as file:
        file.write(PROSE[:40])


def _come_and_go(path: Path) -> None:
    """Delete a page as soon as it is there."""
    path.write_text(page("Fleeting"), encoding="utf-8")
    time.sleep(random.random() / 1000)
    path.unlink()


class _Restless:
    """A page to which something is done all the time."""

    def __init__(self, path: Path, act: Callable[[Path], None]) -> None:
        self._path, self._act, self._stop = path, act, threading.Event()
        self._thread = threading.Thread(target=self._go_on)

    def _go_on(self) -> None:
        while not self._stop.is_set():
            with suppress(OSError):
                self._act(self._path)
            time.sleep(random.random() / 1000)

    def __enter__(self) -> None:
        self._path.write_text(page("Restless"), encoding="utf-8")
        self._thread.start()

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()
