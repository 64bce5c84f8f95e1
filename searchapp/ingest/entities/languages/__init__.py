"""What does one language or script do otherwise than the rules for capitals expect?

The rules of the package above read every language: their word lists are shared, and most languages
need no more than words in ``lexicon.toml``. What a language does otherwise *in code* is a module
here, with its words in ``ingest/data/entities/languages/``.

To add a language, add a module with a constant ``RULES`` of type
:class:`~searchapp.ingest.entities.language_rules.LanguageRules`; nothing else has to know of it.
``german_nouns`` is the shortest example of a language, ``chinese_names`` of a script without
capitals. A module without ``RULES`` is shared by others.
"""
