"""What are the words? Text -> terms, and the passages that show why a release was found."""
