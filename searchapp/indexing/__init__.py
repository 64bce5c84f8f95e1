"""What brings an index in line with a corpus, and what looks after it then?"""
