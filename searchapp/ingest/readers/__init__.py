"""What is in this file? One reader a format."""
