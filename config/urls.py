"""The project's URLs: the admin, the front door that leads there, and where other systems send events."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", include("identity.urls")),
    path("admin/scheduling/day/", include("scheduling.urls")),
    path("admin/", admin.site.urls),
    path("webhooks/", include("webhooks.urls")),
]
