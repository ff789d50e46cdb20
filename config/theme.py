"""How the theme looks, where it is installed."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy

TEAL = {
    "50": "oklch(98.4% .014 181)",
    "100": "oklch(95.3% .045 181)",
    "200": "oklch(91% .08 181)",
    "300": "oklch(85.5% .11 182)",
    "400": "oklch(77.7% .12 183)",
    "500": "oklch(69% .115 184)",
    "600": "oklch(52% .095 186)",
    "700": "oklch(46% .085 187)",
    "800": "oklch(40% .07 188)",
    "900": "oklch(36% .058 189)",
    "950": "oklch(27.7% .045 192)",
}


def theme() -> dict[str, Any]:
    """Give the theme's settings."""
    return {
        "SITE_URL": None,
        "SITE_SYMBOL": "local_hospital",
        "SITE_SUBHEADER": acting,
        "SITE_FAVICONS": [{"rel": "icon", "href": icon, "type": "image/svg+xml"}],
        "STYLES": [style],
        "COLORS": {"primary": TEAL},
        "ACCOUNT": {
            "navigation": [
                {"title": "Two-factor sign-in", "link": reverse_lazy("two_factor")},
                {"title": "Change password", "link": reverse_lazy("admin:password_change")},
            ]
        },
    }


def icon(request: HttpRequest) -> str:
    """Give the address of the page's icon."""
    return static("config/icon.svg")


def style(request: HttpRequest) -> str:
    """Give the address of what the theme has no classes for."""
    return static("config/admin.css")


def acting(request: HttpRequest) -> str:
    """Give the person's role, for the sidebar's head."""
    return request.user.get_role_display() if request.user.is_authenticated else ""
