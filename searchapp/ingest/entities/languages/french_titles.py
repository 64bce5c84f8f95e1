"""French courtesy title ``M.``, which looks like an initial."""

from __future__ import annotations

import re

from searchapp.ingest.entities.language_rules import LanguageRules

__all__ = ["RULES"]

_MONSIEUR = re.compile(r"\bM\. (?=[A-ZÀ-Ý])")


def _write_out_monsieur(text: str) -> str:
    """Return the text with ``Mr`` for ``M.``, which has the same length."""
    return _MONSIEUR.sub("Mr ", text)


RULES = LanguageRules(frozenset({"fr"}), prepare=_write_out_monsieur)
