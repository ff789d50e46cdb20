"""What can be wrong with keys and ciphertexts, in words for whoever runs the system."""

from django.core.exceptions import ImproperlyConfigured


class KeyMissingError(ImproperlyConfigured):
    """A key that is needed is not there: one sentence says which, and what to do."""


class UnreadableError(ValueError):
    """A ciphertext was altered, cut or moved here from elsewhere, or is none at all."""
