"""The embedded default engine: Whoosh stores, numpy matches, counts and ranks."""
