"""Versions: whatever decides what document a page becomes changes one of them."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from searchapp.errors import SettingsError
from searchapp.ingest.version import SPEECH, code_files, libraries, model_version, pipeline_version
from tests.support.checkout import CHECKOUT

PACKAGE = CHECKOUT / "searchapp"
FILES = code_files(PACKAGE)
LIBRARIES = libraries(FILES)
PROVIDERS = importlib.metadata.packages_distributions()
MODULES = [name for name in FILES if name.endswith(".py")]


def imported_modules(source: bytes) -> set[str]:
    """Return what the syntax of a module says that it imports."""
    modules: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules.add(node.module)
    return modules


def test_the_version_of_the_same_code_is_the_same() -> None:
    """It is sixteen hexadecimal digits that depend on nothing but what it covers."""
    first = pipeline_version()
    pipeline_version.cache_clear()
    assert pipeline_version() == first
    assert re.fullmatch("[0-9a-f]{16}", first)


@pytest.mark.parametrize(
    "name",
    [
        "analysis/stems.py", "ingest/gate.py", "ingest/readers/feed.py",
        "ingest/data/menu_words.txt", "ingest/entities/people.py", "indexing/documents.py",
        "indexing/aliases.py", "calendar_days.py", "model.py", "fields.py", "data_files.py",
    ],
)  # fmt: skip
def test_all_that_makes_a_document_is_covered(name: str) -> None:
    """Code and data of the steps from the page to the document, wherever they stand."""
    assert FILES[name] == (PACKAGE / name).read_bytes()


@pytest.mark.parametrize(
    "room",
    ["web/", "cli/", "search/", "query/", "engine/", "messages.py", "errors.py", "settings.py"],
)
def test_what_only_answers_is_not_covered(room: str) -> None:
    """A change of a page or of the query language rebuilds no index."""
    assert not [name for name in FILES if name.startswith(room)]


@pytest.mark.parametrize("name", ["indexing/documents.py", "model.py", "ingest/data/new.txt"])
def test_a_changed_file_changes_what_is_covered(tmp_path: Path, name: str) -> None:
    """An edit or a new file is seen; compiled code and its folders are not looked at."""
    copy = tmp_path / "searchapp"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    assert code_files(copy) == FILES
    (copy / "ingest" / "__pycache__").mkdir()
    (copy / "ingest" / "__pycache__" / "x.pyc").write_bytes(b"x")
    assert code_files(copy) == FILES
    (copy / name).write_bytes(FILES.get(name, b"") + b"# another line\n")
    assert code_files(copy) != FILES


def test_imports_from_the_ground_floor_are_followed() -> None:
    """A module at the top that a covered one imports is covered, and so on from there."""
    for name in MODULES:
        for module in imported_modules(FILES[name]):
            path = f"{module.removeprefix('searchapp.')}.py"
            if module.startswith("searchapp.") and module.count(".") == 1:
                assert path in {*FILES, *SPEECH} or (PACKAGE / path.removesuffix(".py")).is_dir(), (
                    path
                )


@pytest.mark.parametrize("name", MODULES)
def test_every_library_that_is_imported_has_its_version_in_the_list(name: str) -> None:
    """What the syntax tree shows to be imported is a distribution of the list."""
    for module in imported_modules(FILES[name]):
        top = module.partition(".")[0]
        if top not in sys.stdlib_module_names and top != "searchapp":
            for distribution in PROVIDERS[top]:
                assert LIBRARIES[re.sub("[-_.]+", "-", distribution).lower()]


@pytest.mark.parametrize(
    "library",
    ["babel", "beautifulsoup4", "charset-normalizer", "feedparser", "justext", "lxml",
     "markdown-it-py", "numpy", "py3langid", "pystemmer", "pyyaml", "trafilatura"],
)  # fmt: skip
def test_another_release_of_a_library_is_another_version(
    monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    """An index whose terms were made by the release before is built anew."""
    before = pipeline_version()
    real = importlib.metadata.version

    def patched(name: str) -> str:
        return "99.9" if name.lower() == library else real(name)

    monkeypatch.setattr(importlib.metadata, "version", patched)
    pipeline_version.cache_clear()
    try:
        assert pipeline_version() != before
    finally:
        pipeline_version.cache_clear()


def test_an_optional_library_that_is_not_there_has_no_version() -> None:
    """Installing it later is a change."""
    code = {"ingest/readers/x.py": b"def read():\n    import no_such_library.parts\n"}
    assert libraries(code) == {"no-such-library": ""}


def test_the_name_of_a_model_is_checked() -> None:
    """No model has no version; a path is no name of a package."""
    assert model_version("") == ""
    with pytest.raises(SettingsError, match="not the name"):
        model_version("../model")


def test_planning_a_reindex_loads_no_step_of_ingestion() -> None:
    """What only compares versions imports nothing of what makes documents."""
    code = "import sys, searchapp.cli.reindex; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True
    ).stdout.split()
    steps = {name for name in loaded if name.startswith("searchapp.ingest.")}
    assert steps <= {"searchapp.ingest.identity", "searchapp.ingest.version"}
