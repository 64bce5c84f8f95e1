"""Which states of the index are on the disk, and which one is live?"""
