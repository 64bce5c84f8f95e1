"""Which text of a flattened page dump is the release?"""
