from django.db.backends.postgresql.features import DatabaseFeatures as PostgresFeatures


class DatabaseFeatures(PostgresFeatures):
    # security_invoker views and UNIQUE NULLS NOT DISTINCT came with 15
    minimum_database_version = (15,)
