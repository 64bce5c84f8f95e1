"""What all commands share: help, exit codes, faults in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchapp.cli.options import COMMANDS
from searchapp.engine.store.lock import writer_lock
from tests.support.checkout import CHECKOUT
from tests.support.command_line import run


@pytest.mark.parametrize("command", [*COMMANDS, "config show"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    """Also the group itself, which lists them all."""
    text = run(*command.split(), "--help").output
    assert "Example:" in text or command == "config"
    assert command.split()[0] in run("--help").output


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
