"""What does the reader mean? Query string -> tree -> plan, with no engine in it."""
