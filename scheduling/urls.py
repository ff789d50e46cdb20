"""The day of a clinic: the page, its forms, and its buttons."""

from django.contrib import admin
from django.urls import path

from scheduling import views
from scheduling.day import STEPS

app_name = "day"


def _page(route: str, view: views.View, name: str) -> object:
    return path(route, admin.site.admin_view(view), name=name)


urlpatterns = [
    _page("", views.day, "day"),
    _page("book/<uuid:slot_id>/", views.book, "book"),
    _page("walk-in/", views.walk_in, "walk-in"),
    _page("visit/<uuid:appointment_id>/", views.visit, "visit"),
    _page("hold/<uuid:slot_id>/", views.hold_slot, "hold"),
    _page("release/<uuid:slot_id>/", views.release_hold, "release"),
    _page("create-booking/<uuid:slot_id>/", views.create_booking, "create-booking"),
    _page("register-walk-in/", views.register_walk_in, "register-walk-in"),
    _page("call-next/", views.call_next, "call-next"),
    *(
        _page(f"visit/<uuid:appointment_id>/{step.slug}/", views.take(step), step.slug)
        for step in STEPS
    ),
]
