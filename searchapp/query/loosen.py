"""What is left of a query that no release satisfies? The same with its words optional.

Long questions hold words that no single release has all of. What the reader excludes, and facet
values and dates, stay as they are.
"""

from __future__ import annotations

from searchapp.query.nodes import And, Everything, HasValue, InDates, Node, Not, Or, Parsed

__all__ = ["loosened"]


def loosened(tree: Node) -> Node | None:
    """Return the parsed query with any of its words wanted in place of all of them.

    :returns: ``None`` if there are not two words or groups of which one could be missing.
    """
    if not isinstance(tree, And):
        return None
    optional = tuple(child for child in tree.children if _is_words(child))
    if len(optional) < 2:
        return None
    wanted = Or(tuple(part for child in optional for part in _choices(child)))
    required = tuple(child for child in tree.children if not _is_words(child))
    return And((wanted, *required)) if required else wanted


def _is_words(node: Node) -> bool:
    """Whether it looks for words and for nothing else."""
    match node:
        case And(children) | Or(children):
            return all(map(_is_words, children))
        case Not() | HasValue() | InDates() | Everything():
            return False
    return isinstance(node, Parsed)


def _choices(node: Node) -> tuple[Node, ...]:
    return node.children if isinstance(node, Or) else (node,)
