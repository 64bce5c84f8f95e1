"""Which text of an HTML page is the release?"""
