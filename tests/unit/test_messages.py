"""Notices, their catalogue, and the rooms that make no sentences."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import searchapp
from searchapp.fields import FACETS
from searchapp.messages import MESSAGES, Catalogue, Notice, word

PACKAGE = Path(searchapp.__file__).parent

WORDLESS_ROOMS = ("search", "query", "analysis", "engine")
"""Rooms that say what a person must be told by notices alone."""

FRENCH: Catalogue = {
    "found": ("{count} trouvé : {names}", "{count} trouvés : {names}"),
    "list.item": "« {item} »",
    "list.separator": " ; ",
    "about": "à propos de {what}",
    "facet": "la personne",
}


def syntax_trees(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    """Yield path and syntax tree of the modules in some rooms; without rooms of all."""
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE)
        if not rooms or inside.parts[0] in rooms:
            yield str(inside), ast.parse(path.read_text(encoding="utf-8"))


def literals(tree: ast.AST) -> Iterator[str]:
    """Yield the string literals that are not docstrings; a blank of an f-string is a ``{}``."""
    documented = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    parts = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.Constant) and id(node) not in documented | parts
        ):
            yield _text(node)


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
        )
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def codes_used() -> set[str]:
    """Return the codes of all notices that the package makes; ``{}`` stands for any text."""
    return {
        text
        for _, tree in syntax_trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Notice"
        for argument in node.args[:1]
        for choice in (
            (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,)
        )
        if (text := _text(choice))
    }


def test_every_code_is_in_the_catalogue_and_the_other_way_round() -> None:
    """A notice without words would fail when it is shown; words without a notice are dead."""
    patterns = [re.escape(code).replace(r"\{\}", r".+") for code in codes_used()]
    unused = {code for code in MESSAGES if not any(re.fullmatch(each, code) for each in patterns)}
    assert unused == set()
    wordless = {
        pattern for pattern in patterns if not any(re.fullmatch(pattern, each) for each in MESSAGES)
    }
    assert wordless == set()


def test_every_facet_has_words() -> None:
    """A notice about a name calls its facet what the page calls it."""
    for facet in FACETS.values():
        assert word(Notice(f"facet.{facet.name}")) == facet.label.lower()


def is_sentence(text: str) -> bool:
    """Return whether a literal is words for a person: several, and a full stop at their end."""
    return " " in text.strip() and text.rstrip().endswith((".", "!", "?")) and "\\" not in text


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ('raise Error("There is no index.")', True),
        ('note(f"{name} was left out.")', True),
        ('"""A docstring of two sentences."""', False),
        ('note("query.no-word")', False),
    ],
)
def test_sentences_in_code_are_recognized(code: str, sentence: bool) -> None:
    """Plain literals and f-strings; docstrings are for programmers."""
    assert any(map(is_sentence, literals(ast.parse(code)))) is sentence


def test_rooms_below_the_renderers_make_no_sentences() -> None:
    """What they have to say is a notice, so that a page in another language needs no new code."""
    found = [
        f"{path}: {text}"
        for path, tree in syntax_trees(*WORDLESS_ROOMS)
        for text in literals(tree)
        if is_sentence(text)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("notice", "worded"),
    [
        (Notice("found", {"count": 1, "names": ("Ada",)}), "1 trouvé : « Ada »"),
        (Notice("found", {"count": 2, "names": ("A", "B")}), "2 trouvés : « A » ; « B »"),
        (Notice("about", {"what": Notice("facet")}), "à propos de la personne"),
        (Notice("about", {"what": "{count}"}), "à propos de {count}"),
    ],
)
def test_a_catalogue_decides_all_words(notice: Notice, worded: str) -> None:
    """Number, lists and notices within notices are worded by it; text stays as it is."""
    assert word(notice, FRENCH) == worded


def test_a_notice_lacking_a_parameter_is_an_error() -> None:
    """It is a fault of the program, which a test must find."""
    with pytest.raises(KeyError):
        word(Notice("about"), FRENCH)
