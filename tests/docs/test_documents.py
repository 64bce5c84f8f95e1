"""The documents tell the truth: settings, commands, codes, layout, version."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import fields
from pathlib import Path

import pytest

from searchapp import __version__
from searchapp.engine.whoosh import WhooshEngine
from searchapp.fields import FACETS, TEXT_FIELDS
from searchapp.settings import Settings
from tests.support.checkout import CHECKOUT
from tests.support.command_line import run
from tests.support.engine_comparison import build
from tests.support.small_documents import document as small_document
from tests.support.strategies import Step

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (CHECKOUT / "ARCHITECTURE.md").read_text(encoding="utf-8")
MAKEFILE = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
DOCUMENTS = sorted(CHECKOUT.glob("*.md"))
PACKAGE = CHECKOUT / "searchapp"


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


def modules_by_folder() -> dict[Path, set[str]]:
    """Return the modules that the architecture names, by the folder of the table they stand in."""
    described = ARCHITECTURE.split("## Folder by folder")[1].split("\n## ")[0]
    return {
        CHECKOUT / section.split("`")[0]: set(re.findall(r"^\| `([\w/.]+)` \|", section, re.M))
        for section in described.split("\n### `")[1:]
    }


def test_every_module_is_in_the_architecture() -> None:
    """Each module stands in one table, that of its folder or of the one above; no other does."""
    described = [
        f"{folder.relative_to(CHECKOUT)}/{name}"
        for folder, names in modules_by_folder().items()
        for name in names
    ]
    modules = [
        path.relative_to(CHECKOUT).as_posix()
        for path in PACKAGE.rglob("*.py")
        if path.name != "__init__.py"
    ]
    assert set(modules) - set(described) == set(), "modules that ARCHITECTURE.md does not name"
    assert set(described) - set(modules) == set(), "modules that ARCHITECTURE.md invents"
    assert len(described) == len(modules)


def test_every_folder_opens_with_its_question() -> None:
    """A table of modules stands under the question that the folder answers."""
    described = ARCHITECTURE.split("## Folder by folder")[1].split("\n## ")[0]
    for heading in re.findall(r"^### (.*)$", described, re.M):
        assert re.fullmatch(r"`searchapp/[\w/]*`: [a-z].*\?", heading), heading


def test_what_to_change_is_where_the_architecture_says() -> None:
    """Each path of the table exists, and each name in a row stands in a file of that row."""
    table = ARCHITECTURE.split("## To change something")[1]
    rows = [row.split(" | ") for row in re.findall(r"^\| (?!to change|--)(.*) \|$", table, re.M)]
    assert len(rows) >= 40
    for change, places, *symbols in rows:
        paths = [PACKAGE / each for each in re.findall(r"`([\w./-]+)`", places)]
        assert paths, change
        for path in paths:
            assert path.exists(), f"{change}: {path}"
        text = "\n".join(path.read_text(encoding="utf-8") for path in paths if path.is_file())
        for symbol in re.findall(r"`(\w+)`", " ".join(symbols)):
            assert re.search(rf"^\s*(class|def)? *{symbol}\b", text, re.M), f"{change}: {symbol}"


def test_the_bytes_on_the_disk_are_as_described(tmp_path: Path) -> None:
    """Each array of an index stands in a table with its type, and no table names another one."""
    documents = tuple(small_document(number, "harbour opens") for number in (1, 2))
    build(WhooshEngine(), tmp_path, [Step((), documents)])
    (segment,) = tmp_path.glob("*/*.arrays")
    for path, heading in (
        (segment, "### A segment"),
        (segment.with_name("columns"), "### `columns`"),
    ):
        described = types_described(heading)
        written = types_written(path)
        assert written.keys() == described.keys()
        for name, types in written.items():
            assert types <= described[name], name


def types_described(heading: str) -> dict[str, set[str]]:
    """Return the arrays of a table of the architecture and the types that each may have."""
    section = ARCHITECTURE.split(f"\n{heading}")[1].split("\n### ")[0]
    return {
        name: set(types.replace(",", " ").replace(" or ", " ").split())
        for names, types in re.findall(r"^\| (`.*?) \| ([\w, ]+) \|", section, re.M)
        for name in re.findall(r"`([^`]+)`", names)
    }


def types_written(path: Path) -> dict[str, set[str]]:
    """Return the same for the arrays of a file, with ``f`` for each field."""
    found: dict[str, set[str]] = {}
    types = types_of_arrays(path)
    for name, kind in types.items():
        general = re.sub(rf"\b({'|'.join((*FACETS, *TEXT_FIELDS))})/", "f/", name)
        table, _, half = general.rpartition("/")
        if f"{name.removesuffix(half)}bytes" in types and half in ("bytes", "offsets"):
            general, kind = f"{table}/…", "strings"
        found.setdefault(general, set()).add(kind.strip("<|"))
    return found


def types_of_arrays(path: Path) -> dict[str, str]:
    """Read the directory of a file of arrays as the architecture describes it: name -> type."""
    data = path.read_bytes()
    magic = data[:16]
    assert data.endswith(magic)
    size = int.from_bytes(data[-28:-20], "little")
    text = data[-28 - size : -28]
    assert zlib.crc32(text) == int.from_bytes(data[-20:-16], "little")
    return {name: kind for name, (kind, _, _) in json.loads(text)["arrays"].items()}


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


def test_the_example_of_the_readme_is_what_the_program_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each line under ``explain`` stands in the output for that page, without an index too."""
    monkeypatch.setenv("SEARCHAPP_INDEX", str(tmp_path))
    example = README.split("searchapp explain ")[1].split("\n\n")[0].split("\n")
    page, *lines, dots = [line.strip() for line in example]
    output = run("explain", str(CHECKOUT / page)).output.splitlines()
    assert dots == "..."
    assert len(lines) > 3
    assert set(lines) <= {line.strip() for line in output}


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
