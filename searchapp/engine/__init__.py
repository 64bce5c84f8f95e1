"""What stores, matches, counts and ranks? A protocol, an engine behind it, the generations."""
