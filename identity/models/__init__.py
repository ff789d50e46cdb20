from identity.models.clinic import Clinic
from identity.models.user import User, UserRole

__all__ = ["Clinic", "User", "UserRole"]
