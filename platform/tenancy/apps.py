from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "tenancy"
    verbose_name = "Tenancy"

    def ready(self) -> None:
        """Register the system checks."""
        import tenancy.checks  # noqa: F401 (registers by being imported)
