"""How fast is it, against others on the same documents, queries and facets, in one run?"""
