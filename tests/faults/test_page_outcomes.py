"""What one page raises is its own outcome; what the machine lacks is the outcome of none."""

from __future__ import annotations

import errno
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest

from searchapp.engine.store import generations
from searchapp.errors import LACKS, MachineFault, PageSkipped, SearchAppError, machine_fault
from searchapp.indexing import explanation
from searchapp.indexing.catalog import TRANSIENT_REASONS, CatalogEntry, read_catalog
from searchapp.indexing.reindexing import reindex
from searchapp.indexing.spool import FILE_NAME, FOLDER
from searchapp.indexing.workers import open_workers
from searchapp.ingest.entities import AliasTable
from searchapp.settings import Settings
from tests.support.changing_corpus import check_sound, releases_of, state_of
from tests.support.checkout import CHECKOUT

MARK = "Zyxomma"
"""A word of the page that something happens to."""

PROSE = (
    "The authority announced today that its programme on {0} enters another phase. Officials of "
    "the World {0} Organization said that the regions had agreed to take part in the work, which "
    "is meant to begin before the summer and to last for two years.\n\n"
    "“We are glad that so many partners have joined the effort on {0},” said the director of the "
    "programme, who thanked the regions for their support and patience."
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings over a corpus of four sound pages, of which ``north/marked.txt`` bears the mark."""
    settings = Settings(corpus=tmp_path / "corpus", index=tmp_path / "index", jobs=1)
    for path, topic in (
        ("north/harbour.txt", "Harbour"), ("north/marked.txt", MARK), ("north/trains.txt", "Train"),
        ("south/water.txt", "Water"),
    ):  # fmt: skip
        write(settings, path, f"Programme on {topic} goes on\n\n{PROSE.format(topic)}\n")
    return settings


def write(settings: Settings, path: str, text: str) -> None:
    """Write a page of the corpus."""
    file = settings.corpus / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def entries(settings: Settings) -> dict[str, CatalogEntry]:
    """Return what the live generation notes of each page."""
    name = generations.current(settings.index)
    return read_catalog(generations.folder_of(settings.index, name))


def everything(settings: Settings) -> set[str]:
    """Return the path of every file of the corpus."""
    files = (path for path in settings.corpus.rglob("*") if path.is_file())
    return {path.relative_to(settings.corpus).as_posix() for path in files}


def raising(error: BaseException, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that raises where its arguments bear the mark, and else does its work."""

    def act(*args: Any, **named: Any) -> Any:
        # The alias table holds the names of all pages.
        if MARK in repr([each for each in args if not isinstance(each, AliasTable)]):
            raise error
        return function(*args, **named)

    return act


PASSES = {
    "read": "searchapp.ingest.pipeline.read_page",
    "learn what repeats": "searchapp.ingest.pipeline.measure",
    "learn dates": "searchapp.ingest.pipeline.learn_dates",
    "extract": "searchapp.ingest.pipeline.release_of",
    "sign": "searchapp.indexing.extraction.signature",
    "learn names": "searchapp.ingest.entities.alias_table.organization_key",
    "write row": "searchapp.indexing.extraction._row",
    "rename": "searchapp.indexing.build.apply_aliases",
    "analyse": "searchapp.indexing.extraction.terms_of",
    "make documents": "searchapp.indexing.extraction.document_of",
}
"""What is done to a page -> the function that does it."""

LEARNED_ONLY = {"learn what repeats", "learn dates"}


def failing(step: str, error: BaseException) -> Any:
    """Let one of the passes fail for the page with the mark."""
    module, _, name = PASSES[step].rpartition(".")
    __import__(module)
    return mock.patch(PASSES[step], raising(error, getattr(sys.modules[module], name)))


FAULTS = [
    KeyError("foo"), RecursionError("too deep"), AssertionError(),
    UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"), OSError("no number"),
    OSError(errno.ENOENT, "not there"),
]  # fmt: skip


@pytest.mark.parametrize("step", PASSES)
def test_an_exception_of_one_page_is_its_outcome(settings: Settings, step: str) -> None:
    """In every pass, at a first, an incremental and a full build; later the page is read again."""
    others = everything(settings) - {"north/marked.txt"}
    for error in FAULTS:
        with failing(step, error):
            reindex(settings, "full", force=True)
        marked = entries(settings)["north/marked.txt"]
        assert {*state_of(settings)} >= others
        if step in LEARNED_ONLY:
            assert marked.ids
        else:
            assert (marked.ids, marked.reason) == ((), "page.failed")
            assert type(error).__name__ in marked.detail
        check_sound(settings)
        reindex(settings)
        assert {*state_of(settings)} == everything(settings)
        (settings.corpus / "north/marked.txt").touch()
        write(settings, "north/harbour.txt", f"Changed\n\n{PROSE.format('Harbour')}{error!r}")
        with failing(step, error):
            reindex(settings)
        assert {*state_of(settings)} >= others


def test_a_page_that_fails_in_the_same_way_makes_no_generation(settings: Settings) -> None:
    """It is looked at at every reindex, and a generation to go back to is not lost for that."""
    with failing("extract", KeyError("foo")):
        first = reindex(settings)
        again = reindex(settings)
        assert (again.published, again.generation) == (False, first.generation)
        assert again.skipped == {"page.failed": 1}
    assert reindex(settings).published


def test_what_a_page_held_before_it_failed_stays(settings: Settings) -> None:
    """Of a page with several releases, those are found of which documents could be made."""
    records = [{"title": topic, "body": PROSE.format(topic)} for topic in ("One", MARK, "Three")]
    write(settings, "north/many.json", json.dumps(records))
    for step in ("extract", "make documents"):
        with failing(step, KeyError("foo")):
            report = reindex(settings, "full", force=True)
        entry = entries(settings)["north/many.json"]
        assert (len(entry.ids), entry.reason) == (1, "page.failed")
        assert report.documents == len(state_of(settings)) == 4
        check_sound(settings)
    assert reindex(settings).documents == 7


@pytest.mark.parametrize("name", ["same.json", "same.jsonl", "same.xml"])
def test_records_of_one_page_with_the_same_id_are_all_found(settings: Settings, name: str) -> None:
    """Each as a release of its own, with the same ids at the next build, in a sound index."""
    ids = ["a", "b", "a", "a (2)", "a"]
    records = [
        {"id": each, "title": f"Title {number}", "body": PROSE.format(f"Topic{number}")}
        for number, each in enumerate(ids)
    ]
    items = "".join(
        f"<item><guid>{each['id']}</guid><title>{each['title']}</title>"
        f"<description>{each['body']}</description></item>"
        for each in records
    )
    text = {
        "json": json.dumps(records),
        "jsonl": "\n".join(map(json.dumps, records)),
        "xml": f"<rss version='2.0'><channel>{items}</channel></rss>",
    }[name.partition(".")[2]]
    write(settings, f"north/{name}", text)
    reindex(settings)
    found = {each for each in releases_of(settings) if each[1] == f"north/{name}"}
    assert {title for _, _, title in found} == {each["title"] for each in records}
    check_sound(settings)
    reindex(settings, "full")
    assert found <= releases_of(settings)


MALFORMED = {
    "bool.md": "---\nx: !!bool foo\n---\ntext\n",
    "bool.txt": "---\nx: !!bool 真\n---\ntext\n",
    "int.md": '---\nx: !!int ""\n---\ntext\n',
    "float.md": '---\nx: !!float ""\n---\ntext\n',
    "timestamp.md": "---\nx: !!timestamp غدا\n---\ntext\n",
    "escape.md": '---\nx: "\\UFFFFFFFF"\n---\ntext\n',
    "hex.md": f"---\n? 0x{'f' * 9_000}\n: y\n---\ntext\n",
    "lists.json": f'{{"body": {"[" * 400}{"]" * 400}}}',
    "authors.json": f'{{"body": "x", "author": {"[" * 600}{"]" * 600}}}',
    "values.json": f'{{"body": {{"value": {"[" * 600}{"]" * 600}}}}}',
    "objects.json": f"{'{' + chr(34) + 'body' + chr(34) + ': '}{'[' * 100_000}",
    "number.json": f'{{"body": "x", "id": {"9" * 5_000}}}',
    "title.xml": (
        "<rss><channel><item><title>a&#xD800;b</title><description>text</description></item>"
        "</channel></rss>"
    ),
    "content.xml": "<feed><entry><title>a</title><content>b&#xDFFF;</content></entry></feed>",
}
"""Pages on which a library raises what it does not document, or a walk through them too much."""


@pytest.mark.parametrize("name", MALFORMED)
def test_what_a_parser_raises_is_a_malformed_page(settings: Settings, name: str) -> None:
    """Alone in a new source, at the first build, beside others, and for explain and extract."""
    sound = everything(settings)
    reindex(settings)
    write(settings, f"alone/{name}", MALFORMED[name])
    write(settings, f"north/{name}", MALFORMED[name])
    for full in (False, True):
        reindex(settings, "full" if full else "update")
        assert {*state_of(settings)} == sound
        for folder in ("alone", "north"):
            assert entries(settings)[f"{folder}/{name}"].reason == "page.malformed"
    with pytest.raises(PageSkipped) as caught:
        explanation.explain_page(settings.corpus / "north" / name, settings)
    assert caught.value.code == "page.malformed"
    away: dict[str, str] = {}
    found = list(
        explanation.extract_releases(
            [settings.corpus], settings,
            on_skip=lambda path, skipped: away.update({path: skipped.code}),
        )
    )  # fmt: skip
    assert {each.path for each in found} == sound
    assert away == {f"{folder}/{name}": "page.malformed" for folder in ("alone", "north")}


def test_a_fault_of_the_program_is_told_by_explain_and_extract(settings: Settings) -> None:
    """With the code that a reindex reports, and the pages beside it are printed."""
    with failing("extract", KeyError("foo")):
        with pytest.raises(PageSkipped, match="KeyError: 'foo'"):
            explanation.explain_page(settings.corpus / "north/marked.txt", settings)
        away: list[str] = []
        found = list(
            explanation.extract_releases(
                [settings.corpus], settings, on_skip=lambda path, _: away.append(path)
            )
        )
    assert (len(found), away) == (3, ["north/marked.txt"])


def _wrapped() -> Exception:
    """Return the error of a library that met a lack of memory."""
    try:
        try:
            raise MemoryError
        except MemoryError:
            raise ValueError("cannot parse") from None
    except ValueError as error:
        return error


def _too_large_an_array() -> Exception:
    """Return what numpy raises for want of memory."""
    with pytest.raises(MemoryError) as caught:
        np.empty(1 << 60, np.uint8)
    return caught.value


LACKING: list[Exception] = [
    MemoryError(), _too_large_an_array(),
    *(OSError(number, os.strerror(number)) for number in sorted(LACKS)),
    OSError(errno.EIO, "Input/output error"), OSError(errno.ENOSPC, "full"),
    ImportError("libx.so: failed to map segment from shared object"),
    RuntimeError("can't start new thread"), _wrapped(),
]  # fmt: skip


@pytest.mark.parametrize("step", PASSES)
def test_what_the_machine_lacks_is_the_outcome_of_no_page(settings: Settings, step: str) -> None:
    """Whatever pass meets it: nothing is published, nothing kept, and a plain reindex is whole."""
    whole = everything(settings)
    write(settings, "north/new.txt", f"New\n\n{PROSE.format('Quay')}\n")
    first = reindex(settings).generation
    (settings.corpus / "north/new.txt").unlink()
    write(settings, "west/new.txt", f"Newer\n\n{PROSE.format(MARK)}\n")
    for error in LACKING:
        for full in (False, True):
            with failing(step, error), pytest.raises(MachineFault) as caught:
                reindex(settings, "full" if full else "update")
            assert caught.value.hint
            assert generations.current(settings.index) == first
            assert not (settings.index / FOLDER / FILE_NAME).exists()
    assert reindex(settings).diff.rebuild == ""
    assert {*state_of(settings)} == whole | {"west/new.txt"}
    check_sound(settings)


def test_a_lack_while_a_file_is_opened_stops_the_run(settings: Settings) -> None:
    """While a file that the disk cannot read is one page, which is looked at again."""
    reindex(settings)
    opened = Path.open
    for number in (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO):
        write(settings, "north/marked.txt", f"Changed {number}\n\n{PROSE.format(MARK)}\n")

        def refused(path: Path, *args: Any, number: int = number, **named: Any) -> Any:
            if path.name == "marked.txt":
                raise OSError(number, os.strerror(number))
            return opened(path, *args, **named)

        with mock.patch.object(Path, "open", refused):
            if number == errno.EIO:
                assert reindex(settings).skipped == {"page.unreadable": 1}
            else:
                with pytest.raises(MachineFault, match=r"north/marked\.txt"):
                    reindex(settings)
                assert {*state_of(settings)} == everything(settings)
        reindex(settings)
        assert state_of(settings)["north/marked.txt"] == f"Changed {number}"


def test_a_lack_while_folders_are_listed_stops_the_run(settings: Settings) -> None:
    """Or all that is in one of them would count as deleted."""
    reindex(settings)
    listed = os.scandir

    def refused(folder: str | Path) -> Any:
        if str(folder).endswith("north"):
            raise OSError(errno.EMFILE, "Too many open files")
        return listed(folder)

    with mock.patch("os.scandir", refused), pytest.raises(MachineFault):
        reindex(settings, force=True)
    assert {*state_of(settings)} == everything(settings)


class Stopped(Exception):
    """A run ends before it has published anything."""


@pytest.mark.parametrize("kept_all", [False, True])
def test_a_failed_page_is_not_taken_from_the_spool(settings: Settings, kept_all: bool) -> None:
    """Also not from the spool of a program that kept such outcomes."""
    with (
        failing("extract", KeyError("foo")),
        mock.patch("searchapp.indexing.build._write", side_effect=Stopped),
        mock.patch(
            "searchapp.indexing.extraction.TRANSIENT_REASONS",
            frozenset() if kept_all else TRANSIENT_REASONS,
        ),
        pytest.raises(Stopped),
    ):
        reindex(settings)
    assert (settings.index / FOLDER / FILE_NAME).exists()
    reindex(settings)
    assert {*state_of(settings)} == everything(settings)


def test_a_process_that_is_ended_from_outside() -> None:
    """It is no page's fault, and the error says what to do."""
    with (
        pytest.raises(MachineFault, match="ended from outside") as caught,
        open_workers(2, 1_000) as pool,
    ):
        list(pool(os._exit, [1, 1, 1]))
    assert "jobs" in caught.value.hint


@pytest.mark.parametrize("megabytes", [200, 400])
def test_a_reindex_with_too_little_memory(tmp_path: Path, megabytes: int) -> None:
    """It publishes all or nothing, and the next one without the limit is whole."""
    settings = Settings(corpus=CHECKOUT / "corpus", index=tmp_path / "index", jobs=1)
    whole = reindex(settings)
    before = releases_of(settings)
    limit = megabytes << 20
    done = subprocess.run(
        [sys.executable, "-m", "searchapp", "reindex", "--full", "--jobs", "1"], cwd=CHECKOUT,
        env={**os.environ, "SEARCHAPP_CORPUS": str(settings.corpus),
             "SEARCHAPP_INDEX": str(settings.index)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in {0, 1}
    assert "Traceback" not in done.stderr
    assert done.returncode == 0 or f"[{MachineFault.code}]" in done.stderr
    assert reindex(settings).documents == whole.documents
    assert releases_of(settings) == before
    assert reindex(settings, "full").skipped == whole.skipped


def test_a_fault_of_a_page_is_none_of_the_machine() -> None:
    """Whatever it is called, and also if it was met while another was handled."""
    for error in FAULTS:
        assert machine_fault(error, "reading") is None
    outer = ValueError()
    outer.__context__ = outer.__cause__ = KeyError()
    outer.__context__.__context__ = outer  # a circle
    assert machine_fault(outer, "reading") is None
    assert isinstance(machine_fault(MemoryError(), "reading a.txt"), SearchAppError)
    assert "reading a.txt" in str(machine_fault(MemoryError(), "reading a.txt"))
