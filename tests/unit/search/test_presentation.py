"""What is marked in the hits of a query."""

from __future__ import annotations

from searchapp.query.nodes import Everything
from searchapp.search.presentation import highlight_terms
from searchapp.search.understanding import interpret
from searchapp.settings import Settings


def test_wanted_terms_leave_negations_out() -> None:
    """Marks show what was looked for, in the field of the text; repeats are one."""
    tree = interpret(
        'patent -trade "world trade" inno* title:treaty patnet~', ["en"], Settings()
    ).match
    found = highlight_terms(tree, "body")
    assert found.words == (("patent",),)
    assert found.phrases == ((("world",), ("trade",)),)
    assert found.prefixes == ("inno",)
    assert found.fuzzy == (("patnet", 1, 1),)
    assert ("treati",) in highlight_terms(tree, "title", "body").words
    assert not highlight_terms(Everything(), "body")
