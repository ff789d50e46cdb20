"""Values in templates, as lists show them."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from tenancy import columns

register = template.Library()
register.filter("money", columns.money)


@register.simple_tag
def state(row: Any, field: str) -> SafeString:
    """Give the badge of a row's state."""
    return columns.badge(getattr(row, field), getattr(row, f"get_{field}_display")())
