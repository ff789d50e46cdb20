from django.apps import AppConfig
from django.db.backends.signals import connection_created


class TenancyConfig(AppConfig):
    name = "tenancy"
    verbose_name = "Tenancy"

    def ready(self) -> None:
        """Register the system checks, and look at every connection of the web process."""
        import tenancy.checks  # noqa: F401 (registers by being imported)
        from tenancy.login import refuse_powerful_login

        connection_created.connect(refuse_powerful_login)
