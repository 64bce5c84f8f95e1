"""The names that are taken from Whoosh, and the only import of it.

Whoosh 2.7.4 is older than the Pythons it runs on: compiling it gives warnings about its own source,
which are nothing that the user of this program could act on.
"""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", SyntaxWarning)
    warnings.simplefilter("ignore", DeprecationWarning)
    from whoosh import fields
    from whoosh.analysis import IDTokenizer, SpaceSeparatedTokenizer
    from whoosh.codec import base
    from whoosh.codec.whoosh3 import W3Segment
    from whoosh.filedb.filestore import FileStorage
    from whoosh.filedb.structfile import StructFile
    from whoosh.formats import Existence, Format
    from whoosh.index import TOC
    from whoosh.matching import LeafMatcher, ReadTooFar
    from whoosh.reading import TermInfo, TermNotFound

__all__ = [
    "TOC",
    "Existence",
    "FileStorage",
    "Format",
    "IDTokenizer",
    "LeafMatcher",
    "ReadTooFar",
    "SpaceSeparatedTokenizer",
    "StructFile",
    "TermInfo",
    "TermNotFound",
    "W3Segment",
    "base",
    "fields",
]
