"""Which people, organizations and places does a release speak of?

:func:`extract_entities` reads one release; :class:`AliasTable` brings the same entity under one
name over many.
"""

from __future__ import annotations

from searchapp.ingest.entities.alias_table import AliasLearner, AliasTable, read_aliases
from searchapp.ingest.entities.recognition import MAX_EXAMINED, extract_entities
from searchapp.ingest.entities.spans import Entities, Mention
from searchapp.ingest.entities.statistical_model import Model, load_model

__all__ = [
    "MAX_EXAMINED",
    "AliasLearner",
    "AliasTable",
    "Entities",
    "Mention",
    "Model",
    "extract_entities",
    "load_model",
    "read_aliases",
]
