"""The documents tell the truth: settings, commands, codes, layout, version."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from searchapp import __version__
from searchapp.settings import Settings
from tests.support.checkout import CHECKOUT

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (CHECKOUT / "ARCHITECTURE.md").read_text(encoding="utf-8")
MAKEFILE = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
DOCUMENTS = sorted(CHECKOUT.glob("*.md"))


def settings_table() -> str:
    """Return the table of settings as the README must hold it."""
    rows = ["| setting | default | what it is |", "|---|---|---|"]
    rows += [
        f"| `{row.name}` | `{row.default}` | {row.metadata['help']} |" for row in fields(Settings)
    ]
    return "\n".join(rows)


def test_the_readme_lists_every_setting_as_the_code_has_it() -> None:
    """The table between the marks is the one that the settings give."""
    told = README.split("<!-- settings -->")[1].split("<!-- /settings -->")[0].strip()
    assert told == settings_table()


def test_every_make_target_that_a_document_names_exists() -> None:
    """A reader can type what the documents say."""
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.M))
    for document in DOCUMENTS:
        for target in re.findall(r"`make ([a-z]+)`", document.read_text(encoding="utf-8")):
            assert target in targets, f"{document.name}: make {target}"


def test_every_room_is_in_the_architecture() -> None:
    """Each package and each module at the top is named."""
    for path in (CHECKOUT / "searchapp").iterdir():
        if path.name.startswith("__"):
            continue
        name = f"{path.name}/" if path.is_dir() else path.name
        assert name in ARCHITECTURE, name


def test_every_dependency_has_its_reason() -> None:
    """The table of the architecture names each runtime dependency of pyproject.toml."""
    text = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
    block = text.split("dependencies = [")[1].split("]")[0]
    for name in re.findall(r'"([a-z0-9-]+)', block):
        assert re.search(rf"^\|[^|]*\b{name}\b", ARCHITECTURE, re.M), name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    """Every relative link names a file that is there."""
    for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
        assert (CHECKOUT / target).exists(), target


def test_files_that_the_readme_names_exist() -> None:
    """The examples can be copied as they stand."""
    for target in re.findall(r"\b(corpus/[\w./-]+\.\w+)", README):
        assert (CHECKOUT / target).exists(), target


def test_the_changelog_knows_this_version() -> None:
    """The version of the code has a heading, or its changes are still unreleased."""
    text = (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {__version__}" in text or "## Unreleased" in text


def test_no_path_of_a_machine_and_no_index_address() -> None:
    """Lock files and documents name no host and no folder of whoever wrote them."""
    for path in (*DOCUMENTS, *CHECKOUT.glob("*.lock")):
        text = path.read_text(encoding="utf-8")
        assert "index-url" not in text
        assert "file://" not in text
