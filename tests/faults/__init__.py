"""What the index promises, and trials that try to break it.

The quick ones run with the other tests; ``python -m tests.faults`` runs them long and prints
figures.
"""
