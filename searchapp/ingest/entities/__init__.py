"""Which people, organisations and places does a release speak of?

:func:`extract_entities` reads one release; :class:`AliasTable` brings the same entity under one
name over many.
"""

from __future__ import annotations

from .aliases import AliasTable, read_aliases
from .extract import MAX_EXAMINED, extract_entities
from .model_votes import Model, load_model, model_version
from .spans import Entities, Evidence

__all__ = [
    "MAX_EXAMINED",
    "AliasTable",
    "Entities",
    "Evidence",
    "Model",
    "extract_entities",
    "load_model",
    "model_version",
    "read_aliases",
]
