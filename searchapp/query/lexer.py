"""The lexer: query string -> tokens; nothing is an error.

A token is a word (with what its punctuation says of it), a phrase, an operator or a parenthesis.
What cannot be meant as it is written is read in the nearest way, and a warning says how. Where
that is to read several words in place of one, the text is rewritten and read again from there.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from searchapp.fields import DATE_FIELD, FACETS
from searchapp.messages import Notice
from searchapp.model import MISSING
from searchapp.query.values import date_range, find_field

__all__ = ["MIN_PREFIX", "Kind", "Scan", "Token", "scan"]

MIN_PREFIX = 2
"""Letters that must stand before a star. One is enough in Chinese, Japanese and Korean."""

Kind = Literal["word", "phrase", "prefix", "fuzzy", "everything", "AND", "OR", "NOT", "(", ")"]

_QUOTES = {'"': '"', "“": "”", "„": "“”", "”": "”", "«": "»", "»": "«"}
_OPERATORS: dict[str, Kind] = {"AND": "AND", "OR": "OR", "NOT": "NOT"}
_FIELD = re.compile(r"([^\W\d_]+):")
_WORD = re.compile(rf"[^\s(){''.join(_QUOTES)}]+")
_AFTER_PHRASE = re.compile(r"[~^][\d.]*|\*")
_BOOST = re.compile(r"\^[\d.]*$")
_INNER_STAR = re.compile(r"\*(?=.*[^\W_])", re.DOTALL)
_INNER_QUESTION = re.compile(r"(?<=[^\W_])\?(?=[^\W_])")
_ADDRESS = re.compile(r"[^\W_]+://\w")
_FUZZY = re.compile(r"~[12]?$")


@dataclass(frozen=True, slots=True)
class Token:
    """One piece. ``field`` is what stood before the colon, ``text`` is empty for operators."""

    kind: Kind
    text: str = ""
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """The tokens of a query and what was odd about it."""

    tokens: tuple[Token, ...]
    warnings: tuple[Notice, ...]


def scan(text: str) -> Scan:
    """Return the tokens of a query."""
    scanner = _Scanner(text)
    while scanner.at < len(scanner.text):
        scanner.step()
    return Scan(tuple(scanner.tokens), tuple(dict.fromkeys(scanner.warnings)))


class _Scanner:
    """Where the scan is, and what it has found so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.tokens: list[Token] = []
        self.warnings: list[Notice] = []

    def step(self) -> None:
        """Read one piece."""
        character = self.text[self.at]
        if character in "()":
            self.tokens.append(Token("(" if character == "(" else ")"))
            self.at += 1
        elif character in _QUOTES:
            self.phrase(None)
        elif self.is_negation():
            self.tokens.append(Token("NOT"))
            self.at += 1
        elif character != "*" and _is_punctuation(character):
            self.at += 1
        else:
            self.word()

    def is_negation(self) -> bool:
        """Whether here is a minus that begins a word, a phrase or a group."""
        before = self.text[self.at - 1] if self.at else " "
        after = self.text[self.at + 1 : self.at + 2]
        return (
            self.text[self.at] == "-"
            and (before.isspace() or before in "()" or before in _QUOTES)
            and (after.isalnum() or after == "(" or after in _QUOTES)
        )

    def phrase(self, field: str | None) -> None:
        """Read from a quotation mark to the one that closes it; alone it is left out."""
        start = self.at + 1
        closing = _QUOTES[self.text[self.at]]
        ends = [end for mark in closing if (end := self.text.find(mark, start)) >= 0]
        if not ends:
            self.warnings.append(Notice("query.quotation-mark"))
            self.at = start
            return
        self.at = min(ends) + 1
        if extra := _AFTER_PHRASE.match(self.text, self.at):
            self.warnings.append(Notice("query.after-phrase", {"text": extra[0]}))
            self.at = extra.end()
        inner = "".join(" " if mark in _QUOTES else mark for mark in self.text[start : min(ends)])
        if any(map(str.isalnum, inner)):
            self.tokens.append(Token("phrase", " ".join(inner.split()), field))

    def word(self) -> None:
        """Read a field name with what follows it, an operator or a word."""
        name = _FIELD.match(self.text, self.at)
        field = find_field(name[1]) if name else None
        if name and field:
            self.at = name.end()
            self.value(name[1], field)
            return
        raw = self.raw_word()
        if raw in _OPERATORS:
            self.tokens.append(Token(_OPERATORS[raw]))
        elif _INNER_STAR.search(raw):
            self.warnings.append(Notice("query.star-inside"))
            self.read_again(raw, _INNER_STAR.sub(" ", raw))
        elif _INNER_QUESTION.search(raw) and not _ADDRESS.match(raw):
            self.warnings.append(Notice("query.question-mark"))
            self.read_again(raw, _INNER_QUESTION.sub(" ", raw))
        elif name and not raw.startswith("//", len(name[0])) and len(raw) > len(name[0]):
            self.warnings.append(Notice("query.no-field", {"field": name[1], "text": raw}))
            self.read_again(raw, raw.replace(":", " "))
        else:
            self.plain(raw, None)

    def value(self, name: str, field: str) -> None:
        """Read what follows ``field:``."""
        following = self.text[self.at : self.at + 1]
        if following and following in _QUOTES:
            self.phrase(field)
        elif following == "(":
            self.tokens.append(Token("(", "", field))
            self.at += 1
        elif raw := self.raw_word():
            self.word_value(raw, name, field)
        else:
            self.warnings.append(Notice("query.no-value", {"field": name}))
            self.plain(name, None)

    def word_value(self, raw: str, name: str, field: str) -> None:
        """Add a value that is not between quotation marks."""
        if raw == MISSING and field in (*FACETS, DATE_FIELD):
            self.tokens.append(Token("word", raw, "year" if field == DATE_FIELD else field))
            return
        if field == "year" and not raw.isdecimal() and date_range(raw):
            field = DATE_FIELD
        if field != DATE_FIELD:
            self.plain(raw, field)
        elif date_range(raw):
            self.tokens.append(Token("word", raw, field))
        else:
            self.warnings.append(Notice("query.no-field-date", {"date": raw, "field": name}))
            self.read_again(f"{name}:{raw}", f"{name} {raw.replace(':', ' ')}")

    def raw_word(self) -> str:
        """Take everything up to a space, a quotation mark or a parenthesis."""
        match = _WORD.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return match[0] if match else ""

    def read_again(self, raw: str, instead: str) -> None:
        """Put other text in the place of what was read last, and go back to its beginning."""
        start = self.at - len(raw)
        self.text = self.text[:start] + instead + self.text[self.at :]
        self.at = start

    def plain(self, raw: str, field: str | None) -> None:
        """Add a word, with what a star or a tilde at its end makes of it."""
        text = _trimmed(raw, keep="*~^")
        while text != (shorter := _trimmed(_BOOST.sub("", text), keep="*~")):
            text = shorter
        if "*" in text and not text.strip("*~"):
            self.tokens.append(Token("everything"))
            return
        kind: Kind = "word"
        if text.endswith("*"):
            kind = "prefix"
        elif _FUZZY.search(text):
            kind = "fuzzy"
            text = _FUZZY.sub("", text)
        self.add(kind, _trimmed(text), field)

    def add(self, kind: Kind, text: str, field: str | None) -> None:
        """Add a token of one word, unless there is nothing in it to search for."""
        letters = [character for character in text if character.isalnum()]
        if not letters:
            return
        if kind == "prefix" and len(letters) < MIN_PREFIX and letters[0] < "\u2e80":
            self.warnings.append(
                Notice("query.short-prefix", {"letters": MIN_PREFIX, "text": text})
            )
            self.plain(text, field)
            return
        if kind == "word" and field is None and text in _OPERATORS:
            text = text.lower()
        self.tokens.append(Token(kind, text, field))


def _trimmed(text: str, keep: str = "") -> str:
    """Take punctuation and symbols off both ends of a word."""
    start, end = 0, len(text)
    while start < end and text[start] not in keep and _is_punctuation(text[start]):
        start += 1
    while end > start and text[end - 1] not in keep and _is_punctuation(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_punctuation(character: str) -> bool:
    """Whether it is punctuation, a symbol, white space or a control character."""
    return unicodedata.category(character)[0] in "PSZC"
