"""Who is asking: database roles, the context of a person, tenant models and their keys."""

from tenancy.acting import acting_as, acting_as_worker, as_login

__all__ = ["acting_as", "acting_as_worker", "as_login"]
