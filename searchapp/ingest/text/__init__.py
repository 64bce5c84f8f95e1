"""What are the lines of a text, and which parts of a release do they make?"""
