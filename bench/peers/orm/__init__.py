"""对照：ORM — the battery page as a team writes it with Django's ORM and django-ninja, behind the same web server.

One model for each noun with foreign keys, ``select_related`` and ``prefetch_related`` where they belong, an index on
every column that is asked for, connections kept, and a response schema: what both projects' manuals recommend. It masks
nothing and proves nothing; it answers with the same values of the same fields.
"""
