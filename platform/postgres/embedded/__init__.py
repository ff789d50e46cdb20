"""A private PostgreSQL of the project's own, for whoever has not named another."""
