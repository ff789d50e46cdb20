"""Where other systems send events: an address a source."""

from django.urls import path

from webhooks.receiving import receive

app_name = "webhooks"
urlpatterns = [path("<uuid:source_id>/", receive, name="receive")]
