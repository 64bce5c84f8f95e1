"""Trial: a corpus that nobody would send with good intentions.

The run ends; each page is indexed safely or reported with a code; memory is bounded.
"""

from __future__ import annotations

import gzip
import os
import random
import resource
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from searchapp.engine import generations
from searchapp.errors import SKIP_REASONS
from searchapp.service.catalog import read_catalog
from searchapp.settings import Settings
from tests.conftest import CHECKOUT
from tests.faults.newsroom import TOPICS, check_sound, leftovers, state_of

__all__ = ["run"]

BASE_BYTES, BYTES_PER_BYTE = 500 << 20, 150
"""The bound: so much memory for a process, and so much for each byte of ``max_page_bytes``."""

PROSE = (
    "The authority announced today that its programme on {topic} enters another phase. Officials "
    "said that the regions had agreed to take part in the work, which is meant to begin before the "
    "summer and to last for two years. “We are glad that so many have joined,” said the director."
)
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
MIRRORED = "\u202eLIVE\u202c \u200fnew\u200e quay\u2066 opens"


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
    os.mkfifo(folder / "pipe.txt")
    locked = folder / "locked.txt"
    locked.write_text(page("Locked"), encoding="utf-8")
    locked.chmod(0)


def _names(folder: Path) -> None:
    for number, name in enumerate((
        b"new\nline.txt", b"bytes-\xff\xfe.txt", b"quote'\".txt", b"tab\t.txt", b"<b>.txt",
        "r\u202etxt.txt".encode(), b"-rf.txt", b"a" * 250 + b".txt", b"\\x.txt",
        b"$(touch ran).txt",
    )):  # fmt: skip
        text = page(f"Page {number} with a name of its own", TOPICS[number % 6])
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(text, encoding="utf-8")


def run(root: Path, megabytes: int = 100, many: int = 10_000, jobs: int = 1) -> dict[str, object]:
    """Index it; return figures."""
    limit = _limit(megabytes)
    settings = Settings(
        corpus=root / "corpus", index=root / "index", jobs=jobs, max_page_bytes=limit
    )
    build(settings.corpus, megabytes, many)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with _Growing(settings.corpus / "hostile" / "growing.txt"):
        words = ["reindex", "--corpus", "corpus", "--index", "index", "--jobs", str(jobs)]
        done = subprocess.run(
            [sys.executable, "-m", "searchapp", *words], cwd=root, capture_output=True,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT),
                 "SEARCHAPP_MAX_PAGE_BYTES": str(limit)}, check=False,
        )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-2000:]
    assert b"Traceback" not in done.stderr
    assert not list(root.rglob("ran"))
    folder = generations.folder_of(settings.index, generations.current(settings.index))
    entries = read_catalog(folder)
    assert {each.reason for each in entries.values()} <= {"", *SKIP_REASONS}
    failed = [each for each in entries.values() if each.reason == "page.failed"]
    assert failed == [], failed
    titles = state_of(settings)
    assert "Secret" not in " ".join(titles.values())
    check_sound(settings)
    assert leftovers(settings) == []
    most = BASE_BYTES + BYTES_PER_BYTE * limit
    assert after.ru_maxrss << 10 <= most, f"{after.ru_maxrss >> 10} MB"
    reasons = Counter(each.reason or "indexed" for each in entries.values())
    return {
        "pages": len(entries), "MB": after.ru_maxrss >> 10,
        "CPU s": round(after.ru_utime - before.ru_utime), **dict(reasons.most_common()),
    }  # fmt: skip


class _Growing:
    """A page that is written to all the time."""

    def __init__(self, path: Path) -> None:
        self._path, self._stop = path, threading.Event()
        self._thread = threading.Thread(target=self._grow)

    def _grow(self) -> None:
        while not self._stop.is_set():
            with suppress(OSError), self._path.open("a", encoding="utf-8") as file:
                file.write(PROSE[:40])
            time.sleep(random.random() / 1000)

    def __enter__(self) -> None:
        self._path.write_text(page("Growing"), encoding="utf-8")
        self._thread.start()

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()
