"""Pages beside the admin's own: passwords, and two-factor sign-in."""

from django.contrib import admin
from django.contrib.auth.views import PasswordResetCompleteView, PasswordResetDoneView
from django.urls import path

from identity.views import (
    PasswordChangeView,
    PasswordResetConfirmView,
    PasswordResetView,
    TwoFactorView,
)

urlpatterns = [
    path("two-factor/", admin.site.admin_view(TwoFactorView.as_view()), name="two_factor"),
    path("password_change/", admin.site.admin_view(PasswordChangeView.as_view())),
    path("password_reset/", PasswordResetView.as_view(), name="admin_password_reset"),
    path("password_reset/done/", PasswordResetDoneView.as_view(), name="password_reset_done"),
    path(
        "password_reset/<uidb64>/<token>/",
        PasswordResetConfirmView.as_view(),
        name="password_reset_confirm",
    ),
    path(
        "password_reset/complete/",
        PasswordResetCompleteView.as_view(),
        name="password_reset_complete",
    ),
]
