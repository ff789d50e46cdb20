from django.apps import AppConfig


class PostgresConfig(AppConfig):
    name = "postgres"
    label = "bedrock_postgres"  # django.contrib.postgres has taken the plain one
    verbose_name = "PostgreSQL"

    def ready(self) -> None:
        """Register the system check of the server."""
        import postgres.checks  # noqa: F401 (registers by being imported)
