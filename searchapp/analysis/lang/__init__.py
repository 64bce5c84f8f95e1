"""What does a language need that its row in ``data/languages.toml`` cannot say?

To add a language, give it a table in ``analysis/data/languages.toml``: the name of its stemmer, its
stop words, what its apostrophes part; the comment at the head of that file explains each key. That
is all for a language that a Snowball algorithm stems.

A language that needs code gets a module here, named by its English name, with one function::

    def stem(word: str) -> str

which takes a word as :func:`searchapp.analysis.stems.folded` leaves it (lower case, no accents, one
form per letter) and returns its stem, at least one letter. It is entered in :data:`STEMMERS` under
a name, and the row of the language gives that name as ``stemmer``. ``arabic.py`` is the example to
copy. Scripts without spaces between words need no row: their characters are listed in
:mod:`searchapp.analysis.tokens`, which makes pairs of them.

Then add sentences with their expected terms to ``tests/unit/analysis/test_tokens.py``.
"""

from __future__ import annotations

from collections.abc import Callable

from searchapp.analysis.lang import arabic

__all__ = ["STEMMERS"]

STEMMERS: dict[str, Callable[[str], str]] = {"light arabic": arabic.stem}
"""Name in ``data/languages.toml`` -> folded word to stem."""
