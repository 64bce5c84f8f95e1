"""What are the lines of a text, and which pieces of a release do they make?"""
