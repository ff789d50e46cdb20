"""Settings, feature flags, and the commands that seed a database."""
