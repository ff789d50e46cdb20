"""How Python talks to PostgreSQL: backend, embedded server, migration operations, fields."""
