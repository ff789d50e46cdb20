"""Django's PostgreSQL backend, with this project's least version and clear errors."""
