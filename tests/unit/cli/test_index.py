"""``searchapp index``: each command says what it did, and refuses in words with a code."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from searchapp.cli import main
from searchapp.engine.store.generations import current, folder_of, generations
from searchapp.engine.store.lock import writer_lock
from tests.support.release_pages import TOPICS, write_page

COMMANDS = "list verify activate rollback prune diff snapshot restore".split()


def run(*words: str, code: int = 0) -> Result:
    """Run a command; it must end with this exit code, and with nothing but an exit."""
    result = CliRunner().invoke(main, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two generations: one release, then two, the second live."""
    monkeypatch.chdir(tmp_path)
    for number in range(2):
        write_page(Path("corpus"), f"port/{number}.json", TOPICS[number], number)
        run("reindex", "--jobs", "1")
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    """And the group lists it."""
    assert "Example: searchapp index" in run("index", command, "--help").output
    assert f"\n  {command}" in run("index", "--help").output


def test_list_tells_which_one_is_live(here: Path) -> None:
    """Oldest first, with what each holds; no index at all is no error."""
    first, second = run("index", "list").output.splitlines()
    assert " 1 release " in first
    assert not first.startswith("live")
    assert second.startswith("live")
    assert current(Path("index")) in second
    shutil.rmtree("index")
    assert "no index yet" in run("index", "list").output


def test_verify_names_the_damaged_file_and_fails(here: Path) -> None:
    """A sound generation is said to be so; damage is exit code 1 with the file's name."""
    assert "is sound" in run("index", "verify").output
    old, live = generations(Path("index"))
    assert old in run("index", "verify", old).output
    with (folder_of(Path("index"), live) / "catalog.json").open("a") as file:
        file.write("\n")
    assert "catalog.json is not what was written [index.corrupt]" in (
        run("index", "verify", code=1).stderr
    )


def test_switching_and_pruning(here: Path) -> None:
    """Back, forth, and then only the live one is left."""
    old, live = generations(Path("index"))
    assert old in run("index", "rollback").output
    assert "1 release for everything" in run("search").output
    assert "[index.no-generation]" in run("index", "rollback", code=1).stderr
    assert live in run("index", "activate", live).output
    assert "2 releases for everything" in run("search").output
    assert f"{old} was deleted" in run("index", "prune", "--keep", "1").output
    assert "nothing to delete" in run("index", "prune").output
    assert generations(Path("index")) == [live]


def test_diff_names_what_a_reindex_would_do(here: Path) -> None:
    """Added, changed, removed; and nothing when there is nothing."""
    assert "up to date: 2 pages" in run("index", "diff").output
    write_page(Path("corpus"), "port/new.json", TOPICS[2], 7)
    write_page(Path("corpus"), "port/1.json", TOPICS[3], 8)
    Path("corpus/port/0.json").unlink()
    text = run("index", "diff").output
    for word, path in (("added", "new"), ("changed", "1"), ("removed", "0")):
        assert f"1 {word}\n  port/{path}.json" in text
    for number in range(30):
        write_page(Path("corpus"), f"port/m{number}.json", TOPICS[2], number)
    assert "… and 11 more" in run("index", "diff").output
    assert "more" not in run("index", "diff", "--all").output


def test_a_snapshot_goes_out_and_comes_back(here: Path) -> None:
    """A foreign one is refused with its code."""
    live = current(Path("index"))
    assert live in run("index", "snapshot", "kept.tar.gz").output
    shutil.rmtree("index/generations")
    assert live in run("index", "restore", "kept.tar.gz").output
    assert "is sound" in run("index", "verify").output
    Path("index/key").unlink()
    assert "[index.snapshot-refused]" in run("index", "restore", "kept.tar.gz", code=1).stderr


@pytest.mark.parametrize(
    "words", [("activate", "20240101T000000Z-00000000"), ("activate", "../x"), ("verify", "x")]
)
def test_a_generation_that_is_not_there_is_named(here: Path, words: tuple[str, ...]) -> None:
    """Whatever is given as a name leads nowhere else."""
    result = run("index", *words, code=1)
    assert words[1] in result.stderr
    assert "[index.no-generation]" in result.stderr


def test_what_writes_waits_for_no_other_writer(here: Path) -> None:
    """While another process writes, they say so; looking is allowed."""
    run("index", "snapshot", "kept.tar")
    with writer_lock(Path("index")):
        for words in (
            "rollback",
            "prune",
            f"activate {current(Path('index'))}",
            "restore kept.tar",
        ):
            assert "[index.locked]" in run("index", *words.split(), code=1).stderr
        for words in ("list", "verify", "diff", "snapshot again.tar"):
            run("index", *words.split())


@pytest.mark.parametrize("command", ["verify", "rollback", "snapshot x.tar"])
def test_without_an_index_they_say_how_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """The code is that of no index."""
    monkeypatch.chdir(tmp_path)
    assert "[index.none]" in run("index", *command.split(), code=1).stderr
    assert not Path("x.tar").exists()
