"""How fast is it beside other engines, on the same documents, queries and facets?"""
