"""The command line: every command does what it says, in words, with its exit code."""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from searchapp.cli import main
from searchapp.cli.options import COMMANDS
from searchapp.engine.store.lock import writer_lock
from searchapp.errors import SKIP_REASONS
from searchapp.settings import setting_names
from tests.support.checkout import CHECKOUT

RELEASE = """\
Harbour Home About Us Berths Pilots Tariffs Notices Environment Careers Press Contact Login Search

New quay opens in Lyon

March 29, 2024

The Port Authority of Lyon (PAL) opened its new quay today, after four years of work on the river.

"This quay is for everybody who works on the water," said Dr. Amina Okafor, Director of PAL.

Dr. Okafor thanked the crews and the neighbours for their patience through four winters of noise.
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, with a corpus of one release and one empty page."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "corpus" / "port"
    folder.mkdir(parents=True)
    (folder / "quay.txt").write_text(RELEASE)
    (folder / "empty.txt").write_text(" ")
    return tmp_path


def run(*words: str) -> Result:
    """Run a command; nothing but an exit is allowed to come out of it."""
    result = CliRunner().invoke(main, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.parametrize("command", [*COMMANDS, "config show"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    """Also the group itself, which lists them all."""
    text = run(*command.split(), "--help").output
    assert "Example:" in text or command == "config"
    assert command.split()[0] in run("--help").output


def test_reindex_says_what_it_did_and_search_finds_it(here: Path) -> None:
    """Summary, report, then the same again with nothing to do."""
    first = run("reindex", "--report", "skipped.jsonl")
    assert first.exit_code == 0
    assert "1 release from 1 page (of all pages 2 added," in first.output
    assert "1 page is not in the index:" in first.output
    assert SKIP_REASONS["page.empty"] in first.output
    (line,) = Path("skipped.jsonl").read_text().splitlines()
    assert json.loads(line)["code"] == "page.empty"
    assert "Nothing has changed" in run("reindex").output

    found = run("search", "quay", "--person", "Amina Okafor", "--from", "2024-03")
    assert "New quay opens in Lyon" in found.output
    assert "1 release for quay" in found.output
    record = json.loads(run("search", "quay", "--json").output)
    assert (record["title"], record["date"]) == ("New quay opens in Lyon", "2024-03-29")
    assert "0 releases" in run("search", "quay", "--to", "2023").output


def test_too_many_skipped_pages_have_an_exit_code_of_their_own(here: Path) -> None:
    """The index is made all the same."""
    assert run("reindex", "--max-skipped", "0").exit_code == 3
    assert run("reindex", "--max-skipped", "1").exit_code == 0
    assert run("search", "quay").exit_code == 0


def test_a_dry_run_names_the_pages(here: Path) -> None:
    """And makes no index."""
    result = run("reindex", "--dry-run")
    assert "port/quay.txt" in result.output
    assert "no index yet" in result.output
    assert not Path("index").exists()


def test_extract_prints_records(here: Path) -> None:
    """One JSON line a release; what is turned away goes to standard error or the report."""
    result = run("extract", "corpus", "--report", "r.jsonl", "--dropped", "--source", "City Hall")
    record = json.loads(result.output)
    assert record["title"] == "New quay opens in Lyon"
    assert (record["date"], record["date_precision"]) == ("2024-03-29", "day")
    assert record["source"] == {"value": "city-hall", "label": "City Hall"}
    assert any("Tariffs" in piece["text"] for piece in record["dropped"])
    assert json.loads(Path("r.jsonl").read_text())["code"] == "page.empty"
    assert "page.empty" in run("extract", "corpus").stderr
    assert run("extract", "corpus/port/empty.txt").exit_code == 1


def test_explain_shows_what_was_kept_and_dropped(here: Path) -> None:
    """With where the title, the date and the names came from."""
    text = run("explain", "corpus/port/quay.txt").output
    kept, dropped = text.split("\ndropped\n")
    assert "opened its new quay today" in kept
    assert "Tariffs" in dropped
    assert "2024-03-29 (day)" in kept
    assert "Amina Okafor" in kept


def test_explain_of_a_page_of_the_corpus_is_what_the_index_holds(here: Path) -> None:
    """It uses the source, the knowledge and the aliases of the live generation, and says so."""
    aliases = '[people]\n"Amina N. Okafor" = ["Amina Okafor"]\n'
    (here / "corpus" / "aliases.toml").write_text(aliases)
    before = run("explain", "corpus/port/quay.txt").output
    assert "the 2 pages of its source now: no live generation holds it" in before
    run("reindex")
    text = run("explain", "corpus/port/quay.txt").output
    assert "what the live generation" in text.splitlines()[0]
    assert "Amina N. Okafor" in text
    shown = json.loads(run("explain", "corpus/port/quay.txt", "--json").output)
    indexed = json.loads(run("search", "quay", "--json").output)
    for key in ("id", "title", "date", "people", "organizations", "places", "source"):
        assert shown["release"][key] == indexed[key]
    assert shown["date_candidates"][0]["value"] == "2024-03-29"


def test_explain_of_a_page_elsewhere_learns_from_its_folder(here: Path) -> None:
    """The folder of a file outside the corpus is its source."""
    (here / "quay.txt").write_text(RELEASE)
    assert "outside the corpus" in run("explain", "quay.txt").output.splitlines()[0]


def test_explain_prints_candidates_for_people(here: Path) -> None:
    """A date that competed is a line of words, no value of the program."""
    text = run("explain", "corpus/port/quay.txt").output
    assert "candidate  2024-03-29 (day)" in text
    assert "Candidate(" not in text


def test_config_show_lists_every_setting(here: Path) -> None:
    """With its value and where it came from."""
    Path("searchapp.toml").write_text('site_name = "Port news"\n')
    text = run("config", "show").output
    for name in setting_names():
        assert name in text
    assert "Port news" in text
    assert "searchapp.toml" in text


def test_faults_are_told_in_words_with_a_code(here: Path) -> None:
    """No index, no corpus, a held lock, no such file: exit code 1 and a sentence."""
    for words, code in (
        (("search", "x"), "index.none"),
        (("reindex", "--corpus", "nowhere"), "corpus.unreadable"),
        (("explain", "nowhere.txt"), "corpus.unreadable"),
        (("extract", "nowhere"), "corpus.unreadable"),
        (("explain", "corpus/port/empty.txt"), "page.empty"),
    ):
        result = run(*words)
        assert result.exit_code == 1
        assert f"[{code}]" in result.stderr
    with writer_lock(Path("index")):
        assert "[index.locked]" in run("reindex").stderr


def test_wrong_usage_is_exit_code_two(here: Path) -> None:
    """Unknown commands, unknown flags, dates that are none, settings that are wrong wherever they
    stand.
    """
    run("reindex")
    for words in (("reindx",), ("reindex", "--fulll"), ("search", "x", "--from", "soon")):
        assert run(*words).exit_code == 2
    Path("searchapp.toml").write_text("corpse = 1\n")
    for command in ("reindex", "search", "serve", "config show", "index list"):
        wrong = run(*command.split())
        assert wrong.exit_code == 2
        assert "Did you mean 'corpus'? [settings.invalid]" in wrong.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("quay", "--page", "2000"), "request.invalid-parameter"),
        (("q" * 513,), "request.invalid-parameter"),
        (("quay", "--from", "2024", "--to", "2020"), "request.invalid-parameter"),
        (("quay " * 65,), "query.too-costly"),
    ],
)
def test_a_search_has_the_limits_that_it_has_on_the_web(
    here: Path, words: tuple[str, ...], code: str
) -> None:
    """Size, depth, cost and ranges the wrong way round: the same codes, and exit code 2."""
    run("reindex")
    result = run("search", *words)
    assert result.exit_code == 2
    assert f"[{code}]" in result.stderr
    assert run("search", "quay", "--page", "1000").exit_code == 0
    assert run("search", "q" * 512).exit_code == 0


def test_exit_codes_are_told() -> None:
    """By the program and by its README, in the same words."""
    text = " ".join(run("--help").output.replace("-\n", "-").split())
    assert "Exit codes: 0 success; 1 failure; 2 wrong usage" in text
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    assert all(f"{number} " in readme.split("Exit codes")[1][:400] for number in (0, 1, 2, 3))
    for command in COMMANDS:
        assert f"searchapp {command}" in readme, command


@pytest.mark.parametrize("words", [("reindex",), ("extract", "corpus")])
def test_a_report_that_cannot_be_written_is_told_first(here: Path, words: tuple[str, ...]) -> None:
    """Not after the work has been done, and not with a traceback."""
    result = run(*words, "--report", "nowhere/r.jsonl")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
    assert not Path("index").exists()


def test_a_port_that_is_taken_is_told_in_one_line(here: Path) -> None:
    """Before anything is started, with what to do; so is a host that is not this machine's."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        result = run("serve", "--port", str(other.getsockname()[1]))
    assert result.exit_code == 1
    assert "is in use by another program" in result.stderr
    assert "--port" in result.stderr
    assert result.stderr.count("\n") == 1
    assert "[serve.address-unusable]" in result.stderr
    assert "Serving on" not in result.output
    nowhere = run("serve", "--host", "192.0.2.1")
    assert (nowhere.exit_code, nowhere.stderr.count("\n")) == (1, 1)
    assert "[serve.address-unusable]" in nowhere.stderr


def test_port_0_is_one_that_is_free(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address that is told is the one that is served."""
    started: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, command: started.append(command))
    monkeypatch.setattr(os, "environ", dict(os.environ))
    output = run("serve", "--port", "0").output
    (command,) = started
    bound = command[command.index("--bind") + 1]
    assert not bound.endswith(":0")
    assert f"http://{bound} " in output


def test_watching_without_its_extra_is_refused_before_the_work(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever lacks the package is told how to install it, and no index has been made meanwhile."""
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    result = run("reindex", "--watch")
    assert result.exit_code == 2
    assert "searchapp[watch]" in result.output
    assert not (here / "index" / "CURRENT").exists()
