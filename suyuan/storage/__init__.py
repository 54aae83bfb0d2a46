"""存储 — the only room that knows PostgreSQL.

models/      small tables, Django ORM, one module per noun
sql/         big tables: schema/*.sql and queries/<noun>.sql
queries      reads the named queries
copy         rows in bulk
topology     how each table would be distributed
embedded     our own PostgreSQL over pip-installed binaries
"""
