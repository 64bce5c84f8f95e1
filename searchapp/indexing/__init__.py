"""How is an index brought in line with a corpus?"""
