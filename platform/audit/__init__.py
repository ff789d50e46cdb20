"""What changed, and by whom: recorded by PostgreSQL itself, sealed, and shown."""
