"""The layout of the tree: tests mirror modules, and modules say what they hold."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.support.checkout import CHECKOUT

PACKAGE = CHECKOUT / "searchapp"
TESTS = CHECKOUT / "tests"
MODULES = sorted(PACKAGE.rglob("*.py"))
TEST_MODULES = sorted(TESTS.rglob("test_*.py"))
EVERY_MODULE = [*MODULES, *sorted(TESTS.rglob("*.py")), CHECKOUT / "wsgi.py"]


def name(path: Path) -> str:
    """Return the path of a module in the checkout, as the output of the tests shows it."""
    return path.relative_to(CHECKOUT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """Return the full names of all that a module imports, wherever it does so."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}: a relative import"
            yield from (f"{node.module}.{each.name}" for each in node.names)
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names)


def test_a_unit_test_stands_where_its_module_does() -> None:
    """``tests/unit/ROOM/test_MODULE.py`` is about ``searchapp/ROOM/MODULE``, module or package."""
    strays = []
    for path in sorted((TESTS / "unit").rglob("test_*.py")):
        room = PACKAGE / path.parent.relative_to(TESTS / "unit")
        about = room / path.stem.removeprefix("test_")
        if not (about.with_suffix(".py").is_file() or (about / "__init__.py").is_file()):
            strays.append(name(path))
    assert strays == []


def test_no_module_imports_a_test() -> None:
    """What tests share stands in ``tests/support``; no import is relative."""
    assert [
        f"{name(path)}: {imported}"
        for path in EVERY_MODULE
        for imported in imports(path)
        if re.match(r"tests\.(\w+\.)*(test_|conftest)", imported)
    ] == []


def test_a_module_begins_by_saying_what_it_holds() -> None:
    """Its docstring opens with a sentence; only that of a package may be a question."""
    assert [name(path) for path in EVERY_MODULE if not _opens_well(path)] == []


def _opens_well(path: Path) -> bool:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    opening, package = text.split("\n\n")[0], path.name == "__init__.py"
    if not text:
        return package and path.is_relative_to(TESTS)
    ends = (".", ":", "?") if package else (".", ":")
    return (
        (opening[0].isupper() or opening.startswith("``"))
        and opening.endswith(ends)
        and ("?" not in opening or package)
    )


def test_no_two_modules_have_the_same_name() -> None:
    """The name of a module alone leads to it; only commands are named after what they call."""
    names = Counter(
        each.name
        for each in MODULES
        if each.name != "__init__.py" and each.parent != PACKAGE / "cli"
    )
    assert [each for each, count in names.items() if count > 1] == []


def test_nothing_is_left_for_later() -> None:
    """What is to be done is in the tracker, not in a comment."""
    marks = "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X"))
    assert [
        name(path)
        for path in EVERY_MODULE
        if re.search(rf"\b({marks})\b", path.read_text(encoding="utf-8"))
    ] == []


def test_the_contracts_of_imports_cover_every_room() -> None:
    """A library that one room alone may import is forbidden to every other one."""
    settings = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    rooms = {f"searchapp.{path.stem}" for path in PACKAGE.iterdir() if path.suffix == ".py"}
    rooms |= {f"searchapp.{path.parent.name}" for path in PACKAGE.glob("*/__init__.py")}
    rooms -= {"searchapp.__init__", "searchapp.__main__"}
    libraries = [each for each in contracts if each["type"] == "forbidden"]
    assert len(libraries) >= 4
    for contract in libraries:
        bound = set(contract["source_modules"])
        free = {room for room in rooms if room not in bound}
        assert len(free) == 1, f"{contract['name']}: {sorted(free)}"
        (owner,) = free
        parts = {f"{owner}.{each.stem}" for each in (PACKAGE / owner.split(".")[1]).iterdir()}
        if bound & parts:
            free = {part for part in parts - bound if not part.endswith("__")}
            assert len(free) == 1, f"{contract['name']}: {sorted(free)}"


def test_every_test_says_what_it_shows() -> None:
    """Each test function has a docstring that states the behaviour."""
    silent = [
        f"{name(path)}::{node.name}"
        for path in TEST_MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
    ]
    assert silent == []
