"""Pages beside the admin: two-factor sign-in, and a forgotten password."""

from django.contrib import admin
from django.urls import path

from identity.views import TwoFactorView

urlpatterns = [
    path("two-factor/", admin.site.admin_view(TwoFactorView.as_view()), name="two_factor"),
]
