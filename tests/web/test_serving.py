"""The server as it is run: two workers, one set of numbers, and each follows the index."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest
from prometheus_client.mmap_dict import MmapedDict

from searchapp.indexing.reindexing import reindex
from searchapp.settings import Settings
from searchapp.web.gunicorn_conf import PAST, locked
from tests.support.checkout import CHECKOUT
from tests.support.prometheus_text import STAGES, Numbers, number, scraped
from tests.support.search_oracle import write_corpus
from tests.support.waiting import PATIENCE_SECONDS, wait_until

FOLDERS = "searchapp-metrics-*"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answered."""

    status: int
    request_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Story:
    """What was seen while a server with two workers was run.

    :param searched: searches sent and answered with 200, after which both workers had had some.
    :param numbers: read after these; ``after_death`` when two workers had been replaced.
    :param before: generations named by answers before the index changed, ``after`` those after it.
    :param live: the generation that was made in between.
    :param ids: the ids in answers to a request with a sane id and to one with a hostile one.
    :param log: what was written to the standard error stream.
    :param files: where counters were kept after two workers had been replaced.
    :param folders: where all counts were kept, ``left`` what of it was there after the end.
    """

    searched: int
    numbers: Numbers
    after_death: Numbers
    before: set[str]
    after: set[str]
    live: str
    ids: tuple[str, str]
    log: str
    files: list[str]
    folders: list[Path]
    left: list[Path]
    exit_code: int


def ask(port: int, path: str, request_id: str = "") -> Answer:
    """Ask over a connection of its own: any worker may answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", path, headers={"X-Request-Id": request_id} if request_id else {})
        response = connection.getresponse()
        text = response.read().decode()
        return Answer(response.status, response.headers["X-Request-Id"], text)
    finally:
        connection.close()


def answers(port: int) -> bool:
    """Tell whether the server is up."""
    try:
        return ask(port, "/healthz").status == 200
    except OSError:
        return False


def searches_by_worker(folder: Path) -> dict[str, float]:
    """Return how many searches each worker has counted, by process; ``past`` are those gone."""
    counted: dict[str, float] = {}
    with locked(folder, fcntl.LOCK_SH):
        for path in folder.glob("counter_*.db"):
            if not path.stat().st_size:  # it has just been made
                continue
            values = MmapedDict.read_all_values_from_file(str(path))  # type: ignore[no-untyped-call]
            counted[path.stem.partition("_")[2]] = sum(
                value
                for key, value, *_ in values
                if json.loads(key)[1] == "searchapp_searches_total"
            )
    return counted


def replace_a_worker(folder: Path) -> None:
    """End a worker and wait for the next one."""
    before = searches_by_worker(folder)
    others = len(before) - (PAST in before)
    os.kill(int(min(before)), signal.SIGTERM)

    def replaced() -> bool:
        now = searches_by_worker(folder)
        return min(before) not in now and len(now) - (PAST in now) == others

    wait_until(replaced, "another worker takes the place of one that ended")


@contextmanager
def serving(settings: Settings, folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``searchapp serve`` with two workers, the log as JSON in ``folder/log``."""
    environ = {name: value for name, value in os.environ.items() if "PROMETHEUS" not in name}
    environ |= {"TMPDIR": str(folder), "PYTHONPATH": str(CHECKOUT), "SEARCHAPP_LOG_FORMAT": "json",
                "SEARCHAPP_QUERY_BUDGET_MS": "600000"}  # fmt: skip
    words = ["--index", str(settings.index), "--port", str(port), "--workers", "2"]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            [sys.executable, "-m", "searchapp", "serve", *words],
            cwd=folder, env=environ, stdout=subprocess.DEVNULL, stderr=log,
        ) as process,
    ):  # fmt: skip
        try:
            wait_until(lambda: answers(port), "the server is up")
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def search_until_both_have_worked(port: int, folder: Path) -> int:
    """Send searches until each worker has answered some, and return how many there were."""
    sent = 0

    def shared() -> bool:
        nonlocal sent
        with ThreadPoolExecutor(8) as pool:
            words = ("water", "nothing-has-this") * 8
            found = list(pool.map(lambda word: ask(port, f"/search?q={word}"), words))
        assert {each.status for each in found} == {200}
        sent += len(found)
        counted = searches_by_worker(folder)
        return len(counted) == 2 and all(counted.values())

    wait_until(shared, "each worker has answered a search")
    return sent


def generations_named(port: int) -> set[str]:
    """Return which generations sixteen answers in a row come from."""
    bodies = [json.loads(ask(port, "/api/v1/search?per_page=1").text) for _ in range(16)]
    return {body["index"]["generation"] for body in bodies}


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Run the server through all that the tests look at, and stop it."""
    folder = tmp_path_factory.mktemp("serving")
    settings = write_corpus(folder)
    port = free_port()
    with serving(settings, folder, port) as process:
        (counts,) = folders = list(folder.glob(FOLDERS))
        searched = search_until_both_have_worked(port, counts)
        numbers = scraped(ask(port, "/metrics").text)
        ids = ask(port, "/nope", "sane-1").request_id, ask(port, "/nope", 'x" y').request_id
        before = generations_named(port)
        record = {"id": "late", "title": "A late release", "body": ["It came after all others."]}
        (settings.corpus / "orbita" / "late.json").write_text(json.dumps(record))
        live = reindex(settings).generation
        after = generations_named(port)
        for _ in range(2):
            replace_a_worker(counts)
        files = sorted(path.name for path in counts.glob("counter_*"))
        after_death = scraped(ask(port, "/metrics").text)
    return Story(
        searched, numbers, after_death, before, after, live, ids,
        (folder / "log").read_text(encoding="ascii"),
        files, folders, list(folder.glob(FOLDERS)), process.returncode,
    )  # fmt: skip


def test_numbers_add_up_over_the_workers(story: Story) -> None:
    """Each search that was answered is counted once, whichever worker answered and is asked."""
    for name in ("searches_total", "search_results_count", "search_duration_seconds_count"):
        assert number(story.numbers, name) == story.searched, name
    requests = number(story.numbers, "http_requests_total", route="/search", status="200")
    assert requests == story.searched
    timed = number(story.numbers, "http_request_duration_seconds_count", route="/search")
    assert timed == story.searched
    assert number(story.numbers, "searches_without_results_total") == story.searched / 2
    timed_stages = {
        stage: number(story.numbers, "search_stage_duration_seconds_count", stage=stage)
        for stage in STAGES
    }
    assert timed_stages.pop("open") == timed_stages.pop("render") == story.searched
    # An answer is remembered once it is worked out: two queries in two workers are worked out at
    # least four times, and more often only by threads that work at the same time.
    worked_out = timed_stages["plan"]
    assert 4 <= worked_out <= story.searched
    assert timed_stages == dict.fromkeys(timed_stages, worked_out)


def test_what_a_dead_worker_counted_stays(story: Story) -> None:
    """A counter never goes back because a worker was replaced, and no file is left for each."""
    assert len(story.files) == 3
    assert f"counter_{PAST}.db" in story.files
    requests = number(story.after_death, "http_requests_total", route="/search", status="200")
    assert requests == story.searched
    timed = number(story.after_death, "http_request_duration_seconds_count", route="/search")
    assert timed == story.searched
    grown = number(story.after_death, "index_documents") - number(story.numbers, "index_documents")
    assert grown == 1


def test_workers_follow_the_index_at_the_next_request(story: Story) -> None:
    """Once a reindex has returned, no worker answers from the generation before."""
    assert len(story.before) == 1
    assert story.live not in story.before
    assert story.after == {story.live}


def test_request_ids_go_through(story: Story) -> None:
    """A proxy's id comes back and is in the log; a hostile one is replaced."""
    assert story.ids[0] == "sane-1"
    assert story.ids[1].isalnum()
    logged = [json.loads(line).get("request_id") for line in story.log.splitlines()]
    assert logged.count("sane-1") == 1
    assert logged.count(story.ids[1]) == 1


def test_the_log_is_json_line_by_line(story: Story) -> None:
    """One line a request, each with what is needed to find it again."""
    lines = [json.loads(line) for line in story.log.splitlines()]
    access = [line for line in lines if line["logger"] == "searchapp.access"]
    assert sum(line["route"] == "/search" for line in access) == story.searched
    for line in access:
        assert line.keys() >= {"time", "level", "request_id", "method", "route", "status", "ms"}
    assert "127.0.0.1" not in story.log


def test_the_folder_of_counts_is_temporary(story: Story) -> None:
    """It is there while the server runs and gone when it has stopped."""
    assert len(story.folders) == 1
    assert story.left == []
    assert story.exit_code == 0
