from django.apps import AppConfig


class PostgresConfig(AppConfig):
    name = "postgres"
    label = "bedrock_postgres"  # django.contrib.postgres has taken the plain one
    verbose_name = "PostgreSQL"
